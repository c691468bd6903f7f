internal import LinearAlgebra

/// Memory for what lies between the layers of a tower, kept from one batch to the next.
///
/// It belongs to one thread; its size is that of the largest batch so far.
package final class Workspace {
    /// One array of floats that grows when asked to.
    final class Buffer {
        private var storage = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)

        /// Room for so many floats; earlier content may be lost.
        func reserve(_ count: Int) -> UnsafeMutablePointer<Float> {
            if storage.count < count || storage.baseAddress == nil {
                storage.baseAddress.map { UnsafeMutableRawPointer($0).deallocate() }
                let memory = UnsafeMutableRawPointer.allocate(
                    byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: FloatStorage.alignment)
                let floats = memory.bindMemory(to: Float.self, capacity: max(1, count))
                floats.initialize(repeating: 0, count: max(1, count))
                storage = UnsafeMutableBufferPointer(start: floats, count: max(1, count))
            }
            guard let base = storage.baseAddress else { preconditionFailure("the buffer was just made") }
            return base
        }

        /// Room for so many rows; earlier content may be lost.
        func rows(_ count: Int, _ width: Int, stride: Int? = nil) -> Rows {
            Rows(reserve(count * (stride ?? width)), count: count, width: width, stride: stride)
        }

        deinit {
            storage.baseAddress.map { UnsafeMutableRawPointer($0).deallocate() }
        }
    }

    /// The stream that blocks add to.
    let stream = Buffer()
    /// One row of it a sequence.
    private let chosen = Buffer()
    /// What a layer reads after normalisation, and what attention answers.
    let input = Buffer()
    /// Queries, keys and values; in a ResNet what a convolution gathers.
    let gathered = Buffer()
    /// The inside of an MLP; in a ResNet the inside of a block.
    let hidden = Buffer()
    /// The second inside of a ResNet's block, and its shortcut.
    let second = Buffer()
    let shortcut = Buffer()
    /// What attention needs, a part for each worker.
    let scores = Buffer()

    package init() {}

    /// A copy of one token of each sequence: (sequences, width).
    func chosen(_ places: [Int], of stream: Rows, tokens: Int) -> Rows {
        let rows = chosen.rows(places.count, stream.width)
        for (sequence, place) in places.enumerated() {
            rows[row: sequence].update(from: stream[row: sequence * tokens + place], count: stream.width)
        }
        return rows
    }

    /// Floats from row to row of a wide array: a cache line more than it holds. Rows a power of two apart, or nearly, would
    /// all want the same few places of the first-level cache.
    static func stride(_ width: Int) -> Int { width + FloatStorage.alignment / MemoryLayout<Float>.stride }
}

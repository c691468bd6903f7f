/// Memory for floats that is filled once and then only read.
package final class FloatStorage: Sendable {
    /// A cache line, which is also the widest vector.
    package static let alignment = 64

    /// Pointers are not Sendable, their bit patterns are.
    package let address: UInt
    private let count: Int

    package init(count: Int) {
        self.count = count
        // At least one, so that there is an address.
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: Self.alignment)
        memory.bindMemory(to: Float.self, capacity: max(1, count)).initialize(repeating: 0, count: count)
        address = UInt(bitPattern: memory)
    }

    deinit {
        UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
    }

    /// Only for whoever made the storage, before anybody reads it.
    package var floats: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: UnsafeMutablePointer(bitPattern: address), count: count)
    }
}

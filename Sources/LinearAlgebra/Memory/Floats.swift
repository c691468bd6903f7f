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

/// Consecutive floats that are there as long as the value is: their owner travels along. Where there is none, whoever lends
/// them keeps them alive.
package struct Floats: Sendable {
    package let count: Int
    /// Pointers are not Sendable, their bit patterns are.
    private let address: UInt
    private let owner: (any Sendable)?

    package init(_ base: UnsafePointer<Float>, count: Int, owner: (any Sendable)? = nil) {
        self.count = count
        self.owner = owner
        address = UInt(bitPattern: base)
    }

    /// All of a storage.
    package init(_ storage: FloatStorage) {
        let floats = storage.floats
        count = floats.count
        address = storage.address
        owner = storage
    }

    package var base: UnsafePointer<Float> { UnsafePointer(mutableBase) }

    /// Only for whoever may write to the memory.
    package var mutableBase: UnsafeMutablePointer<Float> {
        guard let base = UnsafeMutablePointer<Float>(bitPattern: address) else {
            preconditionFailure("floats have an address")
        }
        return base
    }

    /// The same floats as rows, (count / width, width).
    package func rows(width: Int) -> Rows { Rows(mutableBase, count: count / max(1, width), width: width) }
}

internal import TensorFiles

/// The floats of one tensor of a model, 32 bits each: the mapped file itself where it holds such, else a converted copy.
///
/// Both kinds keep their memory alive as long as the weight lives, and nobody writes to it, so weights may be shared.
struct Weight: Sendable {
    private enum Storage: Sendable {
        case mapped(SafetensorsTensor)
        case copied(FloatStorage)
    }

    let shape: [Int]
    private let storage: Storage
    /// Pointers are not Sendable, their bit patterns are.
    private let address: UInt

    /// A tensor of the file.
    init(_ tensor: SafetensorsTensor) throws(TensorFileError) {
        shape = tensor.shape
        if let mapped = tensor.mappedFloats {
            storage = .mapped(tensor)
            address = mapped
        } else {
            let copy = FloatStorage(count: tensor.count)
            try tensor.copyFloats(rows: 0..<tensor.rows, into: copy.floats)
            storage = .copied(copy)
            address = copy.address
        }
    }

    /// Values that were computed when the model was opened.
    init(shape: [Int], _ fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
        let copy = FloatStorage(count: shape.reduce(1, *))
        fill(copy.floats)
        self.shape = shape
        storage = .copied(copy)
        address = copy.address
    }

    var count: Int { shape.reduce(1, *) }

    /// The floats, row-major. Valid as long as the weight lives: a tower that computes keeps its weights.
    var floats: UnsafePointer<Float> {
        guard let pointer = UnsafePointer<Float>(bitPattern: address) else {
            preconditionFailure("a weight has memory")
        }
        return pointer
    }

    /// The floats as an array.
    var array: [Float] {
        withExtendedLifetime(storage) { Array(UnsafeBufferPointer(start: floats, count: count)) }
    }
}

/// Memory for floats that is filled once and then only read.
final class FloatStorage: Sendable {
    /// A cache line, which is also the widest vector.
    static let alignment = 64

    let address: UInt
    private let count: Int

    init(count: Int) {
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
    var floats: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: UnsafeMutablePointer(bitPattern: address), count: count)
    }
}

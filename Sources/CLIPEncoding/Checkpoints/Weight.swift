internal import LinearAlgebra
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

    /// Whether the floats are the mapped file's own.
    var isMapped: Bool {
        if case .mapped = storage { true } else { false }
    }

    /// Gives memory that the file can restore back, until somebody reads the floats again.
    func releaseMemory() {
        if case .mapped(let tensor) = storage { tensor.releaseMemory() }
    }

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

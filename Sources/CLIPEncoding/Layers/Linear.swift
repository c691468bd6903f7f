internal import LinearAlgebra

/// y = x·Wᵀ + b, and what directly follows it while the result is still in the cache.
struct Linear: Sendable {
    enum Following: Sendable {
        case nothing
        case relu
        case activation(Activation)
    }

    let inputs: Int
    let outputs: Int
    /// (outputs).
    let bias: Weight?
    private let weight: Deferred<PackedFactor>

    /// Parts smaller than this are not worth a second thread.
    private static let operationsPerPart = 4_000_000
    /// Parts larger than this, some milliseconds, are divided again, into as many for each worker at most: where something else
    /// takes one processor's time for a moment, the others do more.
    private static let operationsOfLargePart = 300_000_000
    private static let partsPerWorker = 4

    private static func parts(of operations: Int) -> Int {
        guard operations > operationsPerPart * workerCount else { return max(1, operations / operationsPerPart) }
        return workerCount * min(partsPerWorker, max(1, operations / (operationsOfLargePart * workerCount)))
    }

    /// - Parameters:
    ///   - weight: (outputs, inputs), or (inputs, outputs) where `isTransposed`.
    ///   - bias: (outputs).
    ///   - isTransposed: OpenAI stores the last projections the other way round.
    init(weight: Weight, bias: Weight?, isTransposed: Bool = false) {
        outputs = isTransposed ? weight.shape[1] : weight.shape[0]
        inputs = weight.count / max(1, outputs)
        self.bias = bias
        self.weight = Deferred(weight, outputs: outputs, isTransposed: isTransposed)
    }

    /// - Parameter factor: Wᵀ, (inputs, outputs).
    init(inputs: Int, outputs: Int, bias: Weight?, factor: Deferred<PackedFactor>) {
        self.inputs = inputs
        self.outputs = outputs
        self.bias = bias
        weight = factor
    }

    /// W: (outputs, inputs).
    var matrix: Matrix { weight.value.unpacked.transposed() }

    /// Computes some rows.
    ///
    /// - Parameters:
    ///   - input: (rows, inputs), rows `inputStride` apart.
    ///   - output: (rows, outputs), rows `stride` apart.
    ///   - isAdded: Whether the result is added to what is there, before what follows.
    func apply(
        _ input: UnsafePointer<Float>, inputStride: Int? = nil, rows: Int, into output: UnsafeMutablePointer<Float>,
        stride: Int? = nil, following: Following = .nothing, isAdded: Bool = false
    ) {
        let stride = stride ?? outputs
        let inputStride = inputStride ?? inputs
        let parts = Self.parts(of: 2 * rows * outputs * inputs)
        let factor = weight.value
        // Whichever side is longer is cut, so that both factors of each part stay as compact as they can.
        if outputs >= rows {
            let width = Self.length(outputs, in: parts, multipleOf: PackedFactor.panelWidth)
            concurrently((outputs + width - 1) / width) { part, _ in
                let first = part * width
                compute(
                    factor, input, inputStride, 0..<rows, first..<min(outputs, first + width), output, stride,
                    following, isAdded)
            }
        } else {
            let height = Self.length(rows, in: parts, multipleOf: PackedFactor.rowsTogether)
            concurrently((rows + height - 1) / height) { part, _ in
                let first = part * height
                compute(
                    factor, input, inputStride, first..<min(rows, first + height), 0..<outputs, output, stride,
                    following, isAdded)
            }
        }
    }

    /// The same by the calling thread alone, for those who divide the work themselves.
    func applyAlone(
        _ input: UnsafePointer<Float>, rows: Int, into output: UnsafeMutablePointer<Float>,
        following: Following = .nothing, isAdded: Bool = false
    ) {
        compute(weight.value, input, inputs, 0..<rows, 0..<outputs, output, outputs, following, isAdded)
    }

    private static func length(_ count: Int, in parts: Int, multipleOf granularity: Int) -> Int {
        ((count + parts - 1) / parts + granularity - 1) / granularity * granularity
    }

    private func compute(
        _ factor: PackedFactor, _ input: UnsafePointer<Float>, _ inputStride: Int, _ rows: Range<Int>,
        _ columns: Range<Int>,
        _ output: UnsafeMutablePointer<Float>, _ stride: Int, _ following: Following, _ isAdded: Bool
    ) {
        factor.product(
            input + rows.lowerBound * inputStride, stride: inputStride, rows: rows.count, columns: columns,
            bias: bias?.floats,
            into: output + rows.lowerBound * stride, stride: stride, following: following.inProduct, isAdded: isAdded)
    }
}

extension Linear.Following {
    fileprivate var inProduct: PackedFactor.Following {
        switch self {
        case .nothing: .nothing
        case .relu: .relu
        case .activation(.gelu): .gelu
        case .activation(.quickGELU): .quickGELU
        }
    }
}

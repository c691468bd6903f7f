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
    private static let smallestPart = 1_000_000
    /// Larger ones are divided even where every worker has one: where something else takes a processor for a moment, the others
    /// do more.
    private static let largePart = 8_000_000
    /// Rows of a part, at most: what it reads of the input then stays in a core's own cache.
    private static let rowsPerPart = 200

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
        guard rows > 0 else { return }
        let stride = stride ?? outputs
        let inputStride = inputStride ?? inputs
        let operations = 2 * rows * outputs * inputs
        let parts = min(operations / Self.smallestPart, max(workerCount, operations / Self.largePart))
        let height = Self.count(of: Self.count(of: Self.rowsPerPart, in: rows), in: rows)
        let blocks = Self.count(of: height, in: rows)
        let panels = Self.count(of: PackedFactor.panelWidth, in: outputs)
        let width = Self.count(of: max(1, parts / blocks), in: panels) * PackedFactor.panelWidth
        let strips = Self.count(of: width, in: outputs)
        let factor = weight.value
        // Parts of the same columns follow one another: their weights are still in a cache.
        concurrently(blocks * strips) { part, _ in
            let (strip, block) = part.quotientAndRemainder(dividingBy: blocks)
            compute(
                factor, input, inputStride, block * height..<min(rows, (block + 1) * height),
                strip * width..<min(outputs, (strip + 1) * width), output, stride, following, isAdded)
        }
    }

    /// The same by the calling thread alone, for those who divide the work themselves.
    func applyAlone(
        _ input: UnsafePointer<Float>, rows: Int, into output: UnsafeMutablePointer<Float>,
        following: Following = .nothing, isAdded: Bool = false
    ) {
        compute(weight.value, input, inputs, 0..<rows, 0..<outputs, output, outputs, following, isAdded)
    }

    /// How many of a size it takes for a whole, the last perhaps cut.
    private static func count(of size: Int, in whole: Int) -> Int { (whole + size - 1) / size }

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

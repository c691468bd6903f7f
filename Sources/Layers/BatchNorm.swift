internal import CKernels
package import LinearAlgebra

/// BatchNorm along each column → ReLU → mean over windows of rows, of one row in the heads. Ioffe and Szegedy, "Batch
/// normalization", 2015.
package struct BatchNorm: Sendable {
    /// Whose mean and variance are used.
    package enum Statistics: Sendable {
        /// The batch's own, which the running ones follow: while learning.
        case batch
        /// The running ones.
        case running
    }

    /// (width).
    package let scale: Floats
    package let shift: Floats
    /// The running mean and variance.
    package let mean: Floats
    package let variance: Floats

    /// Guards the division by a vanishing deviation (PyTorch's default).
    private static let epsilon: Float = 1e-5
    /// The share of a new batch in the running statistics (PyTorch's default).
    private static let momentum: Float = 0.1

    package init(scale: Floats, shift: Floats, mean: Floats, variance: Floats) {
        for part in [shift, mean, variance] { precondition(part.count == scale.count, "\(part.count) columns") }
        self.scale = scale
        self.shift = shift
        self.mean = mean
        self.variance = variance
    }

    package var width: Int { scale.count }

    /// z: (rows, width); output: (rows / window, width). With the batch's statistics z is replaced by x̂ and deviation, (1, width),
    /// set to 1/σ per column; with the running ones both are left alone.
    package func forward(_ z: Rows, deviation: Rows, into output: Rows, _ statistics: Statistics) {
        debugPrecondition(z.width == width && output.width == width && deviation.width >= width, "other columns")
        let window = z.count / max(1, output.count)
        switch statistics {
        case .batch:
            precondition(z.count >= 2, "BatchNorm has no statistics of a single row")
            miwake_batch_norm_relu_mean(
                z.base, z.stride, deviation.base, scale.base, shift.base, mean.mutableBase, variance.mutableBase,
                output.base, output.stride, z.count, width, window, Self.epsilon, Self.momentum)
        case .running:
            miwake_fixed_norm_relu_mean(
                z.base, z.stride, scale.base, shift.base, mean.base, variance.base, output.base, output.stride, z.count,
                width, window, Self.epsilon)
        }
    }

    /// x̂ is replaced by ∂/∂z; `gradient`: ∂/∂output, taken times `weight`. Sets the gradients of scale and shift, (1, width) each.
    package func backward(
        _ normalized: Rows, deviation: Rows, gradient: Rows, weight: Float = 1, scaleGradient: Rows, shiftGradient: Rows
    ) {
        debugPrecondition(
            normalized.width == width && gradient.width == width && scaleGradient.width == width
                && shiftGradient.width == width, "other columns")
        miwake_batch_norm_relu_mean_backward(
            normalized.base, normalized.stride, deviation.base, scale.base, shift.base, gradient.base, gradient.stride,
            weight, scaleGradient.base, shiftGradient.base, normalized.count, width,
            normalized.count / max(1, gradient.count))
    }

    /// What the running statistics make of z before the ReLU: scale·z + shift, per column.
    private var fixed: (scale: [Float], shift: [Float]) {
        let scales = (0..<width).map { scale.base[$0] / (variance.base[$0] + Self.epsilon).squareRoot() }
        return (scales, (0..<width).map { shift.base[$0] - scales[$0] * mean.base[$0] })
    }

    /// ReLU(BatchNorm(x·Wᵀ)) with the running statistics as one layer, whose epilogue is the ReLU: W's rows are scaled, the shift
    /// becomes the bias. For several W that are added up only one may bring the shift. W: (width, inputs).
    package func folded(into weights: Rows, withShift isShifted: Bool = true) -> Linear {
        let (scale, shift) = fixed
        var scaled = Matrix(rows: weights.count, columns: weights.width)
        for row in 0..<weights.count {
            for column in 0..<weights.width { scaled[row, column] = scale[row] * weights[row, column] }
        }
        let bias = FloatStorage(count: width)
        _ = bias.floats.update(fromContentsOf: shift)
        return Linear(
            inputs: weights.width, outputs: width, bias: isShifted ? Floats(bias) : nil,
            factor: Deferred(made: PackedFactor(scaled, .transposed)))
    }
}

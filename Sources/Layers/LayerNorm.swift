internal import CKernels
package import LinearAlgebra

/// LayerNorm along each row: x̂ = (x − mean) / √(variance + ε), y = x̂·scale + shift. Ba, Kiros, Hinton, "Layer normalization",
/// 2016.
///
/// A tower wants y alone. Multi-level fusion follows it with ReLU and the mean over an image's tokens, and takes gradients back.
package struct LayerNorm: Sendable {
    /// (width).
    package let scale: Floats
    package let shift: Floats
    package let epsilon: Float

    /// Rows per part; enough to be worth handing over.
    private static let rowsPerPart = 64

    package init(scale: Floats, shift: Floats, epsilon: Float) {
        precondition(scale.count == shift.count, "\(scale.count) scales and \(shift.count) shifts")
        self.scale = scale
        self.shift = shift
        self.epsilon = epsilon
    }

    package var width: Int { scale.count }

    /// y ← LayerNorm(x), each (rows, width) without a gap; they may be the same.
    package func forward(_ x: Rows, into y: Rows) {
        debugPrecondition(
            x.width == width && x.stride == width && y.stride == width && x.count == y.count, "other rows")
        concurrently((x.count + Self.rowsPerPart - 1) / Self.rowsPerPart) { part, _ in
            let rows = part * Self.rowsPerPart..<min(x.count, (part + 1) * Self.rowsPerPart)
            miwake_layer_norm(
                x.rows(rows).base, y.rows(rows).base, scale.base, shift.base, rows.count, width, epsilon)
        }
    }

    /// LayerNorm → ReLU → mean over the rows of an image. z: (images·T, W), replaced by x̂; deviation: 1/σ per row, (1, images·T);
    /// mean: (images, W).
    package func forward(_ z: Rows, deviation: Rows, mean: Rows) {
        debugPrecondition(
            z.width == width && z.stride == width && mean.stride == width && deviation.width >= z.count, "other rows")
        miwake_layer_norm_relu_mean(
            z.base, deviation.base, scale.base, shift.base, mean.base, z.count, width, z.count / max(1, mean.count),
            epsilon)
    }

    /// x̂ is replaced by ∂/∂z; `gradient`: ∂/∂mean, taken times `weight`. Sets `sums`, (1, 2·W): the gradients of scale and shift
    /// that these rows give.
    package func backward(_ normalized: Rows, deviation: Rows, gradient: Rows, weight: Float, sums: Rows) {
        debugPrecondition(
            sums.width == 2 * width && normalized.stride == width && gradient.stride == width, "other rows")
        sums.base.update(repeating: 0, count: 2 * width)
        miwake_layer_norm_relu_mean_backward(
            normalized.base, deviation.base, scale.base, shift.base, gradient.base, weight, sums.base,
            sums.base + width, normalized.count, width, normalized.count / max(1, gradient.count))
    }
}

internal import CKernels
internal import LinearAlgebra

/// Guards the division by a vanishing deviation, in LayerNorm and BatchNorm alike (PyTorch's default).
private let epsilon: Float = 1e-5
/// The share of a new batch in the running statistics (PyTorch's default).
private let momentum: Float = 0.1

/// Where an estimator's floats are while a batch runs.
struct Storage {
    enum Mode {
        case training
        case scoring
    }

    let mode: Mode
    let parameters: UnsafeMutablePointer<Float>
    let statistics: UnsafeMutablePointer<Float>
    /// Parallel to `parameters`; only scales and shifts are kept here, the gradients of matrices are made block by block.
    let normGradients: UnsafeMutablePointer<Float>
    /// Weights that are used for many products before they change, by their offset in the parameters.
    var packed: [Int: PackedFactor] = [:]
    /// The projection's matrix, in the same way.
    var packedProjection: PackedFactor?
}

/// LayerNorm → ReLU → mean over an image's tokens. Scale and shift lie at these offsets in the parameters.
struct LayerNorm: Sendable, Equatable {
    let scale: Int
    let shift: Int
    let width: Int

    /// z: (images·T, W), replaced by x̂; deviation: 1/σ a row; output: (images, W).
    func forward(_ z: Rows, deviation: Rows, into output: Rows, _ storage: Storage) {
        miwake_layer_norm_relu_mean(
            z.base, deviation.base, storage.parameters + scale, storage.parameters + shift, output.base, z.count, width,
            z.count / max(1, output.count), epsilon)
    }

    /// x̂ is replaced by ∂/∂z; `gradient`: ∂/∂output, taken times `weight`. Sets `sums`, (1, 2·W): the gradients of scale and
    /// shift that these rows give.
    func backward(
        _ normalized: Rows, deviation: Rows, gradient: Rows, weight: Float, sums: Rows, _ storage: Storage
    ) {
        sums.base.update(repeating: 0, count: 2 * width)
        miwake_layer_norm_relu_mean_backward(
            normalized.base, deviation.base, storage.parameters + scale, storage.parameters + shift, gradient.base,
            weight,
            sums.base, sums.base + width, normalized.count, width, normalized.count / max(1, gradient.count))
    }

    /// Adds up what `backward` set for all pieces of a batch.
    func collect(_ sums: [Rows], _ storage: Storage) {
        for (offset, start) in [(scale, 0), (shift, width)] {
            let total = Rows(storage.normGradients + offset, count: 1, width: width)
            for (index, sum) in sums.enumerated() {
                total.add(sum.columns(start..<start + width), weight: 1, to: index == 0 ? nil : total)
            }
        }
    }
}

/// BatchNorm → ReLU → mean over windows of rows (of one row in the heads).
struct BatchNorm: Sendable, Equatable {
    let scale: Int
    let shift: Int
    /// Offsets in the estimator's running statistics.
    let mean: Int
    let variance: Int
    let width: Int

    /// Training uses the batch's own statistics, replaces z by x̂ and sets deviation to 1/σ a column; scoring uses the running
    /// ones. z: (rows, width).
    func forward(_ z: Rows, deviation: Rows, into output: Rows, _ storage: Storage) {
        let (scale, shift) = (storage.parameters + scale, storage.parameters + shift)
        let (mean, variance) = (storage.statistics + mean, storage.statistics + variance)
        let window = z.count / max(1, output.count)
        switch storage.mode {
        case .training:
            precondition(z.count >= 2, "BatchNorm has no statistics of a single row")
            miwake_batch_norm_relu_mean(
                z.base, z.stride, deviation.base, scale, shift, mean, variance, output.base, output.stride, z.count,
                width,
                window, epsilon, momentum)
        case .scoring:
            miwake_fixed_norm_relu_mean(
                z.base, z.stride, scale, shift, mean, variance, output.base, output.stride, z.count, width, window,
                epsilon)
        }
    }

    /// What the running statistics make of z: scale·z + shift, a column each.
    func fixed(_ storage: Storage) -> (scale: [Float], shift: [Float]) {
        let scales = (0..<width).map { column in
            storage.parameters[scale + column] / (storage.statistics[variance + column] + epsilon).squareRoot()
        }
        let shifts = (0..<width).map { column in
            storage.parameters[shift + column] - scales[column] * storage.statistics[mean + column]
        }
        return (scales, shifts)
    }

    /// x̂ is replaced by ∂/∂z; `gradient`: ∂/∂output, taken times `weight`.
    func backward(
        _ normalized: Rows, deviation: Rows, gradient: Rows, weight: Float = 1, _ storage: Storage
    ) {
        miwake_batch_norm_relu_mean_backward(
            normalized.base, normalized.stride, deviation.base, storage.parameters + scale, storage.parameters + shift,
            gradient.base,
            gradient.stride, weight, storage.normGradients + scale, storage.normGradients + shift, normalized.count,
            width,
            normalized.count / gradient.count)
    }
}

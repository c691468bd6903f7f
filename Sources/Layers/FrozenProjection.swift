package import LinearAlgebra

/// The frozen end of the image tower, from the width of its last level to the space of the texts. Gradients pass through it; it
/// is never trained.
package enum FrozenProjection: Sendable, Equatable {
    /// W = D: imported final-layer features.
    case identity
    /// A transformer's `visual.proj`: (W, D), used as x·P.
    case matrix(Matrix)
    /// A ResNet's attention pool.
    case attentionPool(AttentionPool)

    /// How many rows of mixed features an image has: the attention pool's positions, else one.
    package var positions: Int {
        switch self {
        case .identity, .matrix: 1
        case .attentionPool(let pool): pool.positions
        }
    }
}

extension FrozenProjection {
    /// What one batch leaves for backward.
    package struct Trace {
        let pool: AttentionPool.Trace?
        let gradients: AttentionPool.Gradients?

        package init(_ projection: FrozenProjection, images: Int, _ arena: inout Arena) {
            guard case .attentionPool(let weights) = projection else {
                (pool, gradients) = (nil, nil)
                return
            }
            pool = AttentionPool.Trace(weights, images: images, &arena)
            gradients = AttentionPool.Gradients(weights, images: images, &arena)
        }
    }

    /// The matrix as the right factor of many products; nil where there is none.
    package var packed: PackedFactor? {
        if case .matrix(let matrix) = self { PackedFactor(matrix) } else { nil }
    }

    /// e ← x, x·P, or the attention pool's answer. x: (images·P, W); e: (images, D).
    ///
    /// - Parameter packed: the matrix packed, where it was.
    package func forward(
        _ x: Rows, _ trace: Trace, packed: PackedFactor? = nil, into enhanced: Rows, by workers: Workers
    ) {
        switch self {
        case .identity: enhanced.add(x, weight: 1, to: nil)
        case .matrix(let matrix):
            if let packed {
                packed.product(x, into: enhanced)
            } else {
                matrix.withRows { enhanced.set(x, times: $0, by: workers) }
            }
        case .attentionPool(let weights):
            if let pool = trace.pool { weights.forward(x, pool, into: enhanced, by: workers) }
        }
    }

    /// Takes ∂/∂e, (images, D), back: ∂/∂x, (images·P, W).
    package func backward(_ gradient: Rows, _ trace: Trace, into x: Rows) {
        switch self {
        case .identity: x.add(gradient, weight: 1, to: nil)
        case .matrix(let matrix): matrix.withRows { x.set(gradient, timesTransposed: $0) }
        case .attentionPool(let weights):
            if let pool = trace.pool, let gradients = trace.gradients {
                weights.backward(gradient, pool, gradients, into: x)
            }
        }
    }
}

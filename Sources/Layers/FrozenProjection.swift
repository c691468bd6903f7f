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

package import LinearAlgebra

/// The frozen end of the image tower, through which gradients pass but which is never trained.
package enum Projection: Sendable, Equatable {
    /// W = D: imported final-layer features.
    case identity
    /// A transformer's `visual.proj`: (W, D), used as x·P.
    case matrix(Matrix)
    /// A ResNet's attention pool.
    case attentionPool(AttentionPool)

    /// How many rows of mixed features an image has: the attention pool's positions, else one.
    var positions: Int {
        switch self {
        case .identity, .matrix: 1
        case .attentionPool(let pool): pool.positions
        }
    }
}

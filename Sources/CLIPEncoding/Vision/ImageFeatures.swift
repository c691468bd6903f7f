package import LinearAlgebra

/// How much of the levels is wanted.
package enum LevelDetail: Sendable, Hashable {
    case none
    /// Averaged: one row a picture for a transformer; the attention pool's positions for a ResNet.
    case pooled
    /// All tokens, the class token first; all positions of a ResNet.
    case tokens
}

/// What the image tower says about some pictures.
package struct ImageFeatures: Sendable, Equatable {
    /// (pictures, D), as the tower gives them: not normalised.
    package var embeddings: Matrix
    /// One matrix a level, shallowest first: (pictures × rows a picture, level width), picture after picture.
    ///
    /// A ResNet's rows are positions, ordered so that those that fall into one position of the attention pool follow one
    /// another.
    package var levels: [Matrix]
}

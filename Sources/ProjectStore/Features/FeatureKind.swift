/// What the rows of a feature file are.
package enum FeatureKind: String, Sendable, Hashable, CaseIterable {
    /// The image's unit embedding: D floats a row.
    case image
    /// The tower's levels with their tokens averaged: L × W floats a row, T = 1.
    case pooled
    /// The tower's levels token by token: L × T × W floats a row.
    case tokens
    /// Random views of a labelled image, all of them in one row: K × D floats of unit embeddings, then K times the pooled levels.
    case views
    /// The classes' unit text embeddings: D floats a row, one row a class.
    case text
    /// The frozen projection from level width to embedding: (W, D).
    case projection

    /// Those with rows of images.
    package static let ofImages: Set<FeatureKind> = [.image, .pooled, .tokens, .views]
}

package import Foundation

/// What one encoder, or one import, says about the images of a project.
package struct FeatureSet: Sendable, Equatable {
    /// Encoder, hash of its weights and version of the preprocessing; or a name for the imported files.
    package var key: String
    package var origin: Origin
    /// D, the width of the joint embedding.
    package var width: Int
    /// Level features with their tokens averaged; empty where there are none.
    package var pooledLevels: [Level]
    /// Level features token by token; empty where there are none.
    package var tokenLevels: [Level]
    /// The factor before the cosines: CLIP's exp(logit_scale).
    package var logitScale: Double
    package var createdAt: Date

    package enum Origin: String, Sendable {
        case imported
        case encoder
    }

    /// What one level holds of one image.
    package struct Level: Sendable, Hashable {
        /// T tokens, or positions of a stage.
        package var rows: Int
        /// W.
        package var width: Int

        package init(rows: Int, width: Int) {
            self.rows = rows
            self.width = width
        }

        package var count: Int { rows * width }
    }

    package init(
        key: String, origin: Origin, width: Int, pooledLevels: [Level] = [], tokenLevels: [Level] = [],
        logitScale: Double, createdAt: Date
    ) {
        self.key = key
        self.origin = origin
        self.width = width
        self.pooledLevels = pooledLevels
        self.tokenLevels = tokenLevels
        self.logitScale = logitScale
        self.createdAt = createdAt
    }

    /// K, the random views of a labelled image.
    package static let viewsPerImage = 8

    /// The floats of one image's row; nil for kinds without image rows.
    package func rowLength(_ kind: FeatureKind) -> Int? {
        switch kind {
        case .image: width
        case .pooled: pooledLevels.reduce(0) { $0 + $1.count }
        case .tokens: tokenLevels.reduce(0) { $0 + $1.count }
        case .views:
            origin == .encoder && !pooledLevels.isEmpty
                ? Self.viewsPerImage * (width + pooledLevels.reduce(0) { $0 + $1.count }) : nil
        case .text, .projection: nil
        }
    }

    /// Tokens, positions and views are by far the largest and feed only training: half precision. Everything a ranking rests on keeps
    /// single precision.
    package func isHalfPrecision(_ kind: FeatureKind) -> Bool {
        switch kind {
        case .tokens, .views: true
        case .pooled: pooledLevels.contains { $0.rows > 1 }
        case .image, .text, .projection: false
        }
    }

    package func levels(_ kind: FeatureKind) -> [Level] {
        switch kind {
        case .pooled: pooledLevels
        case .tokens: tokenLevels
        case .image, .views, .text, .projection: []
        }
    }
}

/// What the rows of a feature file are.
package enum FeatureKind: String, Sendable, Hashable, CaseIterable {
    /// The image's unit embedding: D floats per row.
    case image
    /// The tower's levels with their tokens averaged: L × W floats per row, T = 1.
    case pooled
    /// The tower's levels token by token: L × T × W floats per row.
    case tokens
    /// Random views of a labelled image, all of them in one row: K × D floats of unit embeddings, then K times the pooled levels.
    case views
    /// The classes' unit text embeddings: D floats per row, one row per class.
    case text
    /// The frozen projection from level width to embedding: (W, D).
    case projection

    /// Those with rows of images.
    package static let ofImages: Set<FeatureKind> = [.image, .pooled, .tokens, .views]
}

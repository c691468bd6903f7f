package import ActiveLearning
package import Deconfusion
internal import Heads
package import Layers
package import LinearAlgebra
package import ProjectModel

/// The images that have features, one row each, with what CLIP alone says about them.
package struct Pool: Sendable {
    package let images: [ImageItem]
    /// In project order: the columns of every matrix.
    package let classes: [LabelClass]
    /// s(x) = exp(logit_scale)·cos: (images, classes), in logits.
    package let zeroShot: Matrix
    package let embeddings: EmbeddingSource
    package let levels: LevelSource
    /// The features in use: the encoder with its weights and preprocessing, or the very files of an import.
    package let featureKey: String
    /// What an estimator must agree with: the same as `featureKey` where an encoder of ours made the features; for an import
    /// what turns embeddings into logits, so that another camera's images of the same encoder go with the same estimator.
    package let encoderKey: String
    /// What turns embeddings of other squares of the same encoder into logits; nil for imported features, where there are none.
    let classifier: Classifier?
    /// The images outside the reserve, from which heads learn whether they are labelled or not.
    let teaching: PoolImages
    /// Where each row lies among them; nil in the reserve.
    let placeOfRow: [Int?]
    private let rows: [ImageID: Int]

    package init(
        images: [ImageItem], classes: [LabelClass], zeroShot: Matrix, embeddings: EmbeddingSource, levels: LevelSource,
        featureKey: String, encoderKey: String? = nil, classifier: Classifier? = nil
    ) {
        precondition(
            zeroShot.rows == images.count && zeroShot.columns == classes.count, "a row per image, a column per class")
        self.images = images
        self.classes = classes
        self.zeroShot = zeroShot
        self.embeddings = embeddings
        self.levels = levels
        self.featureKey = featureKey
        self.classifier = classifier
        self.encoderKey = encoderKey ?? featureKey
        let outside = images.indices.filter { !images[$0].isReserve }
        // Evenly spread, so that the same images give the same scale.
        let count = min(PoolGeometry.sampleSize, outside.count)
        let geometry = PoolGeometry(sample: embeddings.rows((0..<count).map { outside[$0 * outside.count / count] }))
        teaching = PoolImages(
            count: outside.count, classCount: classes.count, geometry: geometry,
            embeddings: { places in embeddings.rows(places.map { outside[$0] }) },
            zeroShot: { places in zeroShot.gatheringRows(places.map { outside[$0] }) })
        var places = [Int?](repeating: nil, count: images.count)
        for (place, row) in outside.enumerated() { places[row] = place }
        placeOfRow = places
        rows = Dictionary(
            images.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// Images outside the reserve that plain CLIP expects of the median class.
    package var expectedImages: Double { teaching.medianExpected }

    /// Whether there are two images a class at least: below, the pool says nothing about confusion.
    package var saysSomething: Bool { teaching.count >= 2 * classes.count }

    package func row(of image: ImageID) -> Int? { rows[image] }

    /// The rows outside the audit reserve.
    package var poolRows: [Int] { images.indices.filter { !images[$0].isReserve } }

    /// The sizes of an estimator for these features.
    package var shape: EstimatorShape {
        switch levels.projection {
        case .identity, .matrix:
            .transformer(
                levels: levels.widths.count, width: levels.widths.first ?? 0, embedding: embeddings.width,
                classes: classes.count)
        case .attentionPool:
            .resNet(stages: levels.widths, embedding: embeddings.width, classes: classes.count)
        }
    }

    /// What the estimator reads about some rows: their zero-shot logits and their levels in this mode.
    package func batch(_ rows: [Int], _ mode: FeatureMode) throws -> FeatureBatch {
        FeatureBatch(logits: zeroShot.gatheringRows(rows), levels: try levels.levels(of: rows, mode, embeddings))
    }
}

/// CLIP alone: s = exp(logit_scale) · ẑ·t̂.
package struct Classifier: Sendable {
    /// Unit text embeddings t̂: (classes, D), in project order.
    package let text: Matrix
    package let scale: Float

    package init(text: Matrix, scale: Float) {
        self.text = text
        self.scale = scale
    }

    /// Of unit embeddings ẑ, (images, D): logits, (images, classes).
    package func logits(_ embeddings: Matrix) -> Matrix {
        var logits = embeddings.times(transposed: text)
        for place in logits.elements.indices { logits.elements[place] *= scale }
        return logits
    }
}

/// Where the multi-level features of the images come from.
package enum LevelSource: Sendable {
    /// Final-layer embeddings only: one level, the unit embedding itself, and no projection.
    case embedding(width: Int)
    /// Stored levels of an image tower and its frozen projection.
    case stored(StoredLevels)

    package struct StoredLevels: Sendable {
        /// One per level, shallowest first: all the same for a transformer, the channels of its stages for a ResNet.
        package let widths: [Int]
        package let projection: FrozenProjection
        /// One matrix per level of (rows, W), tokens averaged beforehand; a ResNet's of (rows × positions, channels).
        package let pooled: @Sendable ([Int]) throws -> [Matrix]
        /// One matrix per level of (rows × T, W); nil where tokens are not stored of all images.
        package let tokens: (@Sendable ([Int]) throws -> [Matrix])?

        package init(
            widths: [Int], projection: FrozenProjection, pooled: @escaping @Sendable ([Int]) throws -> [Matrix],
            tokens: (@Sendable ([Int]) throws -> [Matrix])?
        ) {
            self.widths = widths
            self.projection = projection
            self.pooled = pooled
            self.tokens = tokens
        }
    }

    /// One per level.
    var widths: [Int] {
        switch self {
        case .embedding(let width): [width]
        case .stored(let levels): levels.widths
        }
    }

    package var projection: FrozenProjection {
        switch self {
        case .embedding: .identity
        case .stored(let levels): levels.projection
        }
    }

    fileprivate func levels(
        of rows: [Int], _ mode: FeatureMode, _ embeddings: EmbeddingSource
    ) throws -> [Matrix] {
        switch (self, mode) {
        // One token per image: both modes are the same.
        case (.embedding, _): return [embeddings.rows(rows)]
        case (.stored(let levels), .pooled): return try levels.pooled(rows)
        case (.stored(let levels), .tokens):
            guard let tokens = levels.tokens else { throw WorkbenchError.tokensNotStored }
            return try tokens(rows)
        }
    }
}

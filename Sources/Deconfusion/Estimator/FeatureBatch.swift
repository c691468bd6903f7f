package import LinearAlgebra

/// What CLIP says about some images: the input of an estimator.
package struct FeatureBatch: Sendable, Equatable {
    /// Zero-shot logits s(x): (images, classes).
    package let logits: Matrix
    /// One matrix per level: (images × rows per image, level width), image after image.
    ///
    /// A transformer's rows are its tokens (one row when pooled). A ResNet's rows are positions, ordered so that the rows of
    /// one pooling window follow one another.
    package let levels: [Matrix]

    /// Traps when a level does not hold the same number of rows for every image.
    package init(logits: Matrix, levels: [Matrix]) {
        for level in levels {
            precondition(
                logits.rows == 0 ? level.rows == 0 : level.rows % logits.rows == 0 && level.rows > 0,
                "\(level.rows) feature rows for \(logits.rows) images")
        }
        self.logits = logits
        self.levels = levels
    }

    /// The number of images.
    package var count: Int { logits.rows }

    /// How many rows of a level belong to one image: T for a transformer.
    package func rowsPerImage(level: Int) -> Int {
        count == 0 ? 0 : levels[level].rows / count
    }

    /// The chosen images, in the order given.
    package func gathering(_ images: some Collection<Int>) -> FeatureBatch {
        FeatureBatch(
            logits: logits.gatheringRows(images),
            levels: levels.indices.map { level in
                let rows = rowsPerImage(level: level)
                return levels[level].gatheringRows(images.flatMap { $0 * rows..<($0 + 1) * rows })
            })
    }
}

package import LinearAlgebra

/// What CLIP says about some images: the input of an estimator.
package struct FeatureBatch: Sendable, Equatable {
    /// Zero-shot logits s(x): (images, classes).
    package let logits: Matrix
    /// One matrix a level: (images × rows an image, level width), image after image.
    ///
    /// A transformer's rows are its tokens (one row when pooled). A ResNet's rows are positions, ordered so that the rows of
    /// one pooling window follow one another: see `init(logits:stages:side:)`.
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

    /// Stages of a ResNet as its tower leaves them, (images, channels, height, width), each square and a multiple of the last.
    ///
    /// - Parameters:
    ///   - stages: one matrix a stage: (images, channels × edge × edge).
    ///   - side: the edge of the grid on which the attention pool works, 7 for RN50.
    package init(logits: Matrix, stages: [(values: Matrix, channels: Int)], side: Int) {
        self.init(
            logits: logits,
            levels: stages.map { stage in
                let area = stage.values.columns / stage.channels
                let edge = Int(Double(area).squareRoot().rounded())
                precondition(
                    edge * edge == area && edge % side == 0, "a stage of \(area) positions on a grid of \(side)²")
                let window = edge / side
                var rows = Matrix(rows: stage.values.rows * area, columns: stage.channels)
                for image in 0..<stage.values.rows {
                    for y in 0..<edge {
                        for x in 0..<edge {
                            let cell = y / window * side + x / window
                            let row = image * area + cell * window * window + y % window * window + x % window
                            for channel in 0..<stage.channels {
                                rows[row, channel] = stage.values[image, channel * area + y * edge + x]
                            }
                        }
                    }
                }
                return rows
            })
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

    /// The same images with every level averaged to `rows` rows an image: 1 for a transformer, the attention pool's positions
    /// for a ResNet. This is the *pooled* mode.
    package func pooled(to rows: Int = 1) -> FeatureBatch {
        FeatureBatch(
            logits: logits,
            levels: levels.indices.map { level in
                let window = rowsPerImage(level: level) / max(1, rows)
                precondition(
                    window * rows == rowsPerImage(level: level), "the rows of an image do not divide by \(rows)")
                let source = levels[level]
                var mean = Matrix(rows: count * rows, columns: source.columns)
                for row in 0..<source.rows {
                    for column in 0..<source.columns {
                        mean[row / window, column] += source[row, column] / Float(window)
                    }
                }
                return mean
            })
    }
}

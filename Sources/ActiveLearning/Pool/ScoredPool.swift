package import LinearAlgebra
package import ProjectModel

/// The pool as a ranking reads it: one row per image, everything aligned with `images`.
package struct ScoredPool: Sendable {
    /// Above this cosine two images count as one.
    package static let nearDuplicateCosine: Float = 0.98

    package let images: [ImageID]
    /// In project order: the columns of every matrix.
    package let classes: [ClassID]
    /// s(x): (images, classes), in logits.
    package let zeroShot: Matrix
    /// Δs(x): (images, classes), in logits: an estimator's, or before the first training the pool's; nil where neither says anything.
    package let deltaS: Matrix?
    /// Of the active head, zero-shot where there is no other: (images, classes).
    package let probabilities: Matrix
    /// Of ŝ = s − Δs: (images, classes); nil where Δs does not exist.
    package let correctedProbabilities: Matrix?
    package var reviews: [Review]
    /// The audit reserve: never ranked, never a partner.
    package let isReserve: [Bool]
    package let embeddings: EmbeddingSource
    /// The estimator whose Δs this is; round 0 is plain CLIP.
    package let estimator: EstimatorID
    /// The zero-shot top class of each row.
    package let zeroShotTop: [Int]

    package init(
        images: [ImageID], classes: [ClassID], zeroShot: Matrix, deltaS: Matrix?, probabilities: Matrix,
        correctedProbabilities: Matrix?, reviews: [Review], isReserve: [Bool], embeddings: EmbeddingSource,
        estimator: EstimatorID
    ) {
        precondition(classes.count >= 2, "a ranking needs two classes")
        for matrix in [zeroShot, probabilities] + [deltaS, correctedProbabilities].compactMap(\.self) {
            precondition(
                matrix.rows == images.count && matrix.columns == classes.count, "a row per image, a column per class")
        }
        precondition(reviews.count == images.count && isReserve.count == images.count, "a review and a place per image")
        self.images = images
        self.classes = classes
        self.zeroShot = zeroShot
        self.deltaS = deltaS
        self.probabilities = probabilities
        self.correctedProbabilities = correctedProbabilities
        self.reviews = reviews
        self.isReserve = isReserve
        self.embeddings = embeddings
        self.estimator = estimator
        zeroShotTop = zeroShot.argmax()
    }

    /// Whether a row may be asked: in the pool and not answered.
    package func isAskable(_ row: Int) -> Bool { !isReserve[row] && !reviews[row].isAnswered }

    /// The rows that may be asked, in row order.
    package var askableRows: [Int] { images.indices.filter(isAskable) }

    /// Δs_first(x) − Δs_second(x), in logits: how much false advantage the first class has over the second at x.
    package func pull(_ row: Int, _ first: Int, over second: Int) -> Float? {
        deltaS.map { $0[row, first] - $0[row, second] }
    }

    /// ‖Δs(x) − mean Δs(x)‖₂, in logits: only differences of Δs mean anything.
    package func magnitude(_ row: Int) -> Float? {
        guard let deltaS else { return nil }
        let values = deltaS[row: row]
        let mean = values.reduce(0, +) / Float(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    }
}

/// Unit image embeddings, fetched by row: they may lie in a memory-mapped file far larger than the memory.
package struct EmbeddingSource: Sendable {
    package let width: Int
    /// The embeddings of some rows of the pool, in the order given: (rows, width), unit length.
    package let rows: @Sendable ([Int]) -> Matrix

    package init(width: Int, rows: @escaping @Sendable ([Int]) -> Matrix) {
        self.width = width
        self.rows = rows
    }

    package init(_ matrix: Matrix) {
        width = matrix.columns
        rows = { matrix.gatheringRows($0) }
    }
}

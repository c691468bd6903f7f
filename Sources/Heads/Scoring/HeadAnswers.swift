package import LinearAlgebra
package import ProjectModel

/// What every head says of the same images: each is asked when somebody first wants to know, and once.
///
/// A head reads here what it answers from: the embeddings in blocks, CLIP's own logits, the estimator's answers, other heads.
package final class HeadAnswers: Sendable {
    /// CLIP's own logits: (images, C).
    package let zeroShot: Matrix
    private let estimator: TrainedAnswers?
    private let fits: HeadFits
    private let embeddings: @Sendable (Range<Int>) -> Matrix
    private let blockRows: Int
    private let known = Memo<Matrix>()
    private let corrections = Memo<Matrix>()

    /// - Parameters:
    ///   - trained: what the estimator says of the images; nil where there is none.
    ///   - blockRows: images whose embeddings are fetched at once.
    ///   - embeddings: unit image embeddings of some of the images, (images, D).
    package init(
        _ fits: HeadFits, zeroShot: Matrix, trained: TrainedAnswers?, blockRows: Int,
        embeddings: @escaping @Sendable (Range<Int>) -> Matrix
    ) {
        precondition(trained.map { $0.icd.rows == zeroShot.rows } ?? true, "an answer per image")
        self.fits = fits
        self.zeroShot = zeroShot
        estimator = trained
        self.blockRows = blockRows
        self.embeddings = embeddings
    }

    /// Logits, or ln p: (images, C).
    package func logits(of head: Head) -> Matrix {
        known.value(of: head) { fits.model(of: head).logits(of: self) }
    }

    /// Δs by the pool, in logits: (images, C). It exists without a label and without an estimator.
    package var poolDeltaS: Matrix {
        corrections.value(of: .poolHead) { fits.fit(PoolHead.self).deltaS(of: self) }
    }

    /// What the estimator says. Only trained heads ask, and nobody asks them where there is none.
    package var trained: TrainedAnswers {
        guard let estimator else { preconditionFailure("a trained head was asked before the first training") }
        return estimator
    }

    /// Scores from embeddings and CLIP's own logits, as many images at once as are fetched: what lies between a feature file and the
    /// answer never holds more.
    package func byBlocks(_ score: (_ embeddings: Matrix, _ zeroShot: Matrix) -> Matrix) -> Matrix {
        let count = zeroShot.rows
        guard count > 0 else { return Matrix(rows: 0, columns: zeroShot.columns) }
        guard count > blockRows else { return score(embeddings(0..<count), zeroShot) }
        var elements: [Float] = []
        elements.reserveCapacity(count * zeroShot.columns)
        for start in stride(from: 0, to: count, by: blockRows) {
            let block = start..<min(start + blockRows, count)
            elements += score(embeddings(block), zeroShot.gatheringRows(Array(block))).elements
        }
        return Matrix(rows: count, columns: zeroShot.columns, elements: elements)
    }
}

/// What a trained estimator says of some images: the material of the heads that are trained. (images, C) each.
package struct TrainedAnswers: Sendable {
    /// s_MAF, in logits.
    package let maf: Matrix
    /// ŝ_ICD = s − Δs, in logits.
    package let icd: Matrix
    /// s_ALF, in logits.
    package let alf: Matrix

    package init(maf: Matrix, icd: Matrix, alf: Matrix) {
        self.maf = maf
        self.icd = icd
        self.alf = alf
    }
}

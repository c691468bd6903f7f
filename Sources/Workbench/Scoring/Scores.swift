package import Deconfusion
package import Evaluation
internal import Heads
package import LinearAlgebra
package import ProjectModel
package import ProjectStore

/// What one estimator says about every row of the pool.
package struct Scores: Sendable {
    package let round: EstimatorRound
    /// λ of the similarity losses that the round was trained with.
    package let lossWeights: LossWeights
    /// Δs(x): (images, classes), in logits.
    package let deltaS: Matrix
    /// ŝ_ICD = s − Δs.
    package let icd: Matrix
    package let maf: Matrix
    package let alf: Matrix
    /// ln p of the kernel ridge; follows each label, ahead of the next training.
    package private(set) var kernelRidge: Matrix
    /// ln of the mean of the probabilities of `icd` and `kernelRidge`.
    package private(set) var mean: Matrix
    /// α(x), in (0, 1).
    package let gate: [Float]
    /// The head in use, and what tempers each.
    package var heads: TemperedHeads

    /// Rows scored at once: what lies between the feature file and the matrices never holds more.
    private static let blockRows = 4_096

    init(
        _ estimator: Estimator, _ lossWeights: LossWeights, round: EstimatorRound, on pool: Pool, heads: TemperedHeads
    ) throws {
        let count = pool.images.count
        var deltaS: [Float] = []
        var icd: [Float] = []
        var maf: [Float] = []
        var alf: [Float] = []
        var gate: [Float] = []
        for start in stride(from: 0, to: count, by: Self.blockRows) {
            try Task.checkCancellation()
            let rows = Array(start..<min(start + Self.blockRows, count))
            let outputs = estimator.outputs(for: try pool.batch(rows, round.mode))
            deltaS += outputs.deltaS.elements
            icd += outputs.icd.elements
            maf += outputs.maf.elements
            alf += outputs.alf.elements
            gate += outputs.gate
        }
        func matrix(_ elements: [Float]) -> Matrix {
            Matrix(rows: count, columns: pool.classes.count, elements: elements)
        }
        self.round = round
        self.lossWeights = lossWeights
        self.deltaS = matrix(deltaS)
        self.icd = matrix(icd)
        self.maf = matrix(maf)
        self.alf = matrix(alf)
        self.gate = gate
        self.heads = heads
        kernelRidge = heads.fits.logits(of: .kernelRidge, pool)
        mean = meanOfHeads(self.icd, kernelRidge)
    }

    /// The logits of a head.
    package func logits(of head: Head, _ pool: Pool) -> Matrix {
        switch head {
        case .zeroShot: pool.zeroShot
        case .maf: maf
        case .icd: icd
        case .alf: alf
        case .kernelRidge: kernelRidge
        case .mean: mean
        // Compared now and then, never in use by the screens at few labels: not worth a matrix each.
        case .gaussianDiscriminant, .tipAdapter, .linearProbe: heads.fits.logits(of: head, pool)
        }
    }

    /// The head in use, and why.
    package var choice: HeadChoice { heads.choice }

    /// Rows of the pool that the closed-form heads were fitted to.
    package var fittedRows: [Int] { heads.fits.rows }
    var fittedLabels: [Int] { heads.fits.labels }

    /// The same with the closed-form heads fitted to other labels: milliseconds, where a training takes its time.
    func refitted(to fits: ClosedFormFits, _ pool: Pool) -> Scores {
        var scores = self
        scores.heads = heads.refitted(to: fits)
        scores.kernelRidge = fits.logits(of: .kernelRidge, pool)
        scores.mean = meanOfHeads(icd, scores.kernelRidge)
        return scores
    }

    /// Tempered probabilities of a head: (rows, classes), of all rows where none are named.
    package func probabilities(of head: Head, _ pool: Pool, rows: [Int]? = nil) -> Matrix {
        let logits = logits(of: head, pool)
        guard let rows else { return heads.probabilities(of: head, logits: logits, zeroShot: pool.zeroShot) }
        return heads.probabilities(
            of: head, logits: logits.gatheringRows(rows), zeroShot: pool.zeroShot.gatheringRows(rows))
    }

    /// Of the head in use.
    package func activeProbabilities(_ pool: Pool, rows: [Int]? = nil) -> Matrix {
        probabilities(of: choice.head, pool, rows: rows)
    }
}

package import Deconfusion
package import Evaluation
package import Figures
internal import Heads
package import LinearAlgebra
package import ProjectModel
package import ProjectStore

/// What one estimator says about every row of the pool, and the heads that follow each label ahead of the next training.
package struct Scores: Sendable {
    package let round: EstimatorRound
    /// λ of the similarity losses that the round was trained with.
    package let lossWeights: LossWeights
    /// Δs(x): (images, classes), in logits.
    package let deltaS: Matrix
    /// α(x), in (0, 1).
    package let gate: [Float]
    /// s_MAF, ŝ_ICD and s_ALF.
    private let trained: TrainedAnswers
    /// The head in use, and what tempers each.
    package let heads: TemperedHeads
    private let answers: HeadAnswers

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
        self.gate = gate
        trained = TrainedAnswers(maf: matrix(maf), icd: matrix(icd), alf: matrix(alf))
        self.heads = heads
        answers = pool.answers(of: heads.fits, trained: trained)
    }

    /// The same estimator with other heads beside it: fitted to other labels, or with another one in use.
    package init(_ scores: Scores, on pool: Pool, heads: TemperedHeads) {
        round = scores.round
        lossWeights = scores.lossWeights
        deltaS = scores.deltaS
        gate = scores.gate
        trained = scores.trained
        self.heads = heads
        answers = pool.answers(of: heads.fits, trained: trained)
    }

    /// ŝ_ICD = s − Δs: (images, classes).
    package var icd: Matrix { trained.icd }
    package var maf: Matrix { trained.maf }

    /// The logits of a head over all rows.
    package func logits(of head: Head) -> Matrix { answers.logits(of: head) }

    /// The head in use, and why.
    package var choice: HeadChoice { heads.choice }

    /// Tempered probabilities of a head: (rows, classes), of all rows where none are named.
    package func probabilities(of head: Head, rows: [Int]? = nil) -> Matrix {
        guard let rows else { return heads.probabilities(of: head, answers) }
        return heads.probabilities(
            of: head, logits: answers.logits(of: head).gatheringRows(rows),
            zeroShot: answers.zeroShot.gatheringRows(rows))
    }

    /// Of the head in use.
    package func activeProbabilities(rows: [Int]? = nil) -> Matrix {
        probabilities(of: choice.head, rows: rows)
    }
}

extension Scores {
    /// What is named beside every figure made with them.
    ///
    /// - Parameter seconds: that the run took; nil for a round of an earlier session.
    package func facts(seconds: Double? = nil) -> EstimatorFacts {
        EstimatorFacts(
            id: round.id, choice: choice, mode: round.mode, labelCount: round.labels, seconds: seconds,
            isCalibrated: heads.tempering.isCalibrated)
    }
}

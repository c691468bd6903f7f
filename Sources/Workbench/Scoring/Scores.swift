package import Deconfusion
package import Evaluation
package import Figures
internal import Heads
package import LinearAlgebra
package import ProjectModel
package import ProjectStore

/// What is believed of every row of the pool: by an estimator, by the pool itself before the first training, and by the heads that
/// follow each label ahead of the next training.
package struct Scores: Sendable {
    /// What the estimator says; nil before the first training.
    package let trained: Trained?
    /// Δs(x): (images, classes), in logits: the pool's or the estimator's; see `TemperedHeads.takesDeltaSFromPool`.
    package let deltaS: Matrix
    /// Whether Δs, and so the answer in use, comes from the estimator.
    package let explainsByEstimator: Bool
    /// The head in use, and what tempers each.
    package let heads: TemperedHeads
    private let answers: HeadAnswers

    /// One estimator's own figures.
    package struct Trained: Sendable {
        package let round: EstimatorRound
        /// λ of the similarity losses that the round was trained with.
        package let lossWeights: LossWeights
        /// α(x), in (0, 1).
        package let gate: [Float]
        fileprivate let deltaS: Matrix
        /// s_MAF, ŝ_ICD and s_ALF.
        fileprivate let answers: TrainedAnswers

        /// s_MAF: (images, classes), in logits.
        package var maf: Matrix { answers.maf }
        /// ŝ_ICD = s − Δs: (images, classes), in logits.
        package var icd: Matrix { answers.icd }
    }

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
        self.init(
            Trained(
                round: round, lossWeights: lossWeights, gate: gate, deltaS: matrix(deltaS),
                answers: TrainedAnswers(maf: matrix(maf), icd: matrix(icd), alf: matrix(alf))), on: pool, heads: heads)
    }

    /// What the pool itself says, before the first training.
    init(fromPool pool: Pool, heads: TemperedHeads) {
        self.init(nil, on: pool, heads: heads)
    }

    /// The same estimator with other heads beside it: fitted to other labels, or with another one in use.
    package init(_ scores: Scores, on pool: Pool, heads: TemperedHeads) {
        self.init(scores.trained, on: pool, heads: heads)
    }

    private init(_ trained: Trained?, on pool: Pool, heads: TemperedHeads) {
        self.trained = trained
        self.heads = heads
        answers = pool.answers(of: heads.fits, trained: trained?.answers)
        let learnt = heads.takesDeltaSFromPool(isTrained: trained != nil) ? nil : trained?.deltaS
        explainsByEstimator = learnt != nil
        deltaS = learnt ?? answers.poolDeltaS
    }

    /// The round whose estimator answers; nil before the first training.
    package var round: EstimatorRound? { trained?.round }

    /// ŝ = s − Δs: (images, classes), in logits, but for what all classes share.
    package var corrected: Matrix { answers.zeroShot.minus(deltaS) }

    /// The heads that can be asked, the simplest first.
    package var known: [Head] { Head.simplestFirst.filter { trained != nil || !$0.isTrained } }

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
            id: round?.id, choice: choice, mode: round?.mode, labelCount: round?.labels ?? heads.rows.count,
            seconds: seconds, isCalibrated: heads.tempering.isCalibrated)
    }
}

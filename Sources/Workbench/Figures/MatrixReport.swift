internal import ActiveLearning
internal import Deconfusion
internal import EstimatorFiles
package import Evaluation
internal import Heads
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore

/// The confusion of one source, for plain CLIP and for a head, over the same images, with all that a reader must know.
package struct MatrixReport: Sendable {
    package var source: MatrixSource
    package var zeroShot: ConfusionMatrix
    /// Nil before the first training.
    package var head: HeadMatrix?
    package var imageCount: Int
    /// Classes of which nothing was scored, as positions.
    package var notEstimable: [Int] = []
    /// For out-of-fold figures.
    package var shotsPerFold: ClosedRange<Int>?
    /// For audit figures.
    package var audit: AuditFigures?
    /// The share that is right with its interval: of audit figures, and of those by an answer key.
    package var zeroShotAccuracy: WilsonInterval?
    package var headAccuracy: WilsonInterval?
    /// Of predicted figures: plain CLIP's own mean confidence, and its tempering.
    package var zeroShotConfidence: Double?
    package var zeroShotTempering: Tempering?
    /// Of the head, plain CLIP before the first training: all images, then each camera or line. Empty for a predicted matrix,
    /// which knows no truth.
    package var inspections: [InspectionFigures] = []

    package struct HeadMatrix: Sendable {
        package var head: Head
        package var mode: FeatureMode
        /// The round; nil for out-of-fold models, which belong to no round.
        package var round: EstimatorID?
        package var matrix: ConfusionMatrix
        /// Of predicted figures: the mean of the largest probabilities. What the head believes of itself, and no accuracy.
        package var confidence: Double?
        /// Of predicted figures, whose probabilities it made.
        package var tempering: Tempering?
        /// Why this head is in use; nil for one that was asked for by name.
        package var reason: HeadChoice.Reason?
    }
}

extension Workbench {
    /// The matrix of a source for one head; nil for the active one.
    ///
    /// - Parameter key: what every image truly is; only an answer key's matrix needs it.
    package func matrixReport(
        _ source: MatrixSource, head: Head?, pool: Pool, scores: Scores?, labelled: LabelledRows, key: AnswerKey? = nil,
        progress: (Double) -> Void = { _ in }
    ) throws -> MatrixReport {
        let count = classes.count
        switch source {
        case .predicted:
            let rows = pool.poolRows
            let heads = try scores?.heads ?? heads(of: nil, pool, labelled)
            let zeroShot = heads.probabilities(of: .zeroShot, logits: pool.zeroShot, zeroShot: pool.zeroShot)
            var report = MatrixReport(
                source: source, zeroShot: ConfusionMatrix(believed: zeroShot, rows: rows), head: nil,
                imageCount: rows.count)
            report.zeroShotConfidence = meanConfidence(zeroShot, rows: rows)
            report.zeroShotTempering = heads.tempering(of: .zeroShot)
            guard let scores else { return report }
            let chosen = head ?? heads.choice.head
            let probabilities = scores.probabilities(of: chosen)
            report.head = .init(
                head: chosen, mode: scores.round.mode, round: scores.round.id,
                matrix: ConfusionMatrix(believed: probabilities, rows: rows),
                confidence: meanConfidence(probabilities, rows: rows), tempering: heads.tempering(of: chosen),
                reason: head == nil ? heads.choice.reason : nil)
            return report
        case .outOfFold:
            let mode = scores?.round.mode ?? .pooled
            let figures = try currentOutOfFold(pool, labelled, mode: mode, progress: progress)
            let choice = scores?.choice ?? .notTrained
            let chosen = head ?? choice.head
            var report = MatrixReport(
                source: source, zeroShot: figures.matrix(of: .zeroShot, classCount: count), head: nil,
                imageCount: figures.truth.count, notEstimable: figures.notEstimable, shotsPerFold: figures.shotsPerFold)
            if chosen != .zeroShot {
                report.head = .init(
                    head: chosen, mode: mode, round: nil, matrix: figures.matrix(of: chosen, classCount: count),
                    reason: head == nil ? choice.reason : nil)
            }
            if let probabilities = figures.probabilities(of: chosen) {
                report.inspections = inspectionFigures(
                    pool, rows: figures.rows, truth: figures.truth, predicted: probabilities.argmax())
            }
            return report
        case .audit:
            let figures = try auditFigures(pool)
            guard figures.answered > 0 else { throw WorkbenchError.noAuditAnswers(reserve: figures.reserveCount) }
            var report = report(source, figures.judged, head: head, pool, scores)
            report.imageCount = figures.answered
            report.audit = figures
            let seen = Set(figures.truth)
            report.notEstimable = classes.indices.filter { !seen.contains($0) }
            // Answers without a class widen the interval.
            report.zeroShotAccuracy = figures.accuracy(of: pool.zeroShot)
            report.headAccuracy = report.head.flatMap { head in
                scores.flatMap { figures.accuracy(of: $0.probabilities(of: head.head)) }
            }
            return report
        case .answerKey:
            guard let key else { throw WorkbenchError.noAnswerKey }
            return report(source, try unlabelledImages(in: key, pool), head: head, pool, scores)
        }
    }

    /// Counted on images whose truth is known.
    private func report(
        _ source: MatrixSource, _ judged: JudgedImages, head: Head?, _ pool: Pool, _ scores: Scores?
    ) -> MatrixReport {
        func inspections(_ logits: Matrix) -> [InspectionFigures] {
            judged.rows.isEmpty
                ? []
                : inspectionFigures(
                    pool, rows: judged.rows, truth: judged.truth, predicted: judged.predicted(by: logits))
        }
        var report = MatrixReport(
            source: source, zeroShot: judged.matrix(of: pool.zeroShot, classCount: classes.count), head: nil,
            imageCount: judged.rows.count)
        report.zeroShotAccuracy = judged.rows.isEmpty ? nil : judged.accuracy(of: pool.zeroShot)
        guard let scores, head != .zeroShot else {
            report.inspections = inspections(pool.zeroShot)
            return report
        }
        let chosen = head ?? scores.choice.head
        let answers = scores.probabilities(of: chosen)
        report.head = .init(
            head: chosen, mode: scores.round.mode, round: scores.round.id,
            matrix: judged.matrix(of: answers, classCount: classes.count),
            reason: head == nil ? scores.choice.reason : nil)
        report.headAccuracy = judged.rows.isEmpty ? nil : judged.accuracy(of: answers)
        report.inspections = inspections(answers)
        return report
    }

    /// The mean of the largest probability of each image; nil without images.
    private func meanConfidence(_ probabilities: Matrix, rows: [Int]) -> Double? {
        guard !rows.isEmpty else { return nil }
        return rows.reduce(0) { $0 + Double(probabilities[row: $1].max() ?? 0) } / Double(rows.count)
    }

    /// The source that a matrix is first shown of: see `MatrixSource.bestFounded`.
    package func bestFoundedSource(_ pool: Pool, _ labelled: LabelledRows, hasAnswerKey: Bool) throws -> MatrixSource {
        .bestFounded(
            hasAnswerKey: hasAnswerKey, auditAnswers: try auditFigures(pool).truth.count,
            scorable: try scorableImages(pool, labelled))
    }

    /// Labelled images of classes whose labels lie in two groups at least: a fold can hold them out.
    private func scorableImages(_ pool: Pool, _ labelled: LabelledRows) throws -> Int {
        let groups = pool.foldGroups(labelled.rows)
        let members = Dictionary(grouping: labelled.labels.indices, by: { labelled.labels[$0] })
        return members.values.reduce(0) { $0 + (Set($1.map { groups[$0] }).count >= 2 ? $1.count : 0) }
    }

    /// The latest estimator's scores; nil before the first training, and where it was trained on other classes.
    ///
    /// - Parameter makesFigures: whether figures that the choice of the head needs are made where they are missing.
    package func latestScores(
        _ pool: Pool, makesFigures: Bool = true, progress: (Double) -> Void = { _ in }
    ) throws -> Scores? {
        guard let round = try usableRound() else { return nil }
        let checkpoint = try checkpoint(of: round, for: pool)
        return try scores(
            of: checkpoint.estimator, checkpoint.record.recipe.lossWeights, round, on: pool, makesFigures: makesFigures,
            progress: progress)
    }

    func scores(
        of estimator: Estimator, _ lossWeights: LossWeights, _ round: EstimatorRound, on pool: Pool,
        makesFigures: Bool, progress: (Double) -> Void = { _ in }
    ) throws -> Scores {
        let heads = try heads(
            of: round, pool, labelledRows(pool), makesFigures: makesFigures, progress: progress)
        return try Scores(estimator, lossWeights, round: round, on: pool, heads: heads)
    }
}

internal import Deconfusion
package import Evaluation
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
    /// Of the head, plain CLIP before the first training: all images, then each camera or line. Empty for a predicted matrix,
    /// which knows no truth.
    package var inspections: [InspectionFigures] = []

    package struct HeadMatrix: Sendable {
        package var head: Head
        package var mode: FeatureMode
        /// The round; nil for out-of-fold models, which belong to no round.
        package var round: EstimatorID?
        package var matrix: ConfusionMatrix
        /// Nil where probabilities were taken at temperature 1.
        package var temperature: Float?
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
            var report = MatrixReport(
                source: source, zeroShot: ConfusionMatrix(believed: pool.zeroShot.softmax(), rows: rows), head: nil,
                imageCount: rows.count)
            guard let scores else { return report }
            let reason = head == nil ? scores.choice.reason : nil
            let head = head ?? scores.choice.head
            let temperature = head == scores.choice.head ? scores.temperature : nil
            let probabilities = scores.logits(of: head, pool).softmax(temperature: temperature ?? 1)
            report.head = .init(
                head: head, mode: scores.round.mode, round: scores.round.id,
                matrix: ConfusionMatrix(believed: probabilities, rows: rows), temperature: temperature,
                reason: reason)
            return report
        case .outOfFold:
            let mode = scores?.round.mode ?? .pooled
            let figures = try currentOutOfFold(pool, labelled, mode: mode, progress: progress)
            let reason = head == nil ? figures.choice.reason : nil
            let head = head ?? figures.choice.head
            var report = MatrixReport(
                source: source, zeroShot: figures.matrix(of: .zeroShot, classCount: count),
                head: .init(
                    head: head, mode: mode, round: nil, matrix: figures.matrix(of: head, classCount: count),
                    temperature: nil, reason: reason),
                imageCount: figures.truth.count, notEstimable: figures.notEstimable, shotsPerFold: figures.shotsPerFold)
            if let logits = figures.logits[head] {
                report.inspections = inspectionFigures(
                    pool, rows: figures.rows, truth: figures.truth, predicted: logits.argmax())
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
                scores.flatMap { figures.accuracy(of: $0.logits(of: head.head, pool)) }
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
        let logits = scores.logits(of: chosen, pool)
        report.head = .init(
            head: chosen, mode: scores.round.mode, round: scores.round.id,
            matrix: judged.matrix(of: logits, classCount: classes.count), temperature: nil,
            reason: head == nil ? scores.choice.reason : nil)
        report.headAccuracy = judged.rows.isEmpty ? nil : judged.accuracy(of: logits)
        report.inspections = inspections(logits)
        return report
    }

    /// The latest estimator's scores; nil before the first training, and where it was trained on other classes.
    package func latestScores(_ pool: Pool) throws -> Scores? {
        guard let round = try usableRound() else { return nil }
        let checkpoint = try checkpoint(of: round, for: pool)
        return try scores(of: checkpoint.estimator, checkpoint.record.recipe.lossWeights, round, on: pool)
    }

    /// An estimator's scores with the head that its labels' out-of-fold figures choose, where they are known.
    func scores(
        of estimator: Estimator, _ lossWeights: LossWeights, _ round: EstimatorRound, on pool: Pool
    ) throws -> Scores {
        let labelled = try labelledRows(pool)
        let smallest = labelled.smallestClass(classes: classes.count)
        var scores = try Scores(
            estimator, lossWeights, round: round, on: pool,
            fits: ClosedFormFits(pool, rows: labelled.rows, labels: labelled.labels),
            choice: HeadChoice(smallestClass: smallest, losses: []))
        if let figures = storedOutOfFold(pool, labelled, mode: round.mode) {
            scores.choice = figures.choice
            scores.temperature = figures.temperature(of: figures.choice.head)
        }
        return scores
    }
}

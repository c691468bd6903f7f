internal import ActiveLearning
internal import Evaluation
package import Figures
internal import Heads
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore
package import Workbench

extension Workbench {
    /// The matrix of a source for one head; nil for the active one.
    ///
    /// - Parameter key: what every image truly is; only an answer key's matrix needs it.
    package func matrixFigures(
        _ source: MatrixSource, head: Head?, pool: Pool, scores: Scores?, labelled: LabelledRows, key: AnswerKey? = nil,
        progress: (Double) -> Void = { _ in }
    ) throws -> MatrixFigures {
        let count = classes.count
        switch source {
        case .predicted:
            let rows = pool.poolRows
            let heads = try scores?.heads ?? heads(of: nil, pool, labelled)
            let zeroShot = heads.probabilities(of: .zeroShot, logits: pool.zeroShot, zeroShot: pool.zeroShot)
            var report = MatrixFigures(
                source: source, zeroShot: ConfusionMatrix(believed: zeroShot, rows: rows), imageCount: rows.count)
            report.zeroShotConfidence = meanConfidence(zeroShot, rows: rows)
            report.zeroShotTempering = heads.tempering(of: .zeroShot)
            let chosen = head ?? heads.choice.head
            guard let scores, chosen != .zeroShot else { return report }
            let probabilities = scores.probabilities(of: chosen)
            report.head = .init(
                head: chosen, mode: scores.round?.mode, round: scores.round?.id,
                matrix: ConfusionMatrix(believed: probabilities, rows: rows),
                confidence: meanConfidence(probabilities, rows: rows), tempering: heads.tempering(of: chosen),
                reason: head == nil ? heads.choice.reason : nil)
            return report
        case .outOfFold:
            let mode = scores?.round?.mode ?? .pooled
            let figures = try currentOutOfFold(pool, labelled, mode: mode, progress: progress)
            let choice = scores?.choice ?? .notTrained
            let chosen = head ?? choice.head
            var report = MatrixFigures(
                source: source, zeroShot: figures.matrix(of: .zeroShot, classCount: count),
                imageCount: figures.truth.count, notEstimable: figures.notEstimable.map { classes[$0].id },
                shotsPerFold: figures.shotsPerFold)
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
            let audit = try auditAnswers(pool)
            guard audit.answered > 0 else {
                throw StudyError.noAuditAnswers(reserve: audit.counts.reserveCount)
            }
            var report = report(source, audit.judged, head: head, pool, scores)
            report.imageCount = audit.answered
            report.audit = audit.counts
            let seen = Set(audit.truth)
            report.notEstimable = classes.indices.filter { !seen.contains($0) }.map { classes[$0].id }
            // Answers without a class widen the interval.
            report.zeroShotAccuracy = audit.accuracy(of: pool.zeroShot)
            if let scores, let head = report.head?.head {
                report.head?.accuracy = audit.accuracy(of: scores.probabilities(of: head))
            }
            return report
        case .answerKey:
            guard let key else { throw StudyError.noAnswerKey }
            return report(source, try unlabelledImages(in: key, pool), head: head, pool, scores)
        }
    }

    /// Counted on images whose truth is known.
    private func report(
        _ source: MatrixSource, _ judged: JudgedImages, head: Head?, _ pool: Pool, _ scores: Scores?
    ) -> MatrixFigures {
        func inspections(_ logits: Matrix) -> [InspectionFigures] {
            judged.rows.isEmpty
                ? []
                : inspectionFigures(
                    pool, rows: judged.rows, truth: judged.truth, predicted: judged.predicted(by: logits))
        }
        var report = MatrixFigures(
            source: source, zeroShot: judged.matrix(of: pool.zeroShot, classCount: classes.count),
            imageCount: judged.rows.count)
        report.zeroShotAccuracy = judged.rows.isEmpty ? nil : judged.accuracy(of: pool.zeroShot)
        let chosen = head ?? scores?.choice.head ?? .zeroShot
        guard let scores, chosen != .zeroShot else {
            report.inspections = inspections(pool.zeroShot)
            return report
        }
        let answers = scores.probabilities(of: chosen)
        report.head = .init(
            head: chosen, mode: scores.round?.mode, round: scores.round?.id,
            matrix: judged.matrix(of: answers, classCount: classes.count),
            accuracy: judged.rows.isEmpty ? nil : judged.accuracy(of: answers),
            reason: head == nil ? scores.choice.reason : nil)
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
            hasAnswerKey: hasAnswerKey, auditAnswers: try auditAnswers(pool).truth.count,
            scorable: try scorableImages(pool, labelled))
    }

    /// Labelled images of classes whose labels lie in two groups at least: a fold can hold them out.
    private func scorableImages(_ pool: Pool, _ labelled: LabelledRows) throws -> Int {
        let groups = pool.foldGroups(labelled.rows)
        let members = Dictionary(grouping: labelled.labels.indices, by: { labelled.labels[$0] })
        return members.values.reduce(0) { $0 + (Set($1.map { groups[$0] }).count >= 2 ? $1.count : 0) }
    }
}

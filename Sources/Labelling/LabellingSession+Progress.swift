internal import ActiveLearning
internal import Deconfusion
internal import Evaluation
package import Figures
internal import Foundation
internal import Heads
internal import Interchange
internal import LinearAlgebra
internal import ProjectModel
internal import ProjectStore
internal import Studies
internal import Workbench

extension LabellingSession {
    private static let pacedAnswers = 60
    private static let fewestPacedAnswers = 5
    /// A longer gap between two answers is a pause.
    private static let longestGap = 120.0

    /// The audit accuracy of the head in use in every round whose weights are kept: a few hundred images each.
    package func progressFigures() throws -> ProgressFigures {
        let audit = try bench.auditAnswers(pool)
        let head = scores?.choice.head ?? .zeroShot
        let labelled = try bench.labelledRows(pool)
        let rounds = try bench.keptRounds(for: pool).onChangedLabels.map { round in
            ProgressFigures.Round(
                id: round.id, labels: round.labels, accuracy: try accuracy(of: round, head, audit, labelled))
        }
        let report = try scores.flatMap { scores in
            audit.rows.isEmpty || scores.trained == nil ? nil : try bench.rollOutReport(pool, scores: scores)
        }
        return ProgressFigures(
            rounds: rounds, head: head, zeroShot: audit.accuracy(of: pool.zeroShot), audit: audit.counts,
            pace: try pace(),
            report: report,
            advice: scores?.trained == nil ? nil : try bench.stoppingAdvice(pool, seed: bench.file.seed))
    }

    /// Of one head in one round, its closed-form part fitted to as many labels as the round was trained on, in the order in which
    /// they were given. Nil where no audit image is answered.
    private func accuracy(
        of round: EstimatorRound, _ head: Head, _ audit: AuditAnswers, _ labelled: LabelledRows
    ) throws -> WilsonInterval? {
        guard !audit.rows.isEmpty else { return nil }
        let count = min(round.labels, labelled.count)
        let heads = TemperedHeads(
            choice: scores?.choice ?? .notTrained, pool, rows: Array(labelled.rows.prefix(count)),
            labels: Array(labelled.labels.prefix(count)),
            figures: bench.storedOutOfFold(pool, labelsHash: round.labelsHash, mode: round.mode))
        let zeroShot = pool.zeroShot.gatheringRows(audit.rows)
        let trained =
            head.isTrained
            ? try bench.estimator(of: round, for: pool).outputs(for: try pool.batch(audit.rows, round.mode)).answers
            : nil
        let answers = heads.probabilities(
            of: head,
            heads.fits.answers(pool.embeddings.rows(audit.rows), zeroShot: zeroShot, trained: trained)
        ).argmax()
        return WilsonInterval(
            successes: zip(answers, audit.truth).count { $0 == $1 }, unknown: audit.counts.unknown, of: audit.answered)
    }

    private func pace() throws -> ProgressFigures.Pace? {
        let times = try bench.store.history(limit: Self.pacedAnswers).filter(\.isAnswer).map(\.madeAt)
        let gaps = zip(times, times.dropFirst()).map { $0.timeIntervalSince($1) }.filter { $0 <= Self.longestGap }
        let total = gaps.reduce(0, +)
        guard gaps.count >= Self.fewestPacedAnswers, total > 0 else { return nil }
        return ProgressFigures.Pace(answersPerHour: Double(gaps.count) / total * 3600, answers: gaps.count)
    }
}

extension LoggedEdit {
    /// Whether it says what an image is: a flag and a skip are keys too, but no answers.
    fileprivate var isAnswer: Bool {
        guard edit.origin == .answer, case .review(_, let review) = edit.change else { return false }
        return review.isAnswered
    }
}

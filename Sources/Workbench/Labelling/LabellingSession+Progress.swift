internal import Deconfusion
package import Evaluation
internal import Foundation
internal import Interchange
internal import LinearAlgebra
internal import ProjectModel
package import ProjectStore

/// What labelling has brought so far, by the audit alone, and how fast it goes.
package struct SessionProgress: Sendable {
    /// Rounds whose weights are kept, oldest first.
    package let rounds: [Round]
    package let zeroShot: WilsonInterval?
    package let audit: AuditFigures
    /// Answers an hour over the latest ones, pauses left out, and how many they were.
    package let pace: (perHour: Double, answers: Int)?
    /// Nil before the first training or audit answer.
    package let report: RollOutReport?
    /// Nil before the first training.
    package let advice: StoppingAdvice?

    package struct Round: Sendable {
        package let round: EstimatorRound
        package let accuracy: WilsonInterval?
    }
}

extension LabellingSession {
    private static let pacedAnswers = 60
    private static let fewestPacedAnswers = 5
    /// A longer gap between two answers is a pause.
    private static let longestGap = 120.0

    /// The audit accuracy of ICD in every round whose weights are kept: a few hundred images each.
    package func progressFigures() throws -> SessionProgress {
        let audit = try bench.auditFigures(pool)
        let rounds = try bench.store.estimators().filter {
            $0.featureKey == pool.encoderKey && $0.answers(for: pool.classes)
        }.compactMap { round in
            try accuracy(of: round, audit).map { SessionProgress.Round(round: round, accuracy: $0) }
        }
        let report = try scores.flatMap { scores in
            audit.rows.isEmpty ? nil : try bench.rollOutReport(pool, scores: scores)
        }
        return SessionProgress(
            rounds: rounds, zeroShot: audit.accuracy(of: pool.zeroShot), audit: audit, pace: try pace(), report: report,
            advice: scores == nil ? nil : try bench.stoppingAdvice(pool, seed: bench.file.seed))
    }

    /// Nil where the weights are gone or damaged, an interval of nothing where no audit image is answered.
    private func accuracy(of round: EstimatorRound, _ audit: AuditFigures) throws -> WilsonInterval?? {
        guard bench.isUsable(round) else { return nil }
        guard !audit.rows.isEmpty else { return .some(nil) }
        let outputs = try bench.estimator(of: round, for: pool).outputs(for: try pool.batch(audit.rows, round.mode))
        let right = zip(outputs.icd.argmax(), audit.truth).count { $0 == $1 }
        return WilsonInterval(successes: right, unknown: audit.unknown, of: audit.answered)
    }

    private func pace() throws -> (perHour: Double, answers: Int)? {
        let times = try bench.store.history(limit: Self.pacedAnswers).filter { $0.edit.origin == .answer }.map(\.madeAt)
        let gaps = zip(times, times.dropFirst()).map { $0.timeIntervalSince($1) }.filter { $0 <= Self.longestGap }
        let total = gaps.reduce(0, +)
        guard gaps.count >= Self.fewestPacedAnswers, total > 0 else { return nil }
        return (Double(gaps.count) / total * 3600, gaps.count)
    }
}

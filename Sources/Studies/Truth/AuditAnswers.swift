package import Evaluation
package import Figures
package import LinearAlgebra
internal import ProjectModel
internal import ProjectStore
package import Workbench

/// The answers to the audit reserve: what the only unbiased figures are counted on.
package struct AuditAnswers: Sendable {
    package let counts: AuditCounts
    /// Those that were answered with a class.
    package let judged: JudgedImages

    package var rows: [Int] { judged.rows }
    package var truth: [Int] { judged.truth }
    package var answered: Int { counts.answered }

    /// The accuracy of a head with its 95 % interval; nil before the first answer.
    package func accuracy(of logits: Matrix) -> WilsonInterval? {
        guard answered > 0 else { return nil }
        return WilsonInterval(successes: judged.correct(by: logits), unknown: counts.unknown, of: answered)
    }
}

extension Workbench {
    /// Labels that came as answers to audit prompts; a label chosen elsewhere is no audit answer. Images that leak are left out.
    package func auditAnswers(_ pool: Pool) throws -> AuditAnswers {
        var rows: [Int] = []
        var truth: [Int] = []
        let leaking = try leakingReserve(pool)
        for label in try store.labels(in: .reserve) where label.provenance == .audit && !leaking.contains(label.image) {
            guard let row = pool.row(of: label.image), let column = position(of: label.label) else { continue }
            rows.append(row)
            truth.append(column)
        }
        let reserve = try store.reserve()
        let reviews = try store.reviews()
        let others = reserve.compactMap { pool.row(of: $0) == nil || leaking.contains($0) ? nil : reviews[$0] }
        return AuditAnswers(
            counts: AuditCounts(
                reserveCount: reserve.count, leaking: leaking.count,
                leakingAnswered: leaking.count { reviews[$0]?.isAnswered == true }, judged: truth.count,
                unknown: others.count { $0 == .unsure || $0 == .unusable },
                noneOfThese: others.count { $0 == .noneOfThese }),
            judged: JudgedImages(rows: rows, truth: truth))
    }
}

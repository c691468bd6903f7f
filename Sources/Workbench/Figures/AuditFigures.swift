package import Evaluation
package import LinearAlgebra
internal import ProjectModel
internal import ProjectStore

/// What the answers to the audit reserve say: the only unbiased figures.
package struct AuditFigures: Sendable {
    /// As it was drawn.
    package let reserveCount: Int
    /// Images of the reserve that are left out because an image of their group, or a twin, teaches; and how many of them are answered.
    package let leaking: Int
    package let leakingAnswered: Int
    /// Those that were answered with a class.
    package let judged: JudgedImages
    /// Answered "unsure" or "unusable": counted against both ends of an interval.
    package let unknown: Int
    /// Answered "none of these": an error of every head.
    package let noneOfThese: Int

    package var rows: [Int] { judged.rows }
    package var truth: [Int] { judged.truth }
    /// Images of the reserve that can be asked and counted.
    package var auditable: Int { reserveCount - leaking }
    package var answered: Int { truth.count + unknown + noneOfThese }

    /// The accuracy of a head with its 95 % interval; nil before the first answer.
    package func accuracy(of logits: Matrix) -> WilsonInterval? {
        guard answered > 0 else { return nil }
        return WilsonInterval(successes: judged.correct(by: logits), unknown: unknown, of: answered)
    }
}

extension Workbench {
    /// Labels that came as answers to audit prompts; a label chosen elsewhere is no audit answer. Images that leak are left out.
    package func auditFigures(_ pool: Pool) throws -> AuditFigures {
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
        return AuditFigures(
            reserveCount: reserve.count, leaking: leaking.count,
            leakingAnswered: leaking.count { reviews[$0]?.isAnswered == true },
            judged: JudgedImages(rows: rows, truth: truth),
            unknown: others.count { $0 == .unsure || $0 == .unusable }, noneOfThese: others.count { $0 == .noneOfThese }
        )
    }
}

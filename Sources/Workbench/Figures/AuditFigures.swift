package import Evaluation
package import LinearAlgebra
internal import ProjectModel
internal import ProjectStore

/// What the answers to the audit reserve say: the only unbiased figures.
package struct AuditFigures: Sendable {
    package let reserveCount: Int
    /// Rows of the pool that were answered with a class, and that class.
    package let rows: [Int]
    package let truth: [Int]
    /// Answered "unsure" or "unusable": counted against both ends of an interval.
    package let unknown: Int
    /// Answered "none of these": an error of every head.
    package let noneOfThese: Int

    package var answered: Int { truth.count + unknown + noneOfThese }

    package func matrix(of logits: Matrix, classCount: Int) -> ConfusionMatrix {
        ConfusionMatrix(classCount: classCount, truth: truth, predicted: logits.gatheringRows(rows).argmax())
    }

    /// The accuracy of a head with its 95 % interval; nil before the first answer.
    package func accuracy(of logits: Matrix) -> WilsonInterval? {
        guard answered > 0 else { return nil }
        let predicted = logits.gatheringRows(rows).argmax()
        let correct = zip(truth, predicted).count { $0 == $1 }
        return WilsonInterval(successes: correct, unknown: unknown, of: answered)
    }
}

extension Workbench {
    /// Labels that came as answers to audit prompts; a label chosen elsewhere is no audit answer.
    package func auditFigures(_ pool: Pool) throws -> AuditFigures {
        var rows: [Int] = []
        var truth: [Int] = []
        for label in try store.labels(in: .reserve) where label.provenance == .audit {
            guard let row = pool.row(of: label.image), let column = position(of: label.label) else { continue }
            rows.append(row)
            truth.append(column)
        }
        let reserve = try store.reserve()
        let reviews = try store.reviews()
        let others = reserve.compactMap { pool.row(of: $0) == nil ? nil : reviews[$0] }
        return AuditFigures(
            reserveCount: reserve.count, rows: rows, truth: truth,
            unknown: others.count { $0 == .unsure || $0 == .unusable }, noneOfThese: others.count { $0 == .noneOfThese }
        )
    }
}

package import Evaluation
package import Figures
package import LinearAlgebra
internal import ProjectModel
internal import ProjectStore

/// Images of which it is known what they truly are.
package struct JudgedImages: Sendable {
    /// Rows of the pool, and the position of the class that each truly is.
    package let rows: [Int]
    package let truth: [Int]

    /// - Parameter logits: of the whole pool.
    /// - Returns: the class that each of these images gets.
    func predicted(by logits: Matrix) -> [Int] { logits.gatheringRows(rows).argmax() }

    func matrix(of logits: Matrix, classCount: Int) -> ConfusionMatrix {
        ConfusionMatrix(classCount: classCount, truth: truth, predicted: predicted(by: logits))
    }

    fileprivate func correct(by logits: Matrix) -> Int { zip(truth, predicted(by: logits)).count { $0 == $1 } }

    /// The share that is right; there must be one image at least.
    func accuracy(of logits: Matrix) -> WilsonInterval {
        WilsonInterval(successes: correct(by: logits), of: rows.count)
    }
}

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

    /// Of all images, then of each camera or line by name where images have one.
    ///
    /// - Parameters:
    ///   - rows: of the pool, one at least.
    ///   - truth, predicted: of these rows, as columns.
    func inspectionFigures(_ pool: Pool, rows: [Int], truth: [Int], predicted: [Int]) -> [InspectionFigures] {
        let all = InspectionFigures(source: nil, truth: truth, predicted: predicted, classes: classes)
        let places = Dictionary(grouping: rows.indices, by: { pool.images[rows[$0]].source ?? "" })
        guard places.keys.contains(where: { !$0.isEmpty }) else { return [all] }
        return [all]
            + places.sorted { $0.key < $1.key }.map { name, members in
                InspectionFigures(
                    source: name, truth: members.map { truth[$0] }, predicted: members.map { predicted[$0] },
                    classes: classes)
            }
    }
}

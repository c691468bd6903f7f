internal import ActiveLearning
internal import Deconfusion
package import Evaluation
internal import Heads
internal import LinearAlgebra
internal import ProjectModel
internal import ProjectStore
package import Workbench

extension Workbench {
    /// Images on which rounds are compared, evenly spread over those that nobody labelled.
    private static let comparedImages = 1_000
    private static let comparedRounds = StoppingAdvice.Stability.stablePairs + 1

    /// - Parameter seed: of the draws.
    package func stoppingAdvice(_ pool: Pool, seed: UInt64) throws -> StoppingAdvice {
        let labelled = try labelledRows(pool)
        return StoppingAdvice(
            stability: try stability(pool, labelled), outlook: try outlook(pool, labelled, seed: seed))
    }

    private func stability(_ pool: Pool, _ labelled: LabelledRows) throws -> StoppingAdvice.Stability? {
        let known = Set(labelled.rows)
        let free = pool.poolRows.filter { !known.contains($0) }
        guard !free.isEmpty else { return nil }
        let count = min(Self.comparedImages, free.count)
        let rows = (0..<count).map { free[$0 * free.count / count] }
        var answers: [(labels: Int, classes: [Int])] = []
        for round in try keptRounds(for: pool).onChangedLabels.suffix(Self.comparedRounds) {
            let outputs = try estimator(of: round, for: pool).outputs(for: try pool.batch(rows, round.mode))
            answers.append((round.labels, outputs.icd.argmax()))
        }
        guard answers.count >= 2, let last = answers.last else { return nil }
        let before = answers[answers.count - 2]
        return StoppingAdvice.Stability(
            kappas: zip(answers, answers.dropFirst()).map {
                cohensKappa($0.classes, $1.classes, classCount: classes.count)
            },
            changed: zip(before.classes, last.classes).count { $0 != $1 }, images: count,
            labelsBefore: before.labels, labelsNow: last.labels)
    }

    private func outlook(_ pool: Pool, _ labelled: LabelledRows, seed: UInt64) throws -> StoppingAdvice.Outlook {
        guard labelled.count >= StoppingAdvice.labelsNeeded else {
            return .tooFewLabels(found: labelled.count, needed: StoppingAdvice.labelsNeeded)
        }
        let audit = try auditAnswers(pool)
        guard audit.rows.count >= StoppingAdvice.auditAnswersNeeded else {
            return .tooFewAuditAnswers(found: audit.rows.count, needed: StoppingAdvice.auditAnswersNeeded)
        }
        func right(_ places: some Sequence<Int>) -> [Bool] {
            let heads = pool.heads(
                of: places.map { labelled.rows[$0] }, places.map { labelled.labels[$0] }, leavesOut: false)
            let answers = pool.answers(of: heads, rows: audit.rows).logits(of: .kernelRidge).argmax()
            return zip(answers, audit.truth).map { $0 == $1 }
        }
        var generator = SeededGenerator(seed: seed)
        func draws(_ size: Int) -> [[Bool]] {
            (0..<StoppingAdvice.Outlook.draws).map { _ in
                right(generator.shuffled(0..<labelled.count).prefix(size))
            }
        }
        return StoppingAdvice.Outlook(
            full: right(0..<labelled.count), halves: draws(labelled.count / 2),
            allButTen: draws(labelled.count - StoppingAdvice.few), labels: labelled.count)
    }
}

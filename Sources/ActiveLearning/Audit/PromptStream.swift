internal import LinearAlgebra
internal import ProjectModel

/// Decides, prompt by prompt, whether the next question comes from the ranking or from the audit reserve, and on which side
/// its picture stands. Nothing on the screen tells the two apart.
package struct PromptStream: Sendable, Equatable {
    /// The probability that a prompt is the next image of the reserve. A tenth costs nothing measurable.
    package static let auditProbability = 0.1

    private var generator: SeededGenerator
    /// Only the reserve is asked.
    package let isAuditOnly: Bool

    package init(seed: UInt64, isAuditOnly: Bool = false) {
        generator = SeededGenerator(seed: seed)
        self.isAuditOnly = isAuditOnly
    }

    /// Where a prompt comes from, and the probability with which that was drawn.
    package enum Draw: Sendable, Equatable {
        case ranking(probability: Double)
        case reserve(probability: Double)
    }

    /// Draws the next prompt's stream; nil when neither has anything left.
    package mutating func next(rankingHasMore: Bool, reserveHasMore: Bool) -> Draw? {
        // Drawn always, so that a seed means the same sequence whatever is left.
        let unit = generator.nextUnit()
        guard !isAuditOnly else { return reserveHasMore ? .reserve(probability: 1) : nil }
        switch (rankingHasMore, reserveHasMore) {
        case (false, false): return nil
        case (true, false): return .ranking(probability: 1)
        // The audit does not take over when the ranking runs dry: that would give its prompts away.
        case (false, true): return nil
        case (true, true):
            return unit < Self.auditProbability
                ? .reserve(probability: Self.auditProbability) : .ranking(probability: 1 - Self.auditProbability)
        }
    }

    /// Whether the asked picture stands on the left.
    package mutating func isOnTheLeft() -> Bool { generator.nextUnit() < 0.5 }
}

extension ScoredPool {
    /// The rows of the reserve that are still to be asked, in an order that depends on the seed alone; skipped ones last.
    package func auditRows(seed: UInt64) -> [Int] {
        var generator = SeededGenerator(seed: seed)
        let order = generator.shuffled(images.indices.filter { isReserve[$0] }).filter { !reviews[$0].isAnswered }
        return order.filter { reviews[$0] != .skipped } + order.filter { reviews[$0] == .skipped }
    }
}

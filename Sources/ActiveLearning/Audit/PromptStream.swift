internal import LinearAlgebra
internal import ProjectModel

/// Decides, prompt by prompt, whether the next question comes from the ranking, from the audit reserve or from what was
/// answered before, and on which side its picture stands. Nothing on the screen tells them apart.
package struct PromptStream: Sendable, Equatable {
    /// The probability that a prompt is the next image of the reserve. A tenth costs nothing measurable.
    package static let auditProbability = 0.1
    /// The probability that a prompt repeats a question: how far people agree with themselves bounds every accuracy.
    package static let repeatProbability = 0.03

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
        case repeated(probability: Double)
    }

    /// Draws the next prompt's stream; nil when neither has anything left.
    package mutating func next(rankingHasMore: Bool, reserveHasMore: Bool, repeatsHaveMore: Bool = false) -> Draw? {
        // Drawn always, so that a seed means the same sequence whatever is left.
        let unit = generator.nextUnit()
        guard !isAuditOnly else { return reserveHasMore ? .reserve(probability: 1) : nil }
        // The audit does not take over when the ranking runs dry: that would give its prompts away.
        guard rankingHasMore else { return nil }
        let audit = reserveHasMore ? Self.auditProbability : 0
        let again = repeatsHaveMore ? Self.repeatProbability : 0
        if unit < audit { return .reserve(probability: audit) }
        if unit >= 1 - again { return .repeated(probability: again) }
        return .ranking(probability: 1 - audit - again)
    }

    /// Which of the questions that can be repeated.
    package mutating func indexOfRepeat(below count: Int) -> Int { generator.nextIndex(below: count) }

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

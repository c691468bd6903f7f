/// An order in which questions come up. The table is what the commands, the screens and the manual read.
package struct RankingOrder: Sendable, Equatable {
    /// As typed, logged and printed.
    package let name: String
    package let title: String
    /// What the number of a row is.
    package let formula: String
    /// Which end comes first, and what that means.
    package let direction: String
    package let purpose: String
    /// What was measured about it, here or in the study that the project started from.
    package let evidence: String
    /// What the evidence was measured with, where it is another number than the one that the order shows; nil where it is that one.
    package let measuredWith: String?
    /// Whose images fill the page.
    package let strategy: QueryStrategy

    private init(
        name: String, title: String, formula: String, direction: String, purpose: String, evidence: String,
        measuredWith: String? = nil, strategy: QueryStrategy
    ) {
        self.name = name
        self.title = title
        self.formula = formula
        self.direction = direction
        self.purpose = purpose
        self.evidence = evidence
        self.measuredWith = measuredWith
        self.strategy = strategy
    }

    /// A strategy's images in the order of its picks.
    private init(_ strategy: QueryStrategy) {
        self.init(
            name: strategy.name, title: strategy.title, formula: strategy.formula, direction: strategy.direction,
            purpose: strategy.purpose, evidence: strategy.evidence, measuredWith: strategy.measuredWith,
            strategy: strategy)
    }

    package static let suggested = RankingOrder(
        name: "suggested", title: "suggested",
        formula: "images by expected gain, page ranked by (pull_ab(x) + pull_ba(y))₊ · (1 + cos) / 2",
        direction: "largest first: the strongest confusion of the images that teach most",
        purpose: "while labelling: asks where a label says most about the rest",
        evidence: "see expected-gain, whose images it shows", strategy: .expectedGain)

    package static let confusions = RankingOrder(
        name: "confusions", title: "confusions by Δs",
        formula: "the whole pool ranked by (pull_ab(x) + pull_ba(y))₊ · (1 + cos) / 2",
        direction: "largest first: the largest confusion that was taken away",
        purpose: "for review: the largest confusion that was learnt and taken away",
        evidence: "see pairs, whose images it shows", strategy: .pairs)

    package static let suspectedErrors = RankingOrder(.suspectedErrors)

    /// Every order, the default first: what the screens offer, then the strategies by themselves.
    package static let all = offered + strategies

    private static let offered = [suggested, confusions, suspectedErrors]
    private static let strategies = QueryStrategy.all.sorted { $0.place < $1.place }.map(RankingOrder.init)
        .filter { order in !offered.contains { $0.name == order.name } }

    package static func named(_ name: String) -> RankingOrder? { all.first { $0.name == name } }
}

/// What the numbers of a page are.
package enum RankingScore: String, Sendable, Equatable, CaseIterable {
    /// (pull_ab(x) + pull_ba(y))₊ · (1 + cos) / 2: the magnitude of Δs, in logits.
    case deltaS = "delta-s"
    /// 1 − (p₁ − p₂) of plain CLIP, in [0, 1]: before the first training Δs does not exist.
    case zeroShotMargin = "zero-shot-margin"
    /// 1 − p_ICD(CLIP's answer), in [0, 1].
    case suspectedError = "suspected-error"
    /// The number by which the order's strategy picked the image; its formula stands in the table of orders.
    case strategy = "strategy"
}

/// A ranking and what it was ranked by.
package struct RankedPage: Sendable, Equatable {
    package var order: RankingOrder
    package var score: RankingScore
    /// Best first.
    package var pairs: [ConfusedPair]
    /// False when fewer pairs than asked for could be made.
    package var hasMore: Bool
}

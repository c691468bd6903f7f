/// An order in which questions come up. The table is what the commands, the screens and the manual read.
package struct RankingOrder: Sendable {
    /// As typed, logged and printed.
    package let name: String
    package let guidance: Guidance
    /// Whose images fill the page.
    package let strategy: QueryStrategy

    private init(name: String, _ guidance: Guidance, showing strategy: QueryStrategy) {
        self.name = name
        self.guidance = guidance
        self.strategy = strategy
    }

    /// A strategy's images in the order of its picks.
    private init(_ strategy: QueryStrategy) {
        self.init(name: strategy.name, strategy.guidance, showing: strategy)
    }

    package static let suggested = RankingOrder(
        name: "suggested",
        Guidance(
            title: "suggested",
            formula: "images by expected gain, page ranked by (Δs_a − Δs_b) − (s_a − s_b)",
            direction: "largest first: the strongest confusion of the images that teach most",
            purpose: "while labelling: asks where a label says most about the rest",
            evidence: "see expected-gain, whose images it shows"), showing: .expectedGain)

    package static let confusions = RankingOrder(
        name: "confusions",
        Guidance(
            title: "confusions by Δs",
            formula: "the whole pool ranked by (Δs_a − Δs_b) − (s_a − s_b)",
            direction: "largest first: the largest confusion that was taken away",
            purpose: "for review: the largest confusion that was learnt and taken away",
            evidence: "see pairs, whose images it shows"), showing: .pairs)

    package static let suspectedErrors = RankingOrder(.suspectedErrors)

    /// Every order, the default first: what the screens offer, then the strategies by themselves.
    package static let all = offered + strategies

    private static let offered = [suggested, confusions, suspectedErrors]
    private static let strategies = QueryStrategy.all.sorted { $0.place < $1.place }.map(RankingOrder.init)
        .filter { order in !offered.contains { $0.name == order.name } }

    package static func named(_ name: String) -> RankingOrder? { all.first { $0.name == name } }
}

/// The name is the order.
extension RankingOrder: Hashable {
    package static func == (left: RankingOrder, right: RankingOrder) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// What the numbers of a page are.
package enum RankingScore: String, Sendable, Equatable, CaseIterable {
    /// (Δs_a − Δs_b) − (s_a − s_b), in logits: how far Δs outweighs the lead of CLIP's answer a over b.
    case deltaS = "delta-s"
    /// 1 − (p₁ − p₂) of plain CLIP, in [0, 1]: where Δs does not exist.
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

/// An order in which questions come up. The table is what the commands, the screens and the manual read.
package struct RankingOrder: Sendable, Equatable {
    /// As typed, logged and printed.
    package let name: String
    package let title: String
    /// What the number of a row means, before and after the first training.
    package let formula: String
    package let purpose: String
    /// What was measured about it.
    package let evidence: String

    package static let suggested = RankingOrder(
        name: "suggested", title: "suggested",
        formula: "images by uncertainty-weighted coverage (UHerding), "
            + "page ranked by (pull_ab(x) + pull_ba(y))₊ · (1 + cos) / 2",
        purpose: "while labelling: asks where a label says most about the rest",
        evidence: "45 % of random's labels for the same accuracy over 8 tasks (kernel-ridge head)")

    package static let confusions = RankingOrder(
        name: "confusions", title: "confusions by Δs",
        formula: "the whole pool ranked by (pull_ab(x) + pull_ba(y))₊ · (1 + cos) / 2",
        purpose: "for review: the largest confusion that was learnt and taken away",
        evidence: "saves no labels (98–114 % of random's): a large Δs marks what is already learnt")

    package static let suspectedErrors = RankingOrder(
        name: "suspected-errors", title: "suspected errors",
        formula: "1 − p_ICD(CLIP's answer)",
        purpose: "for auditing CLIP: the answers that the corrected head believes least",
        evidence: "finds CLIP's errors with AUROC 0.89 at 2 labels a class (zero-shot margin 0.80)")

    /// Every order, the default first.
    package static let all = [suggested, confusions, suspectedErrors]

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

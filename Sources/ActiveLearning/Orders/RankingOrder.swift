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

    /// The kernel ridge's correction, a difference of probabilities: what stood for Δs where no estimator was trained.
    private static let kernelRidgeCorrection =
        "the kernel ridge's P₀ − p, a difference of probabilities, in the place of Δs"

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

    package static let suspectedErrors = RankingOrder(
        name: "suspected-errors", title: "suspected errors",
        formula: "1 − p_ICD(CLIP's answer)", direction: "largest first: the answer least believed",
        purpose: "for auditing CLIP: the answers that the corrected head believes least",
        evidence: "finds CLIP's errors with AUROC 0.879 on imagenet300 (CLIP's margin 0.850) "
            + "and 0.962 on caltech49 (0.951); "
            + "+0.72 points over random [+0.58, +0.86] on caltech49, +0.62 [+0.32, +0.92] on imagenet300",
        measuredWith: "the kernel ridge's p in the place of p_ICD", strategy: .suspectedErrors)

    /// Every order, the default first: what the screens offer, then the strategies by themselves, in the order of their picks.
    package static let all = [suggested, confusions, suspectedErrors] + strategies

    private static let strategies = [
        RankingOrder(
            name: "uherding", title: "uncertainty herding",
            formula: "the rise of Σ u(x)·max k(x, s), u = 1 − (p₁ − p₂), k = exp(−‖x − s‖²/σ²)",
            direction: "largest first: covers most of what the head is unsure of",
            purpose: "spreads the questions over all that is in doubt",
            evidence: "+0.33 points over random [+0.10, +0.56] on caltech49, +0.81 [+0.52, +1.06] on imagenet300",
            strategy: .uncertaintyHerding),
        RankingOrder(
            name: "uherding-narrow", title: "uncertainty herding, narrow",
            formula: "uherding with σ² = 0.15 instead of 0.5 of the median squared distance",
            direction: "largest first", purpose: "the same, looking closer",
            evidence: "+0.52 points over random [+0.34, +0.68] on caltech49, +0.75 [+0.47, +1.02] on imagenet300",
            strategy: .narrowHerding),
        RankingOrder(
            name: "uherding-answers", title: "uncertainty herding over answers",
            formula: "uherding with k·Σ_c √(p_c(x)·p_c(s)): coverage among images that compete for the same answers",
            direction: "largest first", purpose: "coverage in the head's own space",
            evidence: "+0.24 points over random [+0.05, +0.44] on caltech49, +0.78 [+0.48, +1.09] on imagenet300",
            strategy: .answerHerding),
        RankingOrder(
            name: "margin", title: "margin", formula: "1 − (p₁ − p₂) of the active head, in [0, 1]",
            direction: "largest first: closest to call", purpose: "the usual baseline, hard to beat where CLIP is good",
            evidence: "+0.64 points over random [+0.48, +0.80] on caltech49, +0.68 [+0.41, +0.94] on imagenet300",
            strategy: .margin),
        RankingOrder(
            name: "entropy", title: "entropy", formula: "−Σ p ln p of the active head, in [0, ln C]",
            direction: "largest first: spread over most classes", purpose: "uncertainty over all classes",
            evidence: "+0.55 points over random [+0.37, +0.73] on caltech49, +0.81 [+0.52, +1.08] on imagenet300",
            strategy: .entropy
        ),
        RankingOrder(
            name: "least-confidence", title: "least confidence", formula: "1 − p₁ of the active head, in [0, 1 − 1/C]",
            direction: "largest first: least sure of its answer", purpose: "uncertainty of the answer alone",
            evidence: "+0.69 points over random [+0.51, +0.87] on caltech49, +0.79 [+0.52, +1.03] on imagenet300",
            strategy: .leastConfidence),
        RankingOrder(
            name: "balanced-margin", title: "margin, classes in turn",
            formula: "1 − (p₁ − p₂), taken from the predicted class with fewest labels and picks",
            direction: "largest first within a class", purpose: "where some classes get no labels",
            evidence: "+0.15 points over random [−0.09, +0.37] on caltech49, +0.43 [+0.14, +0.71] on imagenet300",
            strategy: .balancedMargin),
        RankingOrder(
            name: "diverse-margin", title: "margin, spread out",
            formula: "(1 − (p₁ − p₂))·min ‖x − s‖² over the page so far", direction: "largest first",
            purpose: "where margin asks the same thing twice",
            evidence: "+0.58 points over random [+0.39, +0.75] on caltech49, +0.80 [+0.48, +1.14] on imagenet300",
            strategy: .diverseMargin),
        RankingOrder(
            name: "typiclust", title: "TypiClust",
            formula: "1 / mean distance to the 20 nearest of its cluster, among clusters without a label",
            direction: "largest first: the most typical", purpose: "the very first labels, where CLIP knows little",
            evidence: "+0.01 points over random [−0.09, +0.11] on caltech49, +0.01 [−0.24, +0.31] on imagenet300",
            strategy: .typiClust),
        RankingOrder(
            name: "badge", title: "BADGE", formula: "min ‖g(x) − g(s)‖² with g = (p − e_ŷ) ⊗ ẑ, drawn in proportion",
            direction: "in the order drawn: far apart and unsure", purpose: "a published baseline of batch selection",
            evidence: "+0.35 points over random [+0.14, +0.56] on caltech49, +0.32 [−0.03, +0.70] on imagenet300",
            strategy: .badge),
        RankingOrder(
            name: "core-set", title: "k-centre", formula: "min ‖x − s‖² to everything labelled and picked, in [0, 4]",
            direction: "largest first: farthest away", purpose: "finds what looks like nothing else",
            evidence: "0.00 points over random [−0.18, +0.24] on caltech49, +0.67 [+0.40, +0.94] on imagenet300",
            strategy: .coreSet
        ),
        RankingOrder(
            name: "variance-reduction", title: "variance reduction",
            formula: "Σ u(z)·k_L(z, x)² / (λ + k_L(x, x)), the variance that a label takes from the kernel ridge",
            direction: "largest first", purpose: "coverage that knows what the labels already say",
            evidence: "+0.35 points over random [+0.01, +0.68] on caltech49, +0.81 [+0.49, +1.11] on imagenet300",
            strategy: .varianceReduction),
        RankingOrder(
            name: "error-reduction", title: "expected error reduction",
            formula: "Σ_y p_y(x)·Σ_z the rise of the largest probability at z if x turns out to be y",
            direction: "largest first: most answers expected to come right",
            purpose: "looks one label ahead with the kernel ridge",
            evidence: "+0.62 points over random [+0.49, +0.75] on caltech49, +0.61 [+0.32, +0.88] on imagenet300",
            strategy: .errorReduction),
        RankingOrder(
            name: "expected-gain", title: "expected gain",
            formula: "Σ_z s·ψ(m(z) / s), ψ(t) = φ(t) − t·Φ(−t): margin m at z, s how far a label at x moves it",
            direction: "largest first: most answers near to being put right",
            purpose: "the images of `suggested`, in the order in which they were picked",
            evidence: "+0.71 points over random [+0.55, +0.87] on caltech49, +0.70 [+0.44, +0.93] on imagenet300",
            strategy: .expectedGain),
        RankingOrder(
            name: "delta-s", title: "|Δs|", formula: "‖Δs(x) − mean Δs(x)‖₂, in logits",
            direction: "largest first: most corrected", purpose: "for review, not for labelling",
            evidence: "+0.25 points over random [+0.08, +0.48] on caltech49, −0.45 [−0.68, −0.20] on imagenet300",
            measuredWith: kernelRidgeCorrection, strategy: .deltaS),
        RankingOrder(
            name: "pull", title: "|pull|",
            formula: "|Δs_a(x) − Δs_b(x)| between CLIP's answer and what it is confused with",
            direction: "largest first", purpose: "for review, not for labelling",
            evidence: "+0.21 points over random [+0.01, +0.48] on caltech49, −0.44 [−0.65, −0.19] on imagenet300",
            measuredWith: kernelRidgeCorrection, strategy: .pull),
        RankingOrder(
            name: "pairs", title: "both of each pair", formula: "confusions, asking both images of each pair",
            direction: "largest first", purpose: "to settle a confusion from both sides",
            evidence: "+0.19 points over random [−0.03, +0.46] on caltech49, −0.25 [−0.48, −0.03] on imagenet300",
            measuredWith: kernelRidgeCorrection, strategy: .pairs),
        RankingOrder(
            name: "random", title: "random", formula: "a seeded shuffle", direction: "in the order drawn",
            purpose: "the yardstick of every other order", evidence: "its gain is zero by definition", strategy: .random
        ),
    ]

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

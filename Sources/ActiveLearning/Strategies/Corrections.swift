internal import LinearAlgebra
internal import ProjectModel

/// What the estimator took away: strategies that read Δs, for review rather than for labelling.
extension QueryStrategy {
    /// A difference of probabilities: what stood for Δs where no estimator was trained.
    private static let kernelRidgeCorrection =
        "the kernel ridge's P₀ − p, a difference of probabilities, in the place of Δs"

    package static let deltaS = QueryStrategy(
        name: "delta-s", title: "|Δs|", formula: "‖Δs(x) − mean Δs(x)‖₂, in logits",
        direction: "largest first: most corrected", purpose: "for review, not for labelling",
        evidence: "+0.25 points over random [+0.08, +0.48] on caltech49, −0.45 [−0.68, −0.20] on imagenet300",
        measuredWith: kernelRidgeCorrection, readsDeltaS: true,
        place: 150
    ) { asked in
        asked.pool.highest(
            asked.count, asked.askable, asked.askable.map { asked.pool.magnitude($0) ?? 0 })
    }

    package static let pull = QueryStrategy(
        name: "pull", title: "|pull|",
        formula: "|Δs_a(x) − Δs_b(x)| between CLIP's answer and what it is confused with",
        direction: "largest first", purpose: "for review, not for labelling",
        evidence: "+0.21 points over random [+0.01, +0.48] on caltech49, −0.44 [−0.65, −0.19] on imagenet300",
        measuredWith: kernelRidgeCorrection, readsDeltaS: true,
        place: 160
    ) { asked in
        asked.pool.highest(
            asked.count, asked.askable, asked.askable.map { abs(asked.pool.confusion(of: $0).pull ?? 0) })
    }

    package static let pairs = QueryStrategy(
        name: "pairs", title: "both of each pair", formula: "confusions, asking both images of each pair",
        direction: "largest first", purpose: "to settle a confusion from both sides",
        evidence: "+0.19 points over random [−0.03, +0.46] on caltech49, −0.25 [−0.48, −0.03] on imagenet300",
        measuredWith: kernelRidgeCorrection, readsDeltaS: true,
        place: 170
    ) { asked in
        asked.pool.pairPicks(asked.count)
    }

    package static let suspectedErrors = QueryStrategy(
        name: "suspected-errors", title: "suspected errors",
        formula: "1 − p(CLIP's answer), p = softmax(s − Δs)", direction: "largest first: the answer least believed",
        purpose: "for auditing CLIP: the answers that the corrected head believes least",
        evidence: "finds CLIP's errors with AUROC 0.879 on imagenet300 (CLIP's margin 0.850) "
            + "and 0.962 on caltech49 (0.951); "
            + "+0.72 points over random [+0.58, +0.86] on caltech49, +0.62 [+0.32, +0.92] on imagenet300",
        measuredWith: "the kernel ridge's p in the place of p_ICD",
        readsDeltaS: true, place: 0
    ) { asked in
        let pool = asked.pool
        guard let corrected = pool.correctedProbabilities else {
            preconditionFailure("Δs comes with corrected probabilities")
        }
        return pool.highest(asked.count, asked.askable, asked.askable.map { 1 - corrected[$0, pool.zeroShotTop[$0]] })
    }
}

extension ScoredPool {
    /// Both images of the most confused pairs, pair after pair.
    fileprivate func pairPicks(_ count: Int) -> [QueryStrategy.Pick] {
        let rowOf = Dictionary(
            images.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var picks: [QueryStrategy.Pick] = []
        for pair in page(.confusions, count: (count + 1) / 2, seed: 0).pairs {
            for side in [pair.asked, pair.partner].compactMap(\.self) {
                guard let row = rowOf[side.image], isAskable(row), picks.count < count else { continue }
                picks.append(QueryStrategy.Pick(row: row, score: pair.score))
            }
        }
        return picks
    }
}

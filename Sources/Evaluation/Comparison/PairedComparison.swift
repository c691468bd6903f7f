internal import Foundation

/// Two heads, estimators or rounds over the same images.
///
/// Only images on which exactly one of the two is right tell them apart: `won` and `lost`.
package struct PairedComparison: Sendable, Equatable {
    package let count: Int
    /// Images that the first gets right and the second wrong.
    package let won: Int
    /// Images that the second gets right and the first wrong.
    package let lost: Int
    /// Accuracy of the first minus that of the second. The bounds are a paired bootstrap's, and worth something only where
    /// `interval` is there.
    package let difference: Estimate
    /// Images, or groups of them, that were drawn.
    private let drawn: Int

    /// From here on a bootstrap is trusted: fewer images (or groups) resemble the line too little, and with fewer than five on
    /// which the two differ most resamples are alike: with none the interval would be [0, 0], whatever the truth.
    package static let fewestForInterval = 30
    package static let fewestDiscordant = 5

    /// The difference with its paired bootstrap interval; nil where there is not enough evidence for one.
    package var interval: Estimate? {
        drawn >= Self.fewestForInterval && won + lost >= Self.fewestDiscordant ? difference : nil
    }

    /// - Parameters:
    ///   - first, second: whether each is right, image by image.
    ///   - groups: images of equal numbers (one part, one lot) are drawn together; nil where every image stands for itself.
    package init(
        first: [Bool], second: [Bool], groups: [Int]? = nil, resamples: Int = LearningCurves.defaultResamples,
        seed: UInt64 = 1
    ) {
        precondition(first.count == second.count && !first.isEmpty, "the same images, and one at least")
        precondition(groups.map { $0.count == first.count } ?? true, "a group per image")
        count = first.count
        let gains = zip(first, second).map { ($0 ? 1 : 0) - ($1 ? 1 : 0) }
        won = gains.count { $0 > 0 }
        lost = gains.count { $0 < 0 }
        let members = Dictionary(grouping: gains.indices, by: { groups?[$0] ?? $0 })
        let clusters = members.keys.sorted().map { group in
            (gain: (members[group] ?? []).reduce(0) { $0 + gains[$1] }, count: members[group]?.count ?? 0)
        }
        drawn = clusters.count
        difference = Estimate.bootstrapped(count: clusters.count, resamples: resamples, seed: seed) { drawn in
            let total = drawn.reduce(into: (gain: 0, count: 0)) { sum, cluster in
                sum.gain += clusters[cluster].gain
                sum.count += clusters[cluster].count
            }
            return Double(total.gain) / Double(total.count)
        }
    }

    /// The exact two-sided p-value of McNemar's test: the probability of a split at least as uneven as `won : lost` by fair
    /// coins. 1 where nothing tells the two apart. McNemar, Psychometrika 12 (1947).
    package var mcNemarP: Double { Self.exactP(won, lost) }

    static func exactP(_ won: Int, _ lost: Int) -> Double {
        let count = won + lost
        guard count > 0 else { return 1 }
        let tail = (0...min(won, lost)).reduce(0.0) { sum, successes in
            sum + exp(logBinomial(count, successes) - Double(count) * log(2))
        }
        return min(1, 2 * tail)
    }

    private static func logBinomial(_ count: Int, _ successes: Int) -> Double {
        lgamma(Double(count) + 1) - lgamma(Double(successes) + 1) - lgamma(Double(count - successes) + 1)
    }

    /// The level below which a difference counts as shown.
    package static let level = 0.05

    package enum Verdict: Sendable, Equatable {
        case better
        case worse
        case notEnoughEvidence
    }

    /// By McNemar's test at 5 %. Meant to be read once, at a number of images fixed beforehand: looking again and again until
    /// it says what one hopes makes it worthless.
    package var verdict: Verdict {
        guard mcNemarP < Self.level else { return .notEnoughEvidence }
        return won > lost ? .better : .worse
    }

    /// Images that McNemar's test needs to show a difference of this size at 5 % with a power of 80 %; nil where there is none.
    ///
    /// n = (z_{α/2}·√ψ + z_β·√(ψ − δ²))² / δ² with δ the difference of the shares won and lost, ψ their sum. Connor, Biometrics 43
    /// (1987), eq. 3.
    ///
    /// - Parameters: shares of images won and lost, in [0, 1].
    package static func neededImages(won: Double, lost: Double) -> Int? {
        let difference = won - lost
        let discordant = won + lost
        guard difference != 0 else { return nil }
        let spread = WilsonInterval.quantile95 * discordant.squareRoot()
        let power = quantileOfPower * max(0, discordant - difference * difference).squareRoot()
        return Int(((spread + power) * (spread + power) / (difference * difference)).rounded(.up))
    }

    /// The normal quantile of 80 %.
    private static let quantileOfPower = 0.8416212335729143
}

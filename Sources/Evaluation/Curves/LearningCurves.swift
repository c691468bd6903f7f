internal import Foundation
internal import LinearAlgebra

/// The accuracy after each round of labelling, over several seeds: one row a seed, one column a round, the first without labels.
package struct LearningCurves: Sendable, Equatable {
    /// Labels given by each round, starting at 0 and rising.
    package let labels: [Int]
    /// Shares in [0, 1]: (seeds, rounds + 1).
    package let accuracies: [[Double]]

    package init(labels: [Int], accuracies: [[Double]]) {
        precondition(labels.count >= 2 && zip(labels, labels.dropFirst()).allSatisfy { $0 < $1 }, "labels rise")
        precondition(!accuracies.isEmpty && accuracies.allSatisfy { $0.count == labels.count }, "an accuracy a round")
        self.labels = labels
        self.accuracies = accuracies
    }

    package var seedCount: Int { accuracies.count }

    /// The mean over seeds after each round.
    package var mean: [Double] { Self.mean(accuracies) }

    /// The mean with its 95 % interval after each round, by bootstrap over seeds.
    package func intervals(resamples: Int = defaultResamples, seed: UInt64 = 1) -> [Estimate] {
        labels.indices.map { round in
            Estimate.bootstrapped(count: seedCount, resamples: resamples, seed: seed) { seeds in
                seeds.reduce(0) { $0 + accuracies[$1][round] } / Double(seeds.count)
            }
        }
    }

    package static let defaultResamples = 2_000

    /// Mean accuracy over the rounds after the first label: the area under the curve, as a share.
    package func area(_ seed: Int) -> Double { accuracies[seed].dropFirst().reduce(0, +) / Double(labels.count - 1) }

    /// How this strategy does against another on the same seeds.
    package func compared(
        to other: LearningCurves, resamples: Int = defaultResamples, seed: UInt64 = 1
    ) -> CurveComparison {
        precondition(labels == other.labels && seedCount == other.seedCount, "the same rounds and seeds")
        func rows(_ seeds: [Int]) -> (own: [Double], other: [Double]) {
            (Self.mean(seeds.map { accuracies[$0] }), Self.mean(seeds.map { other.accuracies[$0] }))
        }
        let gain = Estimate.bootstrapped(count: seedCount, resamples: resamples, seed: seed) { seeds in
            seeds.reduce(0) { $0 + area($1) - other.area($1) } / Double(seeds.count)
        }
        let share = Estimate.bootstrapped(count: seedCount, resamples: resamples, seed: seed) { seeds in
            let curves = rows(seeds)
            return Self.labelShare(labels, curves.own, curves.other)
        }
        let (own, theirs) = (mean, other.mean)
        let differences = zip(own, theirs).map { $0 - $1 }
        let worst = differences.indices.dropFirst().min { differences[$0] < differences[$1] } ?? 1
        return CurveComparison(
            areaGain: gain, labelShare: share, worstRound: worst, worstDifference: differences[worst])
    }

    /// Labels that a curve needs for another's final accuracy, as a share of the other's; above 1 where it stays below, and then
    /// the labels of all rounds over those that the other needed for this curve's final accuracy. Straight lines between rounds,
    /// and never falling: what was once reached counts.
    static func labelShare(_ labels: [Int], _ own: [Double], _ other: [Double]) -> Double {
        let last = Double(labels[labels.count - 1])
        let (own, other) = (risen(own), risen(other))
        let (ownEnd, otherEnd) = (own[own.count - 1], other[other.count - 1])
        // Where the reference never left its start there is nothing to save.
        guard otherEnd > other[0] || ownEnd > own[0] else { return 1 }
        if ownEnd >= otherEnd { return needed(labels, own, for: otherEnd) / last }
        let theirs = needed(labels, other, for: ownEnd)
        return theirs > 0 ? last / theirs : .infinity
    }

    private static func risen(_ curve: [Double]) -> [Double] {
        var best = -Double.infinity
        return curve.map { value in
            best = max(best, value)
            return best
        }
    }

    private static func needed(_ labels: [Int], _ curve: [Double], for target: Double) -> Double {
        guard let round = curve.firstIndex(where: { $0 >= target }), round > 0 else { return 0 }
        let (low, high) = (curve[round - 1], curve[round])
        let share = high > low ? (target - low) / (high - low) : 1
        return Double(labels[round - 1]) + share * Double(labels[round] - labels[round - 1])
    }

    private static func mean(_ rows: [[Double]]) -> [Double] {
        guard let first = rows.first else { return [] }
        return first.indices.map { column in rows.reduce(0) { $0 + $1[column] } / Double(rows.count) }
    }
}

/// One strategy against another, paired by seed.
package struct CurveComparison: Sendable, Equatable {
    /// The difference of the areas, as a share: 0.01 is a point of accuracy on the average of all rounds.
    package let areaGain: Estimate
    /// Labels for the other's final accuracy over the other's labels: below 1 labels are saved.
    package let labelShare: Estimate
    /// The round in which the mean difference is smallest, and that difference, as a share.
    package let worstRound: Int
    package let worstDifference: Double
}

/// A figure with its 95 % interval.
package struct Estimate: Sendable, Equatable {
    package let value: Double
    package let lower: Double
    package let upper: Double

    package init(value: Double, lower: Double, upper: Double) {
        self.value = value
        self.lower = lower
        self.upper = upper
    }

    /// A statistic with its percentile bootstrap interval: the statistic of all items, and its 2.5th and 97.5th percentile over
    /// resamples with replacement. Efron, Tibshirani, "An introduction to the bootstrap", 1993, §13.3.
    package static func bootstrapped(
        count: Int, resamples: Int, seed: UInt64, _ statistic: ([Int]) -> Double
    ) -> Estimate {
        precondition(count > 0 && resamples > 0, "something to draw from")
        var generator = SeededGenerator(seed: seed)
        var values = (0..<resamples).map { _ in
            statistic((0..<count).map { _ in generator.nextIndex(below: count) })
        }
        values.sort()
        let tail = (1 - 0.95) / 2
        func percentile(_ share: Double) -> Double { values[min(resamples - 1, Int(share * Double(resamples)))] }
        return Estimate(
            value: statistic(Array(0..<count)), lower: percentile(tail), upper: percentile(1 - tail))
    }
}

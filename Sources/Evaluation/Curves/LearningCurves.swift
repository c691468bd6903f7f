internal import Foundation
internal import LinearAlgebra

/// The accuracy after each round of labelling, over several seeds: one row per seed, one column per round, the first without labels.
package struct LearningCurves: Sendable, Equatable {
    /// Labels given by each round, starting at 0 and rising.
    package let labels: [Int]
    /// Shares in [0, 1]: (seeds, rounds + 1).
    package let accuracies: [[Double]]

    package init(labels: [Int], accuracies: [[Double]]) {
        precondition(labels.count >= 2 && zip(labels, labels.dropFirst()).allSatisfy { $0 < $1 }, "labels rise")
        precondition(!accuracies.isEmpty && accuracies.allSatisfy { $0.count == labels.count }, "an accuracy per round")
        self.labels = labels
        self.accuracies = accuracies
    }

    package var seedCount: Int { accuracies.count }

    /// The mean over seeds after each round.
    package var mean: [Double] { Self.mean(accuracies) }

    /// The mean with its 95 % interval after each round, by bootstrap over seeds.
    package func intervals(resamples: Int = defaultResamples, seed: UInt64 = 1) -> [SeedEstimate] {
        labels.indices.map { round in
            SeedEstimate.bootstrapped(seeds: seedCount, resamples: resamples, seed: seed) { seeds in
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
        let gain = SeedEstimate.bootstrapped(seeds: seedCount, resamples: resamples, seed: seed) { seeds in
            seeds.reduce(0) { $0 + area($1) - other.area($1) } / Double(seeds.count)
        }
        let share = SeedEstimate.bootstrapped(seeds: seedCount, resamples: resamples, seed: seed) { seeds in
            let curves = rows(seeds)
            return Self.labelShare(labels, curves.own, curves.other)
        }
        let (own, theirs) = (mean, other.mean)
        let differences = zip(own, theirs).map { $0 - $1 }
        let worst = differences.indices.dropFirst().min { differences[$0] < differences[$1] } ?? 1
        return CurveComparison(
            areaGain: gain, labelShare: share, worstRound: worst, worstDifference: differences[worst])
    }

    /// Labels that a curve needs for another's final accuracy, as a share of those that the other needs for it itself: exactly 1
    /// against itself. Where it is never reached, the labels of all rounds over those that the other needed for this curve's final
    /// accuracy: above 1, and infinity where the other had that without labels.
    ///
    /// Both are read off straight lines between the rounds of the closest curve that never falls: a lucky round is no accuracy
    /// that was reached for good, and a plateau is reached where it begins. Where the reference needs no labels at all, 1 if
    /// this curve needs none either, and infinity if it does.
    static func labelShare(_ labels: [Int], _ own: [Double], _ other: [Double]) -> Double {
        let (own, other) = (neverFalling(own), neverFalling(other))
        let (ownEnd, otherEnd) = (own[own.count - 1], other[other.count - 1])
        guard ownEnd >= otherEnd - sameAccuracy else {
            let theirs = needed(labels, other, for: ownEnd)
            return theirs > 0 ? Double(labels[labels.count - 1]) / theirs : .infinity
        }
        let (mine, theirs) = (needed(labels, own, for: otherEnd), needed(labels, other, for: otherEnd))
        guard theirs > 0 else { return mine > 0 ? .infinity : 1 }
        return mine / theirs
    }

    /// Isotonic regression: the curve that never falls with the smallest sum of squared distances, by pooling adjacent violators.
    /// Barlow, Bartholomew, Bremner, Brunk, "Statistical inference under order restrictions", 1972, §1.2.
    static func neverFalling(_ curve: [Double]) -> [Double] {
        var pools: [(mean: Double, count: Int)] = []
        for value in curve {
            var pool = (mean: value, count: 1)
            while let last = pools.last, last.mean > pool.mean {
                let count = last.count + pool.count
                pool.mean = (last.mean * Double(last.count) + pool.mean * Double(pool.count)) / Double(count)
                pool.count = count
                pools.removeLast()
            }
            pools.append(pool)
        }
        return pools.flatMap { [Double](repeating: $0.mean, count: $0.count) }
    }

    /// Accuracies closer than this differ by rounding alone: shares of counts do not come so close.
    private static let sameAccuracy = 1e-9

    /// Labels after which a curve that never falls has reached a target, no higher than its end but for rounding.
    private static func needed(_ labels: [Int], _ curve: [Double], for target: Double) -> Double {
        guard let round = curve.firstIndex(where: { $0 >= target - sameAccuracy }), round > 0 else { return 0 }
        let (low, high) = (curve[round - 1], curve[round])
        let share = (min(target, high) - low) / (high - low)
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
    package let areaGain: SeedEstimate
    /// Labels for the other's final accuracy, over those that the other itself needs for it: below 1 labels are saved, and exactly
    /// 1 against itself.
    package let labelShare: SeedEstimate
    /// The round in which the mean difference is smallest, and that difference, as a share.
    package let worstRound: Int
    package let worstDifference: Double
}

internal import LinearAlgebra

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
        let bounds = percentiles(
            (0..<resamples).map { _ in statistic((0..<count).map { _ in generator.nextIndex(below: count) }) })
        return Estimate(value: statistic(Array(0..<count)), lower: bounds.lower, upper: bounds.upper)
    }

    /// The 2.5th and the 97.5th percentile.
    fileprivate static func percentiles(_ resampled: [Double]) -> (lower: Double, upper: Double) {
        let values = resampled.sorted()
        let tail = (1 - 0.95) / 2
        func percentile(_ share: Double) -> Double { values[min(values.count - 1, Int(share * Double(values.count)))] }
        return (percentile(tail), percentile(1 - tail))
    }
}

/// A figure over seeds, with its 95 % interval where seeds can differ: from two of them on. One seed bounds nothing.
package struct SeedEstimate: Sendable, Equatable {
    package let value: Double
    /// Nil of one seed.
    package let lower: Double?
    package let upper: Double?

    package init(value: Double, lower: Double?, upper: Double?) {
        self.value = value
        self.lower = lower
        self.upper = upper
    }

    /// The statistic of all seeds, and its percentile bootstrap interval over them.
    package static func bootstrapped(
        seeds: Int, resamples: Int, seed: UInt64, _ statistic: ([Int]) -> Double
    ) -> SeedEstimate {
        guard seeds > 1 else { return SeedEstimate(value: statistic(Array(0..<seeds)), lower: nil, upper: nil) }
        let estimate = Estimate.bootstrapped(count: seeds, resamples: resamples, seed: seed, statistic)
        return SeedEstimate(value: estimate.value, lower: estimate.lower, upper: estimate.upper)
    }

    /// The mean over groups of the mean over the seeds of each, and its percentile bootstrap interval over the seeds of every group by
    /// itself: the groups are the ones there are, so that nothing is said of others. No interval where a group has one seed.
    ///
    /// - Parameter groups: of each group what every seed came to; one group at least, each of one seed at least.
    package static func ofMeans(
        _ groups: [[Double]], resamples: Int = LearningCurves.defaultResamples, seed: UInt64 = 1
    ) -> SeedEstimate {
        precondition(!groups.isEmpty && groups.allSatisfy { !$0.isEmpty }, "something to draw from")
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        let value = mean(groups.map(mean))
        guard groups.allSatisfy({ $0.count > 1 }) else { return SeedEstimate(value: value, lower: nil, upper: nil) }
        var generator = SeededGenerator(seed: seed)
        let bounds = Estimate.percentiles(
            (0..<resamples).map { _ in
                mean(groups.map { group in mean(group.map { _ in group[generator.nextIndex(below: group.count)] }) })
            })
        return SeedEstimate(value: value, lower: bounds.lower, upper: bounds.upper)
    }
}

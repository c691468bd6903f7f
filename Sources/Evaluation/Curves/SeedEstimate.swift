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
}

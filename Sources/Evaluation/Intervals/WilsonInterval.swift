/// A share of a count with its 95 % score interval.
///
/// Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927): unlike the normal
/// interval it stays inside [0, 1] and holds its level for small counts and shares near 0 and 1.
package struct WilsonInterval: Sendable, Equatable {
    package let successes: Int
    package let count: Int
    package let lower: Double
    package let upper: Double

    /// The normal quantile of 97.5 %.
    package static let quantile95 = 1.959963984540054

    /// - Precondition: `0 ≤ successes ≤ count` and `count > 0`.
    package init(successes: Int, of count: Int, quantile: Double = quantile95) {
        self.init(least: successes, most: successes, of: count, quantile: quantile)
    }

    /// The interval when some outcomes are unknown: the lower bound counts them all as failures, the upper as successes.
    ///
    /// - Parameter unknown: of the `count`, how many could not be told.
    package init(successes: Int, unknown: Int, of count: Int, quantile: Double = quantile95) {
        self.init(least: successes, most: successes + unknown, of: count, quantile: quantile)
    }

    private init(least: Int, most: Int, of count: Int, quantile: Double) {
        precondition(count > 0 && least >= 0 && least <= most && most <= count, "\(least)…\(most) of \(count)")
        successes = least
        self.count = count
        lower = Self.bounds(least, count, quantile).lower
        upper = Self.bounds(most, count, quantile).upper
    }

    /// successes / count.
    package var share: Double { Double(successes) / Double(count) }

    private static func bounds(_ successes: Int, _ count: Int, _ z: Double) -> (lower: Double, upper: Double) {
        let n = Double(count)
        let p = Double(successes) / n
        let centre = p + z * z / (2 * n)
        let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        // At the ends the bound is exact; rounding must not push it past.
        let lower = successes == 0 ? 0 : max(0, (centre - spread) / scale)
        let upper = successes == count ? 1 : min(1, (centre + spread) / scale)
        return (lower, upper)
    }
}

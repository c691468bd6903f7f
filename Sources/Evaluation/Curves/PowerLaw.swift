internal import Foundation

/// error(n) = a·(n + n₀)^(−b): how an error falls as labels grow, with the labels that CLIP's own knowledge is worth as n₀.
///
/// Fitted by least squares on logarithms over a grid of n₀. Hestness et al., "Deep learning scaling is predictable, empirically",
/// 2017, without their floor, which a few rounds cannot show: the law is an extrapolation and optimistic far out.
package struct PowerLaw: Sendable, Equatable {
    package let scale: Double
    package let exponent: Double
    package let offset: Double

    /// Labels that CLIP's own knowledge may be worth, as shares of the largest number measured.
    private static let offsets = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4]

    /// - Parameters:
    ///   - labels: n of each point, two different ones at least.
    ///   - errors: in (0, 1].
    package init?(labels: [Double], errors: [Double], weights: [Double]? = nil) {
        precondition(labels.count == errors.count, "an error for each number of labels")
        guard let largest = labels.max(), largest > 0, Set(labels).count >= 2 else { return nil }
        var best: (law: PowerLaw, loss: Double)?
        for share in Self.offsets {
            let offset = share * largest
            let x = labels.map { log($0 + offset) }
            let y = errors.map { log(max($0, Self.smallestError)) }
            let w = weights ?? [Double](repeating: 1, count: labels.count)
            let total = w.reduce(0, +)
            let (meanX, meanY) = (
                zip(w, x).reduce(0) { $0 + $1.0 * $1.1 } / total, zip(w, y).reduce(0) { $0 + $1.0 * $1.1 } / total
            )
            let spread = x.indices.reduce(0) { $0 + w[$1] * (x[$1] - meanX) * (x[$1] - meanX) }
            let slope = x.indices.reduce(0) { $0 + w[$1] * (x[$1] - meanX) * (y[$1] - meanY) } / spread
            let law = PowerLaw(scale: exp(meanY - slope * meanX), exponent: -slope, offset: offset)
            let loss = x.indices.reduce(0) { sum, place in
                let distance = y[place] - (meanY + slope * (x[place] - meanX))
                return sum + w[place] * distance * distance
            }
            if best.map({ loss < $0.loss }) ?? true { best = (law, loss) }
        }
        guard let best else { return nil }
        self = best.law
    }

    private init(scale: Double, exponent: Double, offset: Double) {
        self.scale = scale
        self.exponent = exponent
        self.offset = offset
    }

    /// No error measured counts as this: a logarithm needs one.
    private static let smallestError = 1e-3

    package func error(at labels: Double) -> Double { scale * pow(labels + offset, -exponent) }

    /// Labels for an error; nil where the law does not fall.
    package func labels(for error: Double) -> Double? {
        guard exponent > 0, error > 0 else { return nil }
        return max(0, pow(scale / error, 1 / exponent) - offset)
    }
}

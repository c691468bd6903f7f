internal import Foundation
package import LinearAlgebra

/// The powers of a logarithmic opinion pool: ln p(x) = Σ_k power_k·f_k(x) − ln Z.
///
/// They minimise Σ −ln p(truth) + (κ/2)·Σ (power − prior)² over images that no f_k was fitted to: few labels hardly move them, and no
/// number of them makes them explode, since the sum is convex.
///
/// *Source*: Genest, Zidek, "Combining probability distributions", Statistical Science 1 (1986); with one f it is temperature scaling
/// (Guo et al., ICML 2017, §4.2).
package enum OpinionPool {
    package static let largestPower = 20.0

    private static let mostSteps = 50
    /// On a power.
    private static let tolerance = 1e-5

    /// Newton's method on a strongly convex sum, held inside the bounds.
    ///
    /// - Parameters:
    ///   - features: f of each opinion, (images, classes) each.
    ///   - truth: the class of each image.
    ///   - strength: κ, labels that the prior counts for, about.
    ///   - smallest: the least that each power may be.
    package static func powers(
        _ features: [Matrix], truth: [Int], prior: [Double], strength: Double, smallest: [Double]
    ) -> [Double] {
        precondition(features.allSatisfy { $0.rows == truth.count }, "a truth per image")
        precondition(features.count == prior.count && prior.count == smallest.count, "a prior per opinion")
        var powers = prior
        var current = Penalised(features, truth, powers, prior, strength)
        for _ in 0..<mostSteps {
            let step = newtonStep(current, powers, smallest)
            guard step.contains(where: { abs($0) > tolerance }) else { break }
            var share = 1.0
            var next = powers
            var reached = current
            repeat {
                next = powers.indices.map { min(max(powers[$0] + share * step[$0], smallest[$0]), largestPower) }
                reached = Penalised(features, truth, next, prior, strength)
                share /= 2
            } while reached.loss > current.loss && share > tolerance
            guard reached.loss <= current.loss else { break }
            (powers, current) = (next, reached)
        }
        return powers
    }

    /// −H⁻¹·g over the powers that are free: one at its bound that would go on outward stays.
    private static func newtonStep(_ at: Penalised, _ powers: [Double], _ smallest: [Double]) -> [Double] {
        let size = powers.count
        let free = (0..<size).filter {
            !(powers[$0] <= smallest[$0] && at.slope[$0] > 0) && !(powers[$0] >= largestPower && at.slope[$0] < 0)
        }
        // Gaussian elimination: the prior keeps the matrix positive definite.
        var system = free.map { row in free.map { at.curvature[row * size + $0] } + [-at.slope[row]] }
        for pivot in free.indices {
            for row in pivot + 1..<max(free.count, pivot + 1) {
                let factor = system[row][pivot] / system[pivot][pivot]
                for column in pivot...free.count { system[row][column] -= factor * system[pivot][column] }
            }
        }
        var step = [Double](repeating: 0, count: size)
        for row in free.indices.reversed() {
            let known = (row + 1..<max(free.count, row + 1)).reduce(0) { $0 + system[row][$1] * step[free[$1]] }
            step[free[row]] = (system[row][free.count] - known) / system[row][row]
        }
        return step
    }
}

/// Σ ln Z − Σ power·f(truth) + (κ/2)·Σ (power − prior)²: its gradient is E[f] − f(truth), its Hessian Cov[f].
private struct Penalised {
    var loss = 0.0
    var slope: [Double]
    /// Row-major.
    var curvature: [Double]

    init(_ features: [Matrix], _ truth: [Int], _ powers: [Double], _ prior: [Double], _ strength: Double) {
        let size = powers.count
        slope = [Double](repeating: 0, count: size)
        curvature = [Double](repeating: 0, count: size * size)
        for place in 0..<size {
            let distance = powers[place] - prior[place]
            loss += strength / 2 * distance * distance
            slope[place] = strength * distance
            curvature[place * size + place] = strength
        }
        let classes = features.first?.columns ?? 0
        var scores = [Double](repeating: 0, count: classes)
        for (row, label) in truth.enumerated() {
            for column in 0..<classes {
                scores[column] = (0..<size).reduce(0) { $0 + powers[$1] * Double(features[$1][row, column]) }
            }
            add(features, row: row, label: label, &scores)
        }
    }

    private mutating func add(_ features: [Matrix], row: Int, label: Int, _ scores: inout [Double]) {
        let size = slope.count
        let own = scores[label]
        let largest = scores.max() ?? 0
        var total = 0.0
        for column in scores.indices {
            scores[column] = exp(scores[column] - largest)
            total += scores[column]
        }
        loss += log(total) + largest - own
        var mean = [Double](repeating: 0, count: size)
        var square = [Double](repeating: 0, count: size * size)
        for column in scores.indices {
            let share = scores[column] / total
            for place in 0..<size {
                let value = Double(features[place][row, column])
                mean[place] += share * value
                for other in 0..<size {
                    square[place * size + other] += share * value * Double(features[other][row, column])
                }
            }
        }
        for place in 0..<size {
            slope[place] += mean[place] - Double(features[place][row, label])
            for other in 0..<size {
                curvature[place * size + other] += square[place * size + other] - mean[place] * mean[other]
            }
        }
    }
}

internal import Foundation
package import LinearAlgebra

/// What calibrates a head's probabilities: p(x) ∝ p_head(x)^b, or p(x) ∝ p₀(x)^a · p_head(x)^b with p₀ plain CLIP.
///
/// a + b = 1/T sharpens or softens; b / (a + b) is the trust in the head, and what is missing goes to plain CLIP. With one power no
/// answer changes. The powers minimise Σ −ln p(truth) + (κ/2)·((a − a₀)² + (b − b₀)²) over answers to images that the head was not
/// fitted to: few labels hardly move them, and no number of them makes them explode, since the sum is convex.
///
/// *Source*: temperature scaling (Guo et al., ICML 2017, §4.2); with two powers the logarithmic opinion pool (Genest, Zidek,
/// Statistical Science 1 (1986)). The prior is measured: see the decision record Calibration.
package struct Tempering: Sendable, Equatable {
    /// a ≥ 0.
    package let zeroShotPower: Float
    /// b > 0.
    package let headPower: Float
    /// Held-out answers that it was fitted to.
    package let count: Int

    /// As the head says it.
    package static let none = Tempering(zeroShotPower: 0, headPower: 1, count: 0)

    /// b₀ of one power, and (a₀, b₀) of two.
    private static let prior = 1.0
    private static let priorBesideZeroShot = (zeroShot: 0.3, head: 0.9)
    /// κ: labels that the prior counts for, about.
    package static let priorStrength = 20.0
    /// A head is never silenced whole, and none is made one-hot.
    private static let smallestPower = 0.02
    private static let largestPower = 20.0

    package init(zeroShotPower: Float, headPower: Float, count: Int) {
        precondition(zeroShotPower >= 0 && headPower > 0, "powers \(zeroShotPower) and \(headPower)")
        self.zeroShotPower = zeroShotPower
        self.headPower = headPower
        self.count = count
    }

    /// Fits one power, or both.
    ///
    /// - Parameters:
    ///   - heldOut: ln p, or logits, of images that the head was not fitted to: (images, classes).
    ///   - zeroShot: CLIP's own logits of the same images where it has a say; nil for one power.
    package init(heldOut: Matrix, zeroShot: Matrix? = nil, truth: [Int]) {
        precondition(heldOut.rows == truth.count, "a truth per image")
        guard let zeroShot else {
            let powers = Self.fitted(
                [heldOut.logSoftmax()], truth, prior: [Self.prior], smallest: [Self.smallestPower])
            self.init(zeroShotPower: 0, headPower: Float(powers[0]), count: truth.count)
            return
        }
        precondition(heldOut.rows == zeroShot.rows && heldOut.columns == zeroShot.columns, "two heads, the same images")
        let powers = Self.fitted(
            [zeroShot.logSoftmax(), heldOut.logSoftmax()], truth,
            prior: [Self.priorBesideZeroShot.zeroShot, Self.priorBesideZeroShot.head],
            smallest: [0, Self.smallestPower])
        self.init(zeroShotPower: Float(powers[0]), headPower: Float(powers[1]), count: truth.count)
    }

    /// T: above 1 softens.
    package var temperature: Float { 1 / (zeroShotPower + headPower) }
    /// b / (a + b), in (0, 1].
    package var trust: Float { headPower / (zeroShotPower + headPower) }
    /// From here on the labels weigh more than the prior.
    package var isCalibrated: Bool { Double(count) >= Self.priorStrength }

    /// Tempered probabilities: (images, classes).
    ///
    /// - Parameters:
    ///   - logits: of the head; log-probabilities will do.
    ///   - zeroShot: CLIP's own, of the same images.
    package func probabilities(_ logits: Matrix, zeroShot: Matrix) -> Matrix {
        guard zeroShotPower > 0 else { return logits.softmax(temperature: 1 / headPower) }
        precondition(logits.rows == zeroShot.rows && logits.columns == zeroShot.columns, "two heads, the same images")
        var pooled = logits.logSoftmax()
        let prior = zeroShot.logSoftmax()
        pooled.elements.withUnsafeMutableBufferPointer { values in
            for index in values.indices {
                values[index] = headPower * values[index] + zeroShotPower * prior.elements[index]
            }
        }
        return pooled.softmax()
    }

    // MARK: The fit

    private static let mostSteps = 50
    /// On a power.
    private static let tolerance = 1e-5

    /// Newton's method on a strongly convex sum, held inside the bounds: at most two unknowns.
    ///
    /// - Parameter features: ln p of each head, (images, classes): one power each.
    private static func fitted(
        _ features: [Matrix], _ truth: [Int], prior: [Double], smallest: [Double]
    ) -> [Double] {
        var powers = prior
        var current = penalised(features, truth, powers, prior)
        for _ in 0..<mostSteps {
            let step = newtonStep(current, powers, smallest)
            guard step.contains(where: { abs($0) > tolerance }) else { break }
            var share = 1.0
            var next = powers
            var reached = current
            repeat {
                next = powers.indices.map { min(max(powers[$0] + share * step[$0], smallest[$0]), largestPower) }
                reached = penalised(features, truth, next, prior)
                share /= 2
            } while reached.loss > current.loss && share > tolerance
            guard reached.loss <= current.loss else { break }
            (powers, current) = (next, reached)
        }
        return powers
    }

    private struct Penalised {
        var loss: Double
        var slope: [Double]
        /// Row-major.
        var curvature: [Double]
    }

    /// Σ ln Z − Σ power·ln p(truth) + (κ/2)·Σ (power − prior)²: its gradient is E[ln p] − ln p(truth), its Hessian Cov[ln p].
    private static func penalised(
        _ features: [Matrix], _ truth: [Int], _ powers: [Double], _ prior: [Double]
    ) -> Penalised {
        let size = powers.count
        var sum = Penalised(
            loss: 0, slope: [Double](repeating: 0, count: size), curvature: [Double](repeating: 0, count: size * size))
        for place in 0..<size {
            let distance = powers[place] - prior[place]
            sum.loss += priorStrength / 2 * distance * distance
            sum.slope[place] = priorStrength * distance
            sum.curvature[place * size + place] = priorStrength
        }
        let classes = features[0].columns
        var scores = [Double](repeating: 0, count: classes)
        for (row, label) in truth.enumerated() {
            for column in 0..<classes {
                scores[column] = (0..<size).reduce(0) { $0 + powers[$1] * Double(features[$1][row, column]) }
            }
            let own = scores[label]
            let largest = scores.max() ?? 0
            var total = 0.0
            for column in 0..<classes {
                scores[column] = exp(scores[column] - largest)
                total += scores[column]
            }
            sum.loss += log(total) + largest - own
            var mean = [Double](repeating: 0, count: size)
            var square = [Double](repeating: 0, count: size * size)
            for column in 0..<classes {
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
                sum.slope[place] += mean[place] - Double(features[place][row, label])
                for other in 0..<size {
                    sum.curvature[place * size + other] += square[place * size + other] - mean[place] * mean[other]
                }
            }
        }
        return sum
    }

    /// −H⁻¹·g over the powers that are free: one at its bound that would go on outward stays.
    private static func newtonStep(_ at: Penalised, _ powers: [Double], _ smallest: [Double]) -> [Double] {
        let size = powers.count
        let free = (0..<size).filter {
            !(powers[$0] <= smallest[$0] && at.slope[$0] > 0) && !(powers[$0] >= largestPower && at.slope[$0] < 0)
        }
        var step = [Double](repeating: 0, count: size)
        switch free.count {
        case 1: step[free[0]] = -at.slope[free[0]] / at.curvature[free[0] * size + free[0]]
        case 2:
            let (left, across, right) = (at.curvature[0], at.curvature[1], at.curvature[3])
            let determinant = left * right - across * across
            step[0] = -(right * at.slope[0] - across * at.slope[1]) / determinant
            step[1] = -(left * at.slope[1] - across * at.slope[0]) / determinant
        default: break
        }
        return step
    }
}

/// Probabilities of images by powers that were fitted to other images only: each fifth by the other four fifths.
///
/// - Parameters: of held-out images, as for `Tempering`.
package func crossTempered(heldOut: Matrix, zeroShot: Matrix?, truth: [Int], parts: Int = 5) -> Matrix {
    precondition(heldOut.rows == truth.count, "a truth per image")
    var probabilities = Matrix(rows: heldOut.rows, columns: heldOut.columns)
    for part in 0..<parts {
        let own = truth.indices.filter { $0 % parts == part }
        let others = truth.indices.filter { $0 % parts != part }
        let (ownLogits, otherLogits) = (heldOut.gatheringRows(own), heldOut.gatheringRows(others))
        let otherTruth = others.map { truth[$0] }
        let tempering = Tempering(
            heldOut: otherLogits, zeroShot: zeroShot?.gatheringRows(others), truth: otherTruth)
        let tempered = tempering.probabilities(ownLogits, zeroShot: zeroShot?.gatheringRows(own) ?? ownLogits)
        for (place, row) in own.enumerated() {
            for column in 0..<heldOut.columns { probabilities[row, column] = tempered[place, column] }
        }
    }
    return probabilities
}

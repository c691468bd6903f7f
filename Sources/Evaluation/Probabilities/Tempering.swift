internal import Heads
package import LinearAlgebra

/// What calibrates a head's probabilities: p(x) ∝ p_head(x)^b, or p(x) ∝ p₀(x)^a · p_head(x)^b with p₀ plain CLIP.
///
/// a + b = 1/T sharpens or softens; b / (a + b) is the trust in the head, and what is missing goes to plain CLIP. With one power no
/// answer changes. The powers minimise Σ −ln p(truth) + (κ/2)·((a − a₀)² + (b − b₀)²) over answers to images that the head was not
/// fitted to: see `OpinionPool`.
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
    /// A head is never silenced whole.
    private static let smallestPower = 0.02

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
            let powers = OpinionPool.powers(
                [heldOut.logSoftmax()], truth: truth, prior: [Self.prior], strength: Self.priorStrength,
                smallest: [Self.smallestPower])
            self.init(zeroShotPower: 0, headPower: Float(powers[0]), count: truth.count)
            return
        }
        precondition(heldOut.rows == zeroShot.rows && heldOut.columns == zeroShot.columns, "two heads, the same images")
        let powers = OpinionPool.powers(
            [zeroShot.logSoftmax(), heldOut.logSoftmax()], truth: truth,
            prior: [Self.priorBesideZeroShot.zeroShot, Self.priorBesideZeroShot.head], strength: Self.priorStrength,
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

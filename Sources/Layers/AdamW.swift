internal import Glibc

/// AdamW with a learning rate that falls to zero along half a cosine. Loshchilov and Hutter 2017 and 2019.
package struct AdamW: Sendable, Equatable {
    package let learningRate: Double
    package let weightDecay: Double
    /// All steps of the run.
    package let total: Int

    private static let firstDecay = 0.9
    private static let secondDecay = 0.999
    /// The paper's code asks for far more than the usual 1e-8: features of CLIP give small gradients.
    private static let epsilon: Float = 1e-4

    package init(learningRate: Double, weightDecay: Double, total: Int) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.total = total
    }

    /// The coefficients of one step: w ← keep·w − rate·m / (√v·inverseRootCorrection + ε).
    package struct Step: Sendable {
        /// 1 − learning rate × weight decay.
        package var keep: Float
        /// β₁ and β₂.
        package var firstDecay: Float
        package var secondDecay: Float
        /// Learning rate / (1 − β₁ᵗ).
        package var rate: Float
        /// 1 / √(1 − β₂ᵗ).
        package var inverseRootCorrection: Float
        package var epsilon: Float

        package init(
            keep: Float, firstDecay: Float, secondDecay: Float, rate: Float, inverseRootCorrection: Float,
            epsilon: Float
        ) {
            self.keep = keep
            self.firstDecay = firstDecay
            self.secondDecay = secondDecay
            self.rate = rate
            self.inverseRootCorrection = inverseRootCorrection
            self.epsilon = epsilon
        }
    }

    /// ½·lr·(1 + cos(π·step / total)), for steps counted from 0.
    package func rate(at step: Int) -> Double {
        0.5 * learningRate * (1 + cos(.pi * Double(step) / Double(total)))
    }

    /// The coefficients of one step, counted from 0.
    package func step(at step: Int) -> Step {
        let rate = rate(at: step)
        let taken = Double(step + 1)
        return Step(
            keep: Float(1 - rate * weightDecay), firstDecay: Float(Self.firstDecay),
            secondDecay: Float(Self.secondDecay), rate: Float(rate / (1 - pow(Self.firstDecay, taken))),
            inverseRootCorrection: Float(1 / (1 - pow(Self.secondDecay, taken)).squareRoot()), epsilon: Self.epsilon)
    }
}

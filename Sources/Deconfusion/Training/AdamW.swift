internal import CKernels
internal import Glibc

/// AdamW with a learning rate that falls to zero along half a cosine. Loshchilov and Hutter 2017 and 2019.
struct AdamW: Sendable, Equatable {
    let learningRate: Double
    let weightDecay: Double
    /// All steps of the run.
    let total: Int

    private static let firstDecay = 0.9
    private static let secondDecay = 0.999
    /// The paper's code asks for far more than the usual 1e-8: features of CLIP give small gradients.
    private static let epsilon: Float = 1e-4

    /// ½·lr·(1 + cos(π·step / total)), for steps counted from 0.
    func rate(at step: Int) -> Double {
        0.5 * learningRate * (1 + cos(.pi * Double(step) / Double(total)))
    }

    /// The coefficients of one step, counted from 0.
    func coefficients(at step: Int) -> miwake_adamw_step {
        let rate = rate(at: step)
        let taken = Double(step + 1)
        return miwake_adamw_step(
            keep: Float(1 - rate * weightDecay),
            first_decay: Float(Self.firstDecay),
            second_decay: Float(Self.secondDecay),
            step: Float(rate / (1 - pow(Self.firstDecay, taken))),
            inverse_root_correction: Float(1 / (1 - pow(Self.secondDecay, taken)).squareRoot()),
            epsilon: Self.epsilon)
    }
}

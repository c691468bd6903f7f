package import LinearAlgebra

/// How well calibrated probabilities are, before and after tempering.
package struct Calibration: Sendable, Equatable {
    /// Held-out images behind every figure here.
    package let count: Int
    /// What the screens use.
    package let tempering: Tempering
    package let before: Scores
    package let after: Scores

    package struct Scores: Sendable, Equatable {
        package let expectedCalibrationError: Double
        package let brier: Double
        package let logLoss: Double

        init(_ probabilities: Matrix, _ truth: [Int]) {
            expectedCalibrationError = Evaluation.expectedCalibrationError(probabilities, truth: truth)
            brier = brierScore(probabilities, truth: truth)
            logLoss = Evaluation.logLoss(probabilities, truth: truth)
        }
    }

    /// Fitted to these images and judged on them: each fifth by the other four, for a tempering never judges itself.
    ///
    /// - Parameters:
    ///   - logits: of images that the head was not fitted to, (images, classes).
    ///   - zeroShot: CLIP's own of the same images where it has a say.
    package init(_ logits: Matrix, zeroShot: Matrix?, truth: [Int]) {
        count = truth.count
        before = Scores(logits.softmax(), truth)
        tempering = Tempering(heldOut: logits, zeroShot: zeroShot, truth: truth)
        after = Scores(crossTempered(heldOut: logits, zeroShot: zeroShot, truth: truth), truth)
    }

    /// Judged on images that the tempering was not fitted to.
    package init(_ logits: Matrix, zeroShot: Matrix, truth: [Int], temperedBy tempering: Tempering) {
        count = truth.count
        self.tempering = tempering
        before = Scores(logits.softmax(), truth)
        after = Scores(tempering.probabilities(logits, zeroShot: zeroShot), truth)
    }
}

package import LinearAlgebra

/// How well probabilities keep their word, before and after one temperature.
package struct Calibration: Sendable, Equatable {
    /// Held-out images behind every figure here.
    package let count: Int
    /// Fitted on all of them: what the screens use.
    package let temperature: Float
    package let before: Scores
    /// With the temperature of each fifth fitted on the other four: a temperature never judges itself.
    package let after: Scores

    package struct Scores: Sendable, Equatable {
        package let expectedCalibrationError: Double
        package let brier: Double
        package let logLoss: Double
    }

    private static let parts = 5

    /// - Parameter logits: of images that the model did not train on, (images, classes); five images at least.
    package init?(_ logits: Matrix, truth: [Int]) {
        guard truth.count >= Self.parts else { return nil }
        count = truth.count
        temperature = fittedTemperature(logits, truth: truth)
        before = Self.scores(logits.softmax(), truth)
        var probabilities = logits
        for part in 0..<Self.parts {
            let own = truth.indices.filter { $0 % Self.parts == part }
            let others = truth.indices.filter { $0 % Self.parts != part }
            let fitted = fittedTemperature(logits.gatheringRows(others), truth: others.map { truth[$0] })
            let calibrated = logits.gatheringRows(own).softmax(temperature: fitted)
            for (place, row) in own.enumerated() {
                for column in 0..<logits.columns { probabilities[row, column] = calibrated[place, column] }
            }
        }
        after = Self.scores(probabilities, truth)
    }

    private static func scores(_ probabilities: Matrix, _ truth: [Int]) -> Scores {
        Scores(
            expectedCalibrationError: Evaluation.expectedCalibrationError(probabilities, truth: truth),
            brier: brierScore(probabilities, truth: truth), logLoss: Evaluation.logLoss(probabilities, truth: truth))
    }
}

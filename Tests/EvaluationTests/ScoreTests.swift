import Evaluation
import Foundation
import Heads
import LinearAlgebra
import ProjectModel
import Testing

@Suite("Scores of probabilities")
struct ScoreTests {
    private let two = Matrix(rows: 2, columns: 3, elements: [0.7, 0.2, 0.1, 0.25, 0.5, 0.25])

    @Test("log-loss and Brier score by hand")
    func byHand() {
        #expect(abs(logLoss(two, truth: [0, 2]) + (log(0.7) + log(0.25)) / 2) < 1e-6)
        let first = 0.3 * 0.3 + 0.2 * 0.2 + 0.1 * 0.1
        let second = 0.25 * 0.25 + 0.5 * 0.5 + 0.75 * 0.75
        #expect(abs(brierScore(two, truth: [0, 2]) - (first + second) / 2) < 1e-6)
        let certain = Matrix(rows: 1, columns: 2, elements: [0, 1])
        #expect(logLoss(certain, truth: [1]) == 0)
        #expect(brierScore(certain, truth: [0]) == 2)
        #expect(logLoss(certain, truth: [0]).isFinite, "a probability of zero costs much, not everything")
    }

    @Test("both scores are proper: no other belief does better than the true one")
    func proper() {
        // Of twenty images fourteen are of class 0, five of class 1, one of class 2.
        let truth = [Int](repeating: 0, count: 14) + [Int](repeating: 1, count: 5) + [2]
        func scores(_ belief: [Float]) -> (log: Double, brier: Double) {
            let matrix = Matrix(rows: 20, columns: 3, elements: (0..<20).flatMap { _ in belief })
            return (logLoss(matrix, truth: truth), brierScore(matrix, truth: truth))
        }
        let honest = scores([0.7, 0.25, 0.05])
        for first in stride(from: Float(0.05), to: 0.95, by: 0.05) {
            for second in stride(from: Float(0.05), to: 0.99 - first, by: 0.05) {
                let other = scores([first, second, 1 - first - second])
                guard abs(first - 0.7) > 0.01 || abs(second - 0.25) > 0.01 else { continue }
                #expect(other.log > honest.log)
                #expect(other.brier > honest.brier)
            }
        }
    }

    @Test("the calibration error is the distance of confidence and accuracy, bin by bin")
    func calibration() {
        // Two images at 0.9, one right; two at 0.6, both right: |0.9 − 0.5|·½ + |0.6 − 1|·½.
        let probabilities = Matrix(rows: 4, columns: 2, elements: [0.9, 0.1, 0.9, 0.1, 0.6, 0.4, 0.6, 0.4])
        #expect(abs(expectedCalibrationError(probabilities, truth: [0, 1, 0, 0]) - 0.4) < 1e-6)
        // In one bin the errors of both cancel: |0.75 − 0.75|.
        #expect(abs(expectedCalibrationError(probabilities, truth: [0, 1, 0, 0], bins: 1)) < 1e-6)
    }
}

import Evaluation
import Foundation
import LinearAlgebra
import Testing

@Suite("Probabilities")
struct ProbabilityTests {
    @Test("the area under the curve counts pairs")
    func auroc() throws {
        var generator = SeededGenerator(seed: 2)
        let scores = (0..<60).map { _ in Float(generator.nextIndex(below: 12)) }
        let positive = (0..<60).map { _ in generator.nextUnit() < 0.3 }
        var (sum, pairs) = (0.0, 0.0)
        for i in 0..<60 where positive[i] {
            for j in 0..<60 where !positive[j] {
                pairs += 1
                sum += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
            }
        }
        #expect(abs(try #require(areaUnderROC(scores, isPositive: positive)) - sum / pairs) < 1e-12)
        #expect(areaUnderROC([1, 2], isPositive: [true, true]) == nil)
    }

    @Test("Wilson's interval solves its own equation", arguments: [(0, 10), (3, 10), (50, 100), (10, 10)])
    func wilson(successes: Int, count: Int) {
        let interval = WilsonInterval(successes: successes, of: count)
        let share = Double(successes) / Double(count)
        for bound in [interval.lower, interval.upper] where bound > 0 && bound < 1 {
            // (p̂ − p)² = z²·p(1 − p)/n at both bounds.
            let z = WilsonInterval.quantile95
            #expect(abs(pow(share - bound, 2) - z * z * bound * (1 - bound) / Double(count)) < 1e-9)
        }
        #expect(interval.lower <= share && share <= interval.upper)
    }

    @Test("unknown outcomes widen an interval to the worst case")
    func unknown() {
        let interval = WilsonInterval(successes: 6, unknown: 2, of: 10)
        #expect(interval.lower == WilsonInterval(successes: 6, of: 10).lower)
        #expect(interval.upper == WilsonInterval(successes: 8, of: 10).upper)
    }

    @Test("ECE and Brier by hand")
    func byHand() {
        let probabilities = Matrix(rows: 2, columns: 2, elements: [0.9, 0.1, 0.6, 0.4])
        // Two bins: |0.9 − 1| and |0.6 − 0|, over two.
        #expect(abs(expectedCalibrationError(probabilities, truth: [0, 1]) - (0.1 + 0.6) / 2) < 1e-6)
        #expect(abs(brierScore(probabilities, truth: [0, 1]) - (0.02 + 0.72) / 2) < 1e-6)
        #expect(abs(logLoss(probabilities, truth: [0, 1]) + (log(0.9) + log(0.4)) / 2) < 1e-6)
    }
}

@Suite("Labels and corrections to look at")
struct ReviewTests {
    @Test("a planted wrong label is the most suspicious one")
    func planted() {
        var probabilities = Matrix(rows: 6, columns: 2)
        let confidence: [Float] = [0.9, 0.8, 0.7, 0.9, 0.8, 0.05]
        for row in 0..<6 {
            let own = row < 3 ? 0 : 1
            probabilities[row, own] = confidence[row]
            probabilities[row, 1 - own] = 1 - confidence[row]
        }
        let found = SuspiciousLabel.found(probabilities, labels: [0, 0, 0, 1, 1, 1])
        #expect(found.map(\.image) == [5])
        #expect(found.first?.suggested == 0)
    }

    @Test("only what CLIP was sure and right about counts as over-corrected")
    func guardList() {
        let zeroShot = Matrix(rows: 4, columns: 2, elements: [0.95, 0.05, 0.6, 0.4, 0.1, 0.9, 0.85, 0.15])
        let corrected = Matrix(rows: 4, columns: 2, elements: [0.2, 0.8, 0.2, 0.8, 0.8, 0.2, 0.4, 0.6])
        #expect(overCorrected(zeroShot: zeroShot, corrected: corrected, truth: [0, 0, 0, 0]) == [0, 3])
    }
}

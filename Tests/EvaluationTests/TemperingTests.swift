import Evaluation
import Foundation
import LinearAlgebra
import Testing

@Suite("Tempering")
struct TemperingTests {
    /// Logits at random, and truths drawn by probabilities.
    private static func logits(_ rows: Int, _ columns: Int, scale: Double, seed: UInt64) -> Matrix {
        var generator = SeededGenerator(seed: seed)
        return Matrix(
            rows: rows, columns: columns,
            elements: (0..<rows * columns).map { _ in Float(generator.nextUnit() * scale) })
    }

    private static func drawn(by probabilities: Matrix, seed: UInt64) -> [Int] {
        var generator = SeededGenerator(seed: seed)
        return (0..<probabilities.rows).map { row in
            var rest = Float(generator.nextUnit())
            return (0..<probabilities.columns).first {
                rest -= probabilities[row, $0]
                return rest < 0
            } ?? probabilities.columns - 1
        }
    }

    private static func scaled(_ matrix: Matrix, by factor: Float) -> Matrix {
        Matrix(rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.map { $0 * factor })
    }

    @Test("a temperature is found again from logits that were drawn by it", arguments: [Float(0.4), 1, 2.5])
    func temperature(factor: Float) {
        let honest = Self.logits(6_000, 3, scale: 6, seed: 9)
        let truth = Self.drawn(by: honest.softmax(), seed: 10)
        let tempering = Tempering(heldOut: Self.scaled(honest, by: factor), truth: truth)
        #expect(abs(tempering.temperature / factor - 1) < 0.08, "\(tempering)")
        #expect(tempering.trust == 1 && tempering.count == 6_000)
    }

    @Test("both powers are found again from truths that were drawn by them")
    func powers() {
        let zeroShot = Self.logits(8_000, 4, scale: 8, seed: 1)
        let head = Self.logits(8_000, 4, scale: 5, seed: 2)
        let truth = Self.drawn(
            by: Tempering(zeroShotPower: 0.3, headPower: 1.4, count: 0).probabilities(head, zeroShot: zeroShot), seed: 3
        )
        let tempering = Tempering(heldOut: head, zeroShot: zeroShot, truth: truth)
        #expect(abs(tempering.zeroShotPower - 0.3) < 0.06 && abs(tempering.headPower - 1.4) < 0.09, "\(tempering)")
    }

    @Test("the powers are the best of a fine grid with the prior counted in", arguments: 1...4)
    func bestOfGrid(seed: UInt64) {
        let zeroShot = Self.logits(30, 3, scale: 12, seed: seed)
        let head = Self.logits(30, 3, scale: 4, seed: seed + 50)
        let truth = Self.drawn(by: head.softmax(), seed: seed + 90)
        func penalised(_ a: Float, _ b: Float) -> Double {
            let tempered = Tempering(zeroShotPower: a, headPower: b, count: 0).probabilities(head, zeroShot: zeroShot)
            return 30 * logLoss(tempered, truth: truth) + Tempering.priorStrength / 2
                * (pow(Double(a) - 0.3, 2) + pow(Double(b) - 0.9, 2))
        }
        let fitted = Tempering(heldOut: head, zeroShot: zeroShot, truth: truth)
        let found = penalised(fitted.zeroShotPower, fitted.headPower)
        for a in stride(from: Float(0), through: 2, by: 0.05) {
            for b in stride(from: Float(0.02), through: 2, by: 0.05) { #expect(penalised(a, b) > found - 1e-3) }
        }
    }

    @Test("one label hardly moves the prior, and no number of right answers makes a temperature explode")
    func fewLabels() {
        let none = Matrix(rows: 0, columns: 3)
        let prior = Tempering(heldOut: none, zeroShot: none, truth: [])
        #expect(abs(prior.zeroShotPower - 0.3) < 1e-6 && abs(prior.headPower - 0.9) < 1e-6 && !prior.isCalibrated)
        #expect(Tempering(heldOut: none, truth: []) == .none)
        let one = Matrix(rows: 1, columns: 3, elements: [6, 0, 0])
        let right = Tempering(heldOut: one, zeroShot: one, truth: [0])
        let wrong = Tempering(heldOut: one, zeroShot: one, truth: [1])
        #expect(abs(right.temperature - prior.temperature) < 0.05)
        #expect(wrong.temperature > prior.temperature && wrong.temperature < 3)
        let sure = Matrix(rows: 40, columns: 2, elements: (0..<40).flatMap { _ in [Float(3), 0] })
        let separable = Tempering(heldOut: sure, zeroShot: sure, truth: [Int](repeating: 0, count: 40))
        #expect(separable.temperature > 0.4 && separable.isCalibrated, "\(separable)")
        let hopeless = Tempering(heldOut: sure, zeroShot: sure, truth: [Int](repeating: 1, count: 40))
        #expect(hopeless.headPower > 0 && hopeless.temperature.isFinite)
    }

    @Test("without trust in CLIP it is a temperature, and one power of each is the product of both")
    func applying() {
        let head = Self.logits(5, 4, scale: 3, seed: 4)
        let zeroShot = Self.logits(5, 4, scale: 3, seed: 5)
        let halved = Tempering(zeroShotPower: 0, headPower: 0.5, count: 0)
        let difference =
            zip(
                halved.probabilities(head, zeroShot: zeroShot).elements, head.softmax(temperature: 2).elements
            ).map { abs($0 - $1) }.max() ?? 1
        #expect(difference < 1e-6 && halved.temperature == 2 && halved.trust == 1)
        let both = Tempering(zeroShotPower: 1, headPower: 1, count: 0).probabilities(head, zeroShot: zeroShot)
        let (left, right) = (head.softmax(), zeroShot.softmax())
        for row in 0..<5 {
            let products = (0..<4).map { left[row, $0] * right[row, $0] }
            let sum = products.reduce(0, +)
            for column in 0..<4 { #expect(abs(both[row, column] - products[column] / sum) < 1e-5) }
        }
        #expect(Tempering.none.probabilities(head, zeroShot: zeroShot) == head.softmax())
    }

    @Test("a tempering never judges itself: each fifth is tempered by the other four", arguments: 1...3)
    func crossFitted(seed: UInt64) {
        let zeroShot = Self.logits(23, 3, scale: 9, seed: seed)
        let head = Self.logits(23, 3, scale: 9, seed: seed + 20)
        // Truths of neither: whoever judges itself finds some use in them.
        let truth = Self.drawn(by: Matrix(rows: 23, columns: 3).softmax(), seed: seed + 40)
        let found = crossTempered(heldOut: head, zeroShot: zeroShot, truth: truth)
        for row in 0..<23 {
            let others = (0..<23).filter { $0 % 5 != row % 5 }
            let tempering = Tempering(
                heldOut: head.gatheringRows(others), zeroShot: zeroShot.gatheringRows(others),
                truth: others.map { truth[$0] })
            let own = tempering.probabilities(head.gatheringRows([row]), zeroShot: zeroShot.gatheringRows([row]))
            for column in 0..<3 { #expect(abs(own[0, column] - found[row, column]) < 1e-5) }
        }
        let calibration = Calibration(head, zeroShot: zeroShot, truth: truth)
        #expect(calibration.after.logLoss == logLoss(found, truth: truth))
        let flattered = calibration.tempering.probabilities(head, zeroShot: zeroShot)
        #expect(calibration.after.logLoss > logLoss(flattered, truth: truth))
    }

    @Test("tempering mends the figures of a head that is too sure")
    func mends() {
        let honest = Self.logits(2_000, 3, scale: 6, seed: 7)
        let truth = Self.drawn(by: honest.softmax(), seed: 8)
        let calibration = Calibration(Self.scaled(honest, by: 2.5), zeroShot: nil, truth: truth)
        #expect(calibration.after.expectedCalibrationError < calibration.before.expectedCalibrationError / 3)
        #expect(calibration.after.logLoss < calibration.before.logLoss)
        #expect(calibration.after.brier < calibration.before.brier && calibration.count == 2_000)
    }

    @Test("a difference of log-losses is paired, and one of equals is nothing")
    func difference() {
        let sure = Matrix(rows: 50, columns: 2, elements: (0..<50).flatMap { _ in [Float(0.9), 0.1] })
        let fair = Matrix(rows: 50, columns: 2, elements: [Float](repeating: 0.5, count: 100))
        let truth = [Int](repeating: 0, count: 50)
        let estimate = logLossDifference(sure, fair, truth: truth)
        #expect(abs(estimate.value - (log(0.5) - log(0.9))) < 1e-6, "−ln 0.9 + ln 0.5")
        #expect(abs(estimate.lower - estimate.value) < 1e-6 && abs(estimate.upper - estimate.value) < 1e-6)
        let none = logLossDifference(sure, sure, truth: truth, groups: truth.indices.map { $0 / 5 })
        #expect(none.value == 0 && none.lower == 0 && none.upper == 0)
    }
}

import Evaluation
import Foundation
import Testing

@Suite("When to stop")
struct StoppingTests {
    @Test("the gain of the last half is foreseen for as many labels again, ten labels by the logarithm, by hand")
    func outlook() throws {
        // 100 images, 90 right with all labels; each half loses the same 6, each ten fewer lose 2 or none.
        let full = (0..<100).map { $0 < 90 }
        let halves = [[Bool]](repeating: (0..<100).map { $0 < 84 }, count: 4)
        let tens = [(0..<100).map { $0 < 88 }, full]
        let outlook = StoppingAdvice.Outlook(full: full, halves: halves, allButTen: tens, labels: 40)
        guard case .foreseen(let few, let double, let labels, let images) = outlook else {
            Issue.record("\(outlook)")
            return
        }
        #expect(labels == 40 && images == 100)
        #expect(abs(double.value - 0.06) < 1e-12)
        let ofMean = (6 * 0.94 * 0.94 + 94 * 0.06 * 0.06) / 99 / 100
        #expect(abs(double.upper - 0.06 - 1.959963984540054 * ofMean.squareRoot()) < 1e-9)
        let share = log2(1.25)
        #expect(abs(few.value - 0.06 * share) < 1e-12)
        // Gains of 0.02 and 0 by the two draws: a variance of 0.0002.
        let variance = ofMean * share * share + 0.0002
        #expect(abs(few.value - few.lower - 1.959963984540054 * variance.squareRoot()) < 1e-9)
    }

    @Test("answers that never change still leave an interval: three of n may be missing")
    func noChange() {
        let full = [Bool](repeating: true, count: 60)
        let outlook = StoppingAdvice.Outlook(full: full, halves: [full, full], allButTen: [full, full], labels: 50)
        guard case .foreseen(let few, let double, _, _) = outlook else { return }
        #expect(double.value == 0 && double.upper > 0.05 && few.upper > 0)
    }

    @Test("stopping takes settled answers in three retrains and a gain below two points")
    func verdict() {
        func advice(_ kappas: [Double]?, upper: Double?) -> StoppingAdvice.Verdict {
            StoppingAdvice(
                stability: kappas.map {
                    .init(kappas: $0, changed: 0, images: 100, labelsBefore: 5, labelsNow: 10)
                },
                outlook: upper.map {
                    let gain = Estimate(value: 0, lower: -$0, upper: $0)
                    return .foreseen(few: gain, double: gain, labels: 10, images: 100)
                } ?? .tooFewAuditAnswers(found: 3, needed: 30)
            ).verdict
        }
        #expect(advice([0.99, 0.995, 1], upper: 0.019) == .stop)
        #expect(advice([0.99, 0.995, 1], upper: 0.021) == .mayStillGain)
        #expect(advice([0.99, 0.98, 1], upper: 0.009) == .unsettled)
        #expect(advice([1, 1], upper: 0.009) == .unsettled)
        #expect(advice(nil, upper: 0.009) == .unsettled)
        #expect(advice([1, 1, 1], upper: nil) == .unknown)
    }
}

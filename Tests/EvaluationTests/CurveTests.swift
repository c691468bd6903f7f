import Evaluation
import Foundation
import Testing

@Suite("Learning curves")
struct CurveTests {
    private let labels = [0, 10, 20, 40]

    @Test("labels needed are read off straight lines")
    func labelShare() {
        let slow = LearningCurves(labels: labels, accuracies: [[0.5, 0.6, 0.7, 0.8]])
        let fast = LearningCurves(labels: labels, accuracies: [[0.5, 0.7, 0.9, 0.9]])
        // 0.8 lies half way between 10 and 20 labels: 15 of 40.
        #expect(abs(fast.compared(to: slow).labelShare.value - 15.0 / 40) < 1e-12)
        // The other way round the slow curve never gets to 0.9; the fast one had 0.8 after 15.
        #expect(abs(slow.compared(to: fast).labelShare.value - 40.0 / 15) < 1e-12)
        #expect(slow.compared(to: slow).labelShare.value == 1)
    }

    @Test("the gain is the mean difference after the first label, the worst round its smallest")
    func gain() {
        let other = LearningCurves(labels: labels, accuracies: [[0.5, 0.6, 0.7, 0.8], [0.5, 0.6, 0.6, 0.7]])
        let own = LearningCurves(labels: labels, accuracies: [[0.5, 0.7, 0.7, 0.8], [0.5, 0.6, 0.5, 0.9]])
        let comparison = own.compared(to: other)
        #expect(abs(comparison.areaGain.value - (0.1 / 3 + 0.1 / 3) / 2) < 1e-12)
        #expect(comparison.worstRound == 2)
        #expect(abs(comparison.worstDifference + 0.05) < 1e-12)
    }

    @Test("a power law is found again from its own points")
    func powerLaw() throws {
        let labels = [10.0, 20, 40, 80]
        let law = try #require(PowerLaw(labels: labels, errors: labels.map { 0.8 * pow($0 + 8, -0.4) }))
        #expect(abs(law.exponent - 0.4) < 1e-6 && abs(law.scale - 0.8) < 1e-6 && law.offset == 8)
        #expect(abs(try #require(law.labels(for: law.error(at: 300))) - 300) < 1e-6)
    }

    @Test("a law that does not fall promises nothing")
    func flatLaw() throws {
        let law = try #require(PowerLaw(labels: [10, 20, 40], errors: [0.2, 0.21, 0.22]))
        #expect(law.labels(for: 0.1) == nil)
    }
}

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
        // The other way round the slow curve never gets to 0.9; the fast one had the slow one's 0.8 after 15.
        #expect(abs(slow.compared(to: fast).labelShare.value - 40.0 / 15) < 1e-12)
    }

    @Test("the reference's labels end where its plateau begins, not with its last round")
    func plateau() {
        let plateau = LearningCurves(labels: labels, accuracies: [[0.5, 0.6, 0.8, 0.8]])
        let fast = LearningCurves(labels: labels, accuracies: [[0.5, 0.8, 0.9, 0.9]])
        #expect(abs(fast.compared(to: plateau).labelShare.value - 10.0 / 20) < 1e-12)
        // Never at 0.9 after 40 labels, and the fast one had its 0.8 after 10: an early plateau saves nothing.
        #expect(abs(plateau.compared(to: fast).labelShare.value - 40.0 / 10) < 1e-12)
    }

    @Test("a curve that never rises never reaches one that does")
    func sunkenCurve() {
        let sunken = LearningCurves(labels: labels, accuracies: [[0.5, 0.4, 0.3, 0.4]])
        let slow = LearningCurves(labels: labels, accuracies: [[0.5, 0.6, 0.7, 0.8]])
        #expect(sunken.compared(to: slow).labelShare.value == .infinity)
    }

    @Test("a round that was only lucky is no accuracy reached: 0.8 and 0.7 count as 0.75 each")
    func luckyRound() {
        let lucky = LearningCurves(labels: labels, accuracies: [[0.5, 0.8, 0.7, 0.9]])
        let other = LearningCurves(labels: labels, accuracies: [[0.5, 0.5, 0.6, 0.8]])
        // 0.8 lies a third of the way from 0.75 at 20 labels to 0.9 at 40.
        #expect(abs(lucky.compared(to: other).labelShare.value - (20 + 20.0 / 3) / 40) < 1e-12)
    }

    @Test("every strategy needs exactly its own labels, in every resample, whatever its curve looks like")
    func itself() {
        let shapes: [[[Double]]] = [
            [[0.5, 0.6, 0.7, 0.8], [0.4, 0.6, 0.8, 0.9]], [[0.5, 0.8, 0.8, 0.8], [0.5, 0.7, 0.9, 0.7]],
            [[0.9, 0.8, 0.7, 0.6], [0.9, 0.9, 0.9, 0.9]], [[0.5, 0.4, 0.6, 0.55], [0.7, 0.3, 0.3, 0.71]],
        ]
        for accuracies in shapes {
            let curves = LearningCurves(labels: labels, accuracies: accuracies)
            #expect(curves.compared(to: curves).labelShare == SeedEstimate(value: 1, lower: 1, upper: 1))
        }
    }

    private func flatAt(_ accuracy: Double) -> LearningCurves {
        LearningCurves(labels: labels, accuracies: [labels.map { _ in accuracy }])
    }

    @Test("a reference that needs no labels is met by none, or never by some")
    func flatReference() {
        let flat = flatAt(0.7)
        let rising = LearningCurves(labels: labels, accuracies: [[0.7, 0.8, 0.8, 0.9]])
        let sunken = LearningCurves(labels: labels, accuracies: [[0.5, 0.6, 0.7, 0.8]])
        #expect(rising.compared(to: flat).labelShare.value == 1)
        #expect(sunken.compared(to: flat).labelShare.value == .infinity)
        // Three tenths added up lie a rounding error above 0.3: no label is needed for that.
        let rounded = LearningCurves(labels: labels, accuracies: [[0.3, 0.1 + 0.1 + 0.1, 0.1 + 0.1 + 0.1, 0.3]])
        #expect(rounded.compared(to: flatAt(0.3)).labelShare.value == 1)
        #expect(sunken.compared(to: rounded).labelShare.value == 1, "0.5 is above 0.3 from the start")
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

import Evaluation
import Figures
import Heads
import ProjectModel
import Testing

@Suite("What a matrix and an audit say")
struct MatrixFiguresTests {
    private static let plain = Tempering(zeroShotPower: 0, headPower: 1, count: 3)
    private static let fitted = Tempering(zeroShotPower: 0.3, headPower: 0.9, count: 40)

    @Test("the head tempers its own matrix; before a training plain CLIP's tempering counts")
    func calibration() {
        var figures = MatrixFigures(source: .predicted, zeroShot: ConfusionMatrix(classCount: 2), imageCount: 4)
        #expect(!figures.isCalibrated && figures.tempering == nil && figures.active == nil)
        figures.zeroShotTempering = Self.fitted
        #expect(figures.isCalibrated)
        figures.head = .init(
            head: .icd, mode: .pooled, round: EstimatorID(1), matrix: ConfusionMatrix(classCount: 2),
            confidence: 0.7, tempering: Self.plain)
        #expect(!figures.isCalibrated, "three labels weigh less than the prior")
        #expect(figures.tempering == Self.plain && figures.activeConfidence == 0.7)
        #expect(figures.active == figures.head?.matrix)
    }

    @Test("an audit counts every answer but those that leak")
    func audit() {
        let counts = AuditCounts(
            reserveCount: 50, leaking: 4, leakingAnswered: 2, judged: 10, unknown: 2, noneOfThese: 1)
        #expect(counts.answered == 13)
        #expect(counts.auditable == 46)
    }
}

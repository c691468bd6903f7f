import Evaluation
import Figures
import Heads
import ProjectModel
import Testing

@Suite("What the progress screen is told")
struct ProgressFiguresTests {
    private static let comparison = PairedComparison(
        first: (0..<40).map { $0 < 36 }, second: (0..<40).map { $0 < 20 })

    private static func report(answered: Int, decidesAt: Int, sources: [String?] = [nil]) -> RollOutReport {
        let none = VerdictRates(truth: [], predicted: [], verdicts: [])
        let figures = RollOutReport.HeadFigures(accuracy: WilsonInterval(successes: 1, of: 2), rates: none)
        var report = RollOutReport(
            head: .icd, mode: .pooled, round: EstimatorID(3), labelsTrainedOn: 9,
            audit: AuditCounts(reserveCount: 50, judged: answered), zeroShot: figures, active: figures,
            comparison: comparison, decidesAt: decidesAt, needed: 12,
            overCorrection: OverCorrection(
                round: EstimatorID(3), lambdaMAF: 1, lambdaICD: 1, audited: answered, sureAndRight: 3, turned: [],
                putRight: 1))
        report.inspections = sources.map {
            InspectionFigures(
                source: $0, truth: [0], predicted: [0], classes: [LabelClass(id: ClassID(1), name: "good")])
        }
        return report
    }

    private static func figures(rounds: Int, _ report: RollOutReport?) -> ProgressFigures {
        ProgressFigures(
            rounds: (0..<rounds).map { .init(id: EstimatorID(Int64($0 + 1)), labels: 5, accuracy: nil) }, head: .icd,
            zeroShot: nil, audit: AuditCounts(reserveCount: 50, judged: 0), pace: nil, report: report)
    }

    @Test("no verdict is read before the number of answers that was fixed beforehand")
    func verdict() {
        #expect(Self.figures(rounds: 0, nil).verdict == .notTrained)
        #expect(Self.figures(rounds: 2, nil).verdict == .noAuditAnswers)
        #expect(
            Self.figures(rounds: 2, Self.report(answered: 39, decidesAt: 40)).verdict
                == .notYet(answered: 39, of: 40, needed: 12))
        #expect(
            Self.figures(rounds: 2, Self.report(answered: 40, decidesAt: 40)).verdict
                == .decided(Self.comparison, head: .icd, needed: 12))
        #expect(Self.report(answered: 40, decidesAt: 40).verdict == .decided(Self.comparison.verdict))
    }

    @Test("sources are the cameras and lines, without the line of all images together")
    func sources() {
        let figures = Self.figures(rounds: 1, Self.report(answered: 1, decidesAt: 2, sources: [nil, "", "line-1"]))
        #expect(figures.sources.map(\.source) == ["", "line-1"])
        #expect(figures.overCorrection?.putRight == 1)
        #expect(Self.figures(rounds: 1, nil).sources.isEmpty)
    }

    @Test("a round counts from one")
    func rounds() {
        #expect(Self.figures(rounds: 3, nil).rounds.map(\.round) == [1, 2, 3])
    }

    @Test("two estimators differ by their head, their tempering and their round, not by the reason of the head")
    func estimators() {
        let chosen = HeadChoice(smallestClass: 3, losses: [.init(head: .poolHead, logLoss: 0.4)], expectedImages: 50)
        let unmeasured = HeadChoice(smallestClass: 3, losses: nil, expectedImages: 50)
        #expect(chosen.head == unmeasured.head && chosen.reason != unmeasured.reason)
        func facts(_ choice: HeadChoice, isCalibrated: Bool = true) -> EstimatorFacts {
            EstimatorFacts(
                id: EstimatorID(4), choice: choice, mode: .pooled, labelCount: 12, isCalibrated: isCalibrated)
        }
        #expect(facts(chosen).round == 4)
        #expect(facts(chosen).isSameBut(forItsReason: facts(unmeasured)))
        #expect(!facts(chosen).isSameBut(forItsReason: facts(unmeasured, isCalibrated: false)))
        let other = HeadChoice(smallestClass: 3, losses: [.init(head: .icd, logLoss: 0.4)], expectedImages: 50)
        #expect(!facts(chosen).isSameBut(forItsReason: facts(other)))
    }
}

import Evaluation
import Figures
import ProjectModel
import Testing

@Suite("Inspection figures")
struct InspectionFiguresTests {
    @Test("right, precision, recall, false alarms and misses are counted in all and per source")
    func inspection() {
        let classes = [
            LabelClass(id: ClassID(1), name: "good", verdict: .accept),
            LabelClass(id: ClassID(2), name: "crack", verdict: .reject),
            LabelClass(id: ClassID(3), name: "dust", verdict: nil),
        ]
        let figures = InspectionFigures(
            source: "line-1", truth: [0, 0, 0, 1, 1, 2], predicted: [0, 1, 0, 1, 0, 0], classes: classes)
        #expect(figures.accuracy == WilsonInterval(successes: 3, of: 6))
        #expect(figures.rates.falseAlarms == WilsonInterval(successes: 1, of: 3))
        #expect(figures.rates.misses == WilsonInterval(successes: 1, of: 2))
        #expect(figures.classes[0].recall == WilsonInterval(successes: 2, of: 3))
        #expect(figures.classes[0].precision == WilsonInterval(successes: 2, of: 4))
        #expect(figures.classes[2].recall == WilsonInterval(successes: 0, of: 1))
        #expect(figures.classes[2].precision == nil)
    }
}

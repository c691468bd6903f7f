import Evaluation
import LinearAlgebra
import ProjectModel
import Testing

@Suite("Cost and verdicts")
struct CostTests {
    private let model = CostModel(costs: [[0, 1], [20, 0]], priors: [0.9, 0.1])

    @Test("false alarms and misses are counted from the verdicts")
    func rates() {
        let rates = VerdictRates(
            truth: [0, 0, 0, 1, 1, 2], predicted: [0, 1, 2, 1, 0, 0], verdicts: [.accept, .reject, nil])
        // Truth 0: one right, one false alarm, one called a class without a verdict; truth 1: one right, one missed.
        #expect(rates.falseAlarms == WilsonInterval(successes: 1, of: 2))
        #expect(rates.misses == WilsonInterval(successes: 1, of: 2))
        #expect(VerdictRates(truth: [0], predicted: [0], verdicts: [.accept, .reject]).misses == nil)
    }

    @Test("the cost of 1000 parts weighs each class by the line, not by the pool")
    func expectedCost() throws {
        // Half of the pool is defective; a third of the defects is missed, a quarter of the good parts is thrown away.
        let truth = [0, 0, 0, 0, 1, 1, 1]
        let decisions = [0, 0, 0, 1, 1, 1, 0]
        let cost = try #require(model.expectedCost(truth: truth, decisions: decisions))
        #expect(abs(cost - 1000 * (0.9 * 0.25 * 1 + 0.1 / 3 * 20)) < 1e-9)
        let estimate = try #require(model.expectedCostEstimate(truth: truth, decisions: decisions))
        #expect(estimate.lower < cost && cost < estimate.upper && estimate.value == cost)
    }

    @Test("without images of a class of the line there is no cost")
    func uncounted() {
        #expect(model.expectedCost(truth: [0, 0], decisions: [0, 0]) == nil)
        #expect(model.uncounted(truth: [0, 0]) == [1])
    }

    @Test("the decision of least risk is found by trying all")
    func leastRisk() {
        var generator = SeededGenerator(seed: 3)
        let costs = (0..<4).map { _ in (0..<4).map { _ in generator.nextUnit() * 10 } }
        let model = CostModel(costs: costs, priors: [0.25, 0.25, 0.25, 0.25])
        let probabilities = Matrix(rows: 20, columns: 4, elements: (0..<80).map { _ in Float(generator.nextUnit()) })
            .softmax()
        for (row, choice) in model.leastRisk(probabilities).enumerated() {
            let risks = (0..<4).map { d in (0..<4).reduce(0.0) { $0 + Double(probabilities[row, $1]) * costs[$1][d] } }
            #expect(choice.decision == risks.indices.min { risks[$0] < risks[$1] })
            #expect(abs(choice.risk - (risks.min() ?? 0)) < 1e-9)
        }
    }

    @Test("a costly miss turns a likely accept into a reject")
    func cautious() {
        let probabilities = Matrix(rows: 1, columns: 2, elements: [0.9, 0.1])
        // Accepting risks 0.1·20 = 2, rejecting 0.9·1.
        #expect(model.leastRisk(probabilities)[0].decision == 1)
    }

    @Test("priors shift by Bayes' rule")
    func adjusted() {
        let adjusted = model.adjusted(Matrix(rows: 1, columns: 2, elements: [0.5, 0.5]))
        #expect(abs(adjusted[0, 0] - 0.9) < 1e-6)
        let back = CostModel(costs: model.costs, priors: [0.5, 0.5]).adjusted(adjusted, assumed: model.priors)
        #expect(abs(back[0, 0] - 0.5) < 1e-6)
    }

    @Test("the referral curve runs from a person for everything to nobody")
    func referral() throws {
        let truth = [0, 0, 1, 1]
        let choices = [
            (decision: 0, risk: 0.1), (decision: 1, risk: 0.8), (decision: 1, risk: 0.2), (decision: 0, risk: 0.5),
        ]
        let curve = try #require(model.referralCurve(truth: truth, choices: choices, personCost: 0.3, points: 4))
        #expect(abs(curve[0].referred - 1000) < 1e-9 && curve[0].machineCost == 0)
        #expect(abs(curve[0].totalCost - 300) < 1e-9)
        let last = try #require(curve.last)
        let all = try #require(model.expectedCost(truth: truth, decisions: choices.map(\.decision)))
        #expect(last.referred == 0 && abs(last.machineCost - all) < 1e-9)
        for (left, right) in zip(curve, curve.dropFirst()) {
            #expect(left.threshold < right.threshold || left.referred == 1000)
            #expect(left.referred >= right.referred && left.machineCost <= right.machineCost)
        }
    }
}

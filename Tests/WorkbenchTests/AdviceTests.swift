import ActiveLearning
import Deconfusion
import Evaluation
import Figures
import Foundation
import LinearAlgebra
import ProjectModel
import ProjectStore
import TestProjects
import Testing

@testable import Workbench

@Suite("When to stop, and what λ does")
struct AdviceTests {
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

    @Test("too few labels are said before too few audit answers: they come first")
    func tooFewLabels() throws {
        let small = try SmallBench(imagesPerClass: 30)
        try small.importFeatures()
        let needed = StoppingAdvice.labelsNeeded
        for labels in [0, 1] {
            if labels > 0 { try small.label(perClass: labels) }
            let bench = try small.open()
            let advice = try bench.stoppingAdvice(try bench.pool(), seed: 1)
            #expect(advice.outlook == .tooFewLabels(found: labels * SmallBench.classes.count, needed: needed))
            #expect(advice.verdict != .stop)
        }
    }

    @Test("a λ that holds ICD to plain CLIP turns nothing; its round remembers it")
    func lambda() throws {
        let small = try SmallBench(imagesPerClass: 30)
        try small.importFeatures()
        try small.label(perClass: 4)
        let bench = try small.open()
        let pool = try bench.pool()
        // Every image of the reserve is answered by the key.
        let session = try LabellingSession(bench, pool: pool, scores: nil, isAuditOnly: true, seed: 1)
        for question in try session.questions(.suggested, count: 100).questions {
            let image = question.asked.image
            let row = try #require(pool.row(of: image))
            let label = try #require(bench.classes.first { $0.name == small.truth[pool.images[row].path] })
            let prompt = Prompt(
                image: image, partner: nil, role: question.role, order: question.order,
                probability: question.probability, estimator: question.estimator,
                candidates: [question.first, question.second], shownAt: Date())
            try session.commit(
                Edit(image: image, change: .review(from: .unseen, to: .labelled(label.id)), origin: .answer),
                shown: .prompt(prompt), latency: nil)
        }
        #expect(try bench.overCorrections(pool, latest: 2).isEmpty, "no round, nothing to show")
        let labelled = try bench.labelledRows(pool)
        for lambda: Float in [0, 1_000] {
            var plan = TrainingPlan(recipe: bench.recipe, mode: .pooled, seed: 1)
            #expect(plan.recipe.lossWeights == LossWeights())
            plan.recipe.lossWeights = LossWeights(similarityMAF: lambda, similarityICD: lambda)
            _ = try bench.keep(
                try bench.train(plan, on: pool, labelled), plan, on: pool, labelled, steps: 1, viewedImages: 0)
        }
        let effects = try bench.overCorrections(pool, latest: 2)
        #expect(effects.map(\.lambdaICD) == [1_000, 0])
        #expect(effects[0].turned.isEmpty && effects[0].putRight == 0, "held to plain CLIP")
        #expect(effects[1].putRight > 0, "let go")
        #expect(effects[0].sureAndRight == effects[1].sureAndRight && effects[0].audited == 24)
        #expect(effects[1].turned.count <= effects[1].sureAndRight)
        #expect(try bench.latestScores(pool)?.lossWeights.similarityICD == effects[0].lambdaICD)
    }
}

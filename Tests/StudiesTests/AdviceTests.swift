import Deconfusion
import Evaluation
import Figures
import ProjectModel
import Studies
import TestProjects
import Testing
import Workbench

@Suite("When to stop, and what λ does")
struct AdviceTests {
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
        try small.answerReserve(of: bench)
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
        #expect(try bench.latestScores(pool)?.trained?.lossWeights.similarityICD == effects[0].lambdaICD)
    }
}

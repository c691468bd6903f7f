import ActiveLearning
import Deconfusion
import Evaluation
import Foundation
import Heads
import Interchange
import Layers
import LinearAlgebra
import ProjectModel
import ProjectStore
import TestProjects
import Testing

@testable import Workbench

@Suite("Training and figures")
struct TrainingTests {
    @Test("the same labels and seed give the same weights, and the checkpoint gives them back to the bit")
    func determinism() throws {
        let small = try SmallBench()
        try small.importFeatures()
        try small.label(perClass: 3)
        let bench = try small.open()
        let pool = try bench.pool()
        let labelled = try bench.labelledRows(pool)
        #expect(labelled.counts(classes: 4) == [3, 3, 3, 3])
        #expect(labelled.rows.allSatisfy { !pool.images[$0].isReserve })
        let plan = TrainingPlan(recipe: .miwake, mode: .pooled, seed: 5)
        var reports: [TrainingReport] = []
        let first = try bench.train(plan, on: pool, labelled) { reports.append($0) }
        let second = try bench.train(plan, on: pool, labelled)
        #expect(first == second)
        #expect(reports.map(\.step) == Array(1...75))
        let other = try bench.train(TrainingPlan(recipe: .miwake, mode: .pooled, seed: 6), on: pool, labelled)
        #expect(first != other)

        let round = try bench.keep(first, plan, on: pool, labelled, steps: 75, viewedImages: 0)
        #expect(try bench.estimator(of: round, for: pool) == first)
        #expect(round.labels == 12 && round.labelsHash == labelled.hash)
    }

    @Test("the same labels with another λ, recipe or seed, or views that came in since, are something to train")
    func whatHasChanged() throws {
        let small = try SmallBench()
        try small.importFeatures()
        try small.label(perClass: 3)
        let bench = try small.open()
        let pool = try bench.pool()
        let labelled = try bench.labelledRows(pool)
        let round = try small.train(bench, on: pool)
        func hasLearnt(_ change: (inout TrainingPlan) -> Void) throws -> Bool {
            var plan = bench.interactivePlan(pool, latest: round)
            change(&plan)
            return try bench.hasLearnt(plan, from: labelled, on: pool, in: round)
        }
        #expect(try hasLearnt { _ in })
        #expect(try !hasLearnt { $0.recipe.lossWeights.similarityICD = 7 })
        #expect(try !hasLearnt { $0.recipe = .paper })
        #expect(try !hasLearnt { $0.seed += 1 })
        #expect(try !hasLearnt { $0.mode = .tokens })
        try FileManager.default.removeItem(atPath: bench.folder.estimatorFile(round.id))
        #expect(try !hasLearnt { _ in }, "weights that are gone can be trained again")
    }

    @Test("too few labels is a state with a name")
    func tooFew() throws {
        let small = try SmallBench(imagesPerClass: 6)
        try small.importFeatures()
        let bench = try small.open()
        let pool = try bench.pool()
        let plan = TrainingPlan(recipe: .miwake, mode: .pooled, seed: 1)
        #expect(throws: WorkbenchError.notTrained(reason: .tooFewImages(found: 0))) {
            try bench.train(plan, on: pool, try bench.labelledRows(pool))
        }
        let pits = pool.images.filter { !$0.isReserve && $0.path.hasPrefix("pit/") }
        try small.label(pits[0], as: "pit", in: bench)
        #expect(throws: WorkbenchError.notTrained(reason: .tooFewImages(found: 1))) {
            try bench.train(plan, on: pool, try bench.labelledRows(pool))
        }
        try small.label(pits[1], as: "pit", in: bench)
        #expect(throws: WorkbenchError.notTrained(reason: .tooFewClasses(found: 1))) {
            try bench.train(plan, on: pool, try bench.labelledRows(pool))
        }
        #expect(try bench.latestScores(pool)?.trained == nil)
    }

    @Test("labels without meaning are guesses out of the fold, although a copy of every image is labelled too")
    func outOfFoldNeverSawTheImage() throws {
        // Every image comes in two near-duplicate copies: a copy that trained would give the answer away as well.
        let small = try SmallBench(imagesPerClass: 24, copies: 2, reserve: 0)
        try small.importFeatures()
        var generator = SeededGenerator(seed: 2)
        var drawn: [String: String] = [:]
        try small.label(perClass: 24) { path, _ in
            let original = String(path.prefix { $0 != "-" })
            if drawn[original] == nil { drawn[original] = SmallBench.classes[generator.nextIndex(below: 4)] }
            return drawn[original] ?? ""
        }
        let bench = try small.open()
        let pool = try bench.pool()
        let labelled = try bench.labelledRows(pool)
        let figures = try bench.outOfFold(pool, labelled, mode: .pooled)
        for head in [Head.maf, .icd, .alf] {
            let share = try #require(figures.matrix(of: head, classCount: 4).accuracy)
            // A quarter is chance; four standard deviations of independent guesses about half the images.
            #expect(share < 0.25 + 4 * (0.1875 / (Double(figures.truth.count) / 2)).squareRoot(), "\(head): \(share)")
        }
        #expect(figures.rows.count + bench.neverScored(labelled, pool) == labelled.count)
        for (row, truth) in zip(figures.rows, figures.truth) {
            let place = try #require(labelled.rows.firstIndex(of: row))
            #expect(labelled.labels[place] == truth)
        }
    }

    @Test("each scored image has the logits of a model trained on the other folds, again and again")
    func outOfFoldIsReproducible() throws {
        let small = try SmallBench()
        try small.importFeatures()
        try small.label(perClass: 4)
        let bench = try small.open()
        let pool = try bench.pool()
        let labelled = try bench.labelledRows(pool)
        let figures = try bench.currentOutOfFold(pool, labelled, mode: .pooled)
        #expect(figures.shotsPerFold == 3...3)
        #expect(Set(figures.rows) == Set(labelled.rows))
        let groups = joinedGroups(
            names: labelled.rows.map { _ in nil }, embeddings: pool.embeddings.rows(labelled.rows),
            nearDuplicateCosine: 0.98)
        let folds = GroupedFolds(labels: labelled.labels, groups: groups, seed: bench.file.seed)
        for fold in 0..<folds.count {
            let training = folds.training(without: fold)
            let run = try TrainingRun(
                from: Estimator(pool.shape, projection: .identity, seed: bench.file.seed),
                on: try pool.batch(training.map { labelled.rows[$0] }, .pooled),
                labels: training.map { labelled.labels[$0] }, recipe: .miwake, seed: bench.file.seed)
            let model = try run.finish { _ in }
            for image in folds.heldOut(fold) {
                let row = labelled.rows[image]
                let place = try #require(figures.rows.firstIndex(of: row))
                let expected = model.outputs(for: try pool.batch([row], .pooled)).icd
                let found = try #require(figures.logits[.icd])
                for column in 0..<4 { #expect(abs(found[place, column] - expected[0, column]) < 1e-3) }
            }
        }
        // The second time they come from the file beside the estimators, unchanged.
        let again = try bench.currentOutOfFold(pool, labelled, mode: .pooled) { _ in
            Issue.record("trained again although nothing has changed")
        }
        #expect(again.logits == figures.logits && again.rows == figures.rows && again.truth == figures.truth)
        #expect(again.shotsPerFold == figures.shotsPerFold && again.losses == figures.losses)
    }
}

extension Workbench {
    /// Labelled images that are in no fold.
    fileprivate func neverScored(_ labelled: LabelledRows, _ pool: Pool) -> Int {
        let groups = joinedGroups(
            names: labelled.rows.map { pool.images[$0].group }, embeddings: pool.embeddings.rows(labelled.rows),
            nearDuplicateCosine: 0.98)
        return GroupedFolds(labels: labelled.labels, groups: groups, seed: file.seed).neverScored.count
    }
}

import ActiveLearning
import Deconfusion
import Evaluation
import Figures
import Foundation
import LinearAlgebra
import ProjectModel
import ProjectStore
import Studies
import TestProjects
import Testing
import Workbench

@testable import Labelling

@Suite("Labels in training, audit answers and reviews")
struct LabelCountTests {
    private struct Sitting {
        let small: SmallBench
        let bench: Workbench
        let pool: Pool
        let session: LabellingSession

        init(perClass: Int = 3, isAuditOnly: Bool = false, isTrained: Bool = true) throws {
            small = try SmallBench()
            try small.importFeatures()
            if perClass > 0 { try small.label(perClass: perClass) }
            bench = try small.open()
            pool = try bench.pool()
            session = try LabellingSession(bench, pool: pool, scores: nil, isAuditOnly: isAuditOnly, seed: 1)
            if isTrained { _ = try session.retrain { _ in } }
        }

        /// Images that nobody has answered yet.
        func unseen(reserve: Bool) -> [ImageItem] {
            pool.images.filter { $0.isReserve == reserve && session.review(of: $0.id) == .unseen }
        }

        func answer(_ image: ImageItem, _ review: Review) throws {
            let prompt = Prompt(
                image: image.id, partner: nil, role: image.isReserve ? .audit : .asked, order: "suggested",
                probability: 0.9,
                estimator: EstimatorID(0), candidates: bench.classes.prefix(2).map(\.id), shownAt: Date())
            try session.commit(
                Edit(image: image.id, change: .review(from: session.review(of: image.id), to: review), origin: .answer),
                shown: .prompt(prompt), latency: nil)
        }

        func label(_ position: Int) -> Review { .labelled(bench.classes[position].id) }
    }

    @Test("audit answers, skips, unsures and flags are no change of what is trained on, and train no round")
    func nothingToTrain() throws {
        let sitting = try Sitting()
        #expect(sitting.session.tally().trainingChanges == 0)
        for (place, image) in sitting.unseen(reserve: true).enumerated() {
            try sitting.answer(image, sitting.label(place % 4))
        }
        let pool = sitting.unseen(reserve: false)
        try sitting.answer(pool[0], .unsure)
        try sitting.answer(pool[1], .unusable)
        try sitting.answer(pool[2], .noneOfThese)
        try sitting.answer(pool[3], .skipped)
        let tally = sitting.session.tally()
        #expect(tally.trainingChanges == 0)
        #expect(tally.counts == LabelCounts(inTrainingByClass: [3, 3, 3, 3], auditAnswers: 16, reviews: 12 + 16 + 3))
        #expect(throws: WorkbenchError.nothingChanged(since: EstimatorID(1))) {
            try sitting.session.retrain { _ in Issue.record("trained although nothing has changed") }
        }
        #expect(try sitting.bench.store.estimators().count == 1)
        #expect(try sitting.bench.status().knowsLabels)
    }

    @Test("a new label, another label and one that is taken back each count; back where it was, none does")
    func changes() throws {
        let sitting = try Sitting()
        let fresh = sitting.unseen(reserve: false)
        try sitting.answer(fresh[0], sitting.label(0))
        #expect(sitting.session.tally().trainingChanges == 1)
        try sitting.answer(fresh[0], sitting.label(1))
        #expect(sitting.session.tally().trainingChanges == 1, "one image, changed twice")
        let known = try #require(sitting.pool.images.first { sitting.session.review(of: $0.id) == sitting.label(2) })
        try sitting.answer(known, sitting.label(3))
        #expect(sitting.session.tally().trainingChanges == 2, "another label is a change")
        try sitting.answer(known, .unsure)
        #expect(sitting.session.tally().trainingChanges == 2, "and so is none")
        for _ in 0..<4 { _ = try sitting.session.undo() }
        #expect(sitting.session.tally().trainingChanges == 0)
        _ = try sitting.session.redo()
        #expect(sitting.session.tally().trainingChanges == 1)
        let round = try sitting.session.retrain { _ in }.scores.round
        #expect(round?.labels == 13 && sitting.session.tally().trainingChanges == 0)
    }

    @Test(
        "the next session and the status count what this one does, whatever was answered, undone and made again",
        arguments: 1...4)
    func everywhereTheSame(seed: UInt64) throws {
        let sitting = try Sitting(perClass: 1, isTrained: false)
        var generator = SeededGenerator(seed: seed)
        for step in 0..<60 {
            switch generator.nextIndex(below: 10) {
            case 0: _ = try sitting.session.undo()
            case 1: _ = try sitting.session.redo()
            case 2 where step > 20 && sitting.session.tally().trainingChanges > 0:
                _ = try sitting.session.retrain { _ in }
            default:
                let image = sitting.pool.images[generator.nextIndex(below: sitting.pool.images.count)]
                let review: Review =
                    [.unsure, .unusable, .noneOfThese, .skipped].randomElement(&generator)
                    ?? sitting.label(generator.nextIndex(below: 4))
                try sitting.answer(image, review)
            }
            let next = try LabellingSession(
                sitting.bench, pool: sitting.pool, scores: nil, isAuditOnly: false, seed: 1
            ).tally()
            try #require(sitting.session.tally() == next, "step \(step)")
        }
        let status = try sitting.bench.status()
        #expect(status.counts == sitting.session.tally().counts)
        #expect(status.trainingChanges == sitting.session.tally().trainingChanges)
        #expect(status.counts.auditAnswers == (try sitting.bench.auditAnswers(sitting.pool)).answered)
        #expect(status.counts.inTraining == (try sitting.bench.labelledRows(sitting.pool)).count)
    }

    @Test("a label of the reserve that was named by hand is a review, and no audit answer")
    func chosenByHand() throws {
        let sitting = try Sitting(isTrained: false)
        let reserve = sitting.unseen(reserve: true)
        _ = try sitting.bench.label(reserve[0].path, as: "pit")
        let session = try LabellingSession(sitting.bench, pool: sitting.pool, scores: nil, isAuditOnly: true, seed: 1)
        #expect(session.tally().counts.auditAnswers == 0 && session.tally().counts.reviews == 13)
        #expect(try sitting.bench.status().counts == session.tally().counts)
        #expect(try sitting.bench.auditAnswers(sitting.pool).answered == 0)
        // Taken back, it can be asked; made again, it is by hand as before.
        _ = try session.undo()
        #expect(session.tally().counts.reviews == 12)
        _ = try session.redo()
        #expect(session.tally().counts.auditAnswers == 0 && session.tally().counts.reviews == 13)
    }

    @Test("a label of an image without features trains as soon as there are some, and is a change then")
    func withoutFeatures() throws {
        let small = try SmallBench()
        try small.importFeatures()
        try small.label(perClass: 3)
        let bench = try small.open()
        let pool = try bench.pool()
        let all = try bench.labelledRows(pool)
        let dropped = pool.images[all.rows[0]].id
        func counted(_ hasFeatures: (ImageID) -> Bool) throws -> LabelTally {
            try LabelTally(
                bench, training: bench.labelsInTraining().filter { hasFeatures($0.image) },
                reviews: bench.store.reviews().values, round: bench.store.latestEstimator(), hasFeatures: hasFeatures)
        }
        let tally = try counted { $0 != dropped }
        #expect(tally.counts.inTraining == 11 && tally.counts.reviews == 12)
        let session = try LabellingSession(bench, pool: pool, scores: nil, isAuditOnly: false, seed: 1)
        _ = try session.retrain { _ in }
        #expect(try counted { $0 != dropped }.trainingChanges == 1)
        #expect(try counted { _ in true }.trainingChanges == 0)
    }

    @Test("the stopping advice, κ and the curve pass over rounds on the labels of the round before")
    func emptyRounds() throws {
        let sitting = try Sitting(isTrained: false)
        func keep(_ count: Int) throws {
            let labelled = try sitting.bench.labelledRows(sitting.pool)
            for _ in 0..<count {
                let plan = TrainingPlan(recipe: sitting.bench.recipe, mode: .pooled, seed: 7)
                let estimator = try sitting.bench.train(plan, on: sitting.pool, labelled)
                _ = try sitting.bench.keep(
                    estimator, plan, on: sitting.pool, labelled, steps: 75, viewedImages: 0)
            }
        }
        // As 0.1.0 did after audit answers: round after round on the same twelve labels.
        try keep(4)
        let before = try sitting.bench.stoppingAdvice(sitting.pool, seed: 1)
        #expect(before.stability == nil, "equal models say nothing of stability")
        for (place, image) in sitting.unseen(reserve: false).prefix(5).enumerated() {
            try sitting.answer(image, sitting.label(place % 4))
        }
        try keep(2)
        let stability = try #require(try sitting.bench.stoppingAdvice(sitting.pool, seed: 1).stability)
        #expect(stability.kappas.count == 1)
        #expect(stability.labelsBefore == 12 && stability.labelsNow == 17)
        let curve = try sitting.session.progressFigures().rounds
        #expect(curve.map(\.round) == [4, 6], "the last of each, which is the one in use")
    }
}

extension [Review] {
    /// One of them in half of all draws.
    fileprivate func randomElement(_ generator: inout SeededGenerator) -> Review? {
        let index = generator.nextIndex(below: count * 2)
        return indices.contains(index) ? self[index] : nil
    }
}

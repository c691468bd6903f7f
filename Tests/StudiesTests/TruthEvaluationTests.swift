import ActiveLearning
import Evaluation
import Heads
import Interchange
import LinearAlgebra
import ProjectModel
import ProjectStore
import Studies
import TestProjects
import Testing
import Workbench

@Suite("Heads against an answer key")
struct TruthEvaluationTests {
    @Test("every head is compared with the key on images that are not labelled")
    func evaluation() throws {
        let small = try SmallBench()
        try small.importFeatures()
        try small.label(perClass: 3)
        let bench = try small.open()
        let pool = try bench.pool()
        try small.train(bench, on: pool)
        let scores = try #require(try bench.latestScores(pool))
        let key = small.file("labels.csv")
        let evaluation = try bench.evaluation(
            .csv(key, split: nil), pool: pool, scores: scores, inUse: scores.choice.head)
        #expect(evaluation.imageCount == 68 && evaluation.labelledAndLeftOut == 12)
        #expect(
            evaluation.rows.map(\.head).sorted { $0.rawValue < $1.rawValue }
                == Head.all.sorted { $0.rawValue < $1.rawValue })
        #expect(evaluation.rows.filter(\.isActive).map(\.head) == [scores.choice.head])
        let labelled = Set(try bench.labelledRows(pool).rows)
        for row in evaluation.rows {
            let answers = scores.probabilities(of: row.head).argmax()
            // Only the mean leans on plain CLIP; a temperature changes no answer.
            #expect(row.head.isTemperedByZeroShot || answers == scores.logits(of: row.head).argmax(), "\(row.head)")
            let correct = pool.images.indices.count { index in
                !labelled.contains(index) && SmallBench.classes[answers[index]] == small.truth[pool.images[index].path]
            }
            #expect(row.accuracy.successes == correct, "\(row.head)")
        }
        // Within a couple CLIP errs most: the twelve labels undo most of that, and break little.
        #expect(evaluation.confusablePairs.map { [$0.first, $0.second] }.contains([0, 1]))
        #expect(evaluation.rows.first { $0.head == .zeroShot }?.pairs?.resolved == 0)
        let pairs = try #require(evaluation.rows.first { $0.head == .icd }?.pairs)
        #expect(pairs.errors == evaluation.confusablePairs.reduce(0) { $0 + $1.errors })
        #expect(pairs.resolvedShare > 0.5 && pairs.broken < pairs.resolved, "\(pairs)")
        let (pull, margin) = (try #require(evaluation.realByDeltaS), evaluation.realByMargin)
        #expect(pull.asked > 0 && pull.real <= pull.asked && margin.asked > 0 && margin.real <= margin.asked)

        let accuracy = Dictionary(uniqueKeysWithValues: evaluation.rows.map { ($0.head, $0.accuracy.share) })
        #expect((accuracy[.icd] ?? 0) > (accuracy[.zeroShot] ?? 1) + 0.1, "twelve labels undo a planted confusion")
    }

    @Test(
        "before Δs exists the first questions are those of CLIP's margin, and of them it is counted what the key knows")
    func firstQuestions() throws {
        let small = try SmallBench()
        try small.importFeatures()
        try small.label(perClass: 1)
        let bench = try small.open()
        let pool = try bench.pool()
        // A key that knows half of the images.
        let known = small.truth.sorted { $0.key < $1.key }.enumerated().filter { $0.offset.isMultiple(of: 2) }
        try small.write(["path,class"] + known.map { "\($0.element.key),\($0.element.value)" }, "half.csv")
        let evaluation = try bench.evaluation(
            .csv(small.file("half.csv"), split: nil), pool: pool, scores: nil, inUse: .zeroShot)
        #expect(evaluation.realByDeltaS == nil)
        let reviews = try bench.store.reviews()
        let scored = ScoredPool(
            images: pool.images.map(\.id), classes: pool.classes.map(\.id), zeroShot: pool.zeroShot, deltaS: nil,
            probabilities: pool.zeroShot.softmax(), correctedProbabilities: nil,
            reviews: pool.images.map { reviews[$0.id] ?? .unseen }, isReserve: pool.images.map(\.isReserve),
            embeddings: pool.embeddings, estimator: EstimatorID(0))
        let keys = Set(known.map(\.element.key))
        let plain = pool.zeroShot.argmax()
        let asked = scored.page(.confusions, count: 20, seed: bench.file.seed).pairs.compactMap { pair in
            pool.row(of: pair.asked.image)
        }.filter { keys.contains(pool.images[$0].path) }
        let wrong = asked.count { SmallBench.classes[plain[$0]] != small.truth[pool.images[$0].path] }
        #expect(evaluation.realByMargin.asked == asked.count && evaluation.realByMargin.real == wrong)
        #expect(asked.count < 20 && wrong > 0)
    }
}

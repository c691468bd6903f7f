import Evaluation
import Heads
import LinearAlgebra
import ProjectModel
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
        let accuracy = Dictionary(uniqueKeysWithValues: evaluation.rows.map { ($0.head, $0.accuracy.share) })
        #expect((accuracy[.icd] ?? 0) > (accuracy[.zeroShot] ?? 1) + 0.1, "twelve labels undo a planted confusion")
    }
}

import ActiveLearning
import Figures
import Foundation
import LinearAlgebra
import ProjectModel
import ProjectStore
import Studies
import TestProjects
import Testing
import Workbench

@Suite("What labelled images give away")
struct LeakTests {
    @Test("what a labelled image gives away is left out of the audit and of its questions, counted, and kept")
    func leaks() throws {
        let small = try SmallBench(imagesPerClass: 12)
        try small.importFeatures()
        var bench = try small.open()
        let answers = try small.answerReserve(of: bench)
        #expect(answers == 10)
        // A lot is every image of one number, over all classes; groups are filled in when the reserve has long been drawn.
        let reserve = try bench.store.images().filter(\.isReserve)
        let lots = Set(reserve.map { $0.path.split(separator: "/")[1] })
        let victim = try #require(lots.sorted().first)
        let teacher = try #require(
            try bench.store.images().first { !$0.isReserve && $0.path.split(separator: "/")[1] == victim })
        let name = try #require(small.truth[teacher.path])
        try small.label(teacher, as: name, in: bench)
        #expect(try bench.auditAnswers(try bench.pool()).counts.leaking == 0)

        try small.edit("group: \"*/{lot}.png\"")
        bench = try Workbench.open(small.path, .readOnly)
        let pool = try bench.pool()
        let expected = Set(reserve.filter { $0.path.split(separator: "/")[1] == victim }.map(\.id))
        #expect(try bench.leakingReserve(pool) == expected)
        let figures = try bench.auditAnswers(pool)
        #expect(figures.counts.leaking == expected.count && figures.counts.leakingAnswered == expected.count)
        #expect(figures.answered == answers - expected.count && figures.counts.auditable == 10 - expected.count)
        #expect(figures.rows.allSatisfy { !expected.contains(pool.images[$0].id) })
        #expect(try bench.store.labels(in: .reserve).count == answers, "no answer is lost")

        // Taken back, the label gives nothing away any more.
        let writer = try small.open()
        _ = try writer.store.undo(by: "x", at: Date())
        #expect(try writer.auditAnswers(try writer.pool()).counts.leaking == 0)
    }

    @Test("near-duplicates of labelled images, and of images beside them, leak too")
    func twinsLeak() throws {
        let small = try SmallBench(imagesPerClass: 12)
        // Every third row is the row before it again: the draw is made first, so that it splits them.
        try small.importFeatures()
        let bench = try small.open()
        let pool = try bench.pool()
        let reserved = try #require(pool.images.indices.first { pool.images[$0].isReserve })
        let outside = pool.poolRows
        // The reserved image looks like `outside[1]`, which is of one lot with the labelled `outside[0]`.
        var images = pool.images
        images[outside[0]].group = "lot"
        images[outside[1]].group = "lot"
        var embeddings = pool.embeddings.rows(Array(pool.images.indices))
        for column in 0..<embeddings.columns { embeddings[reserved, column] = embeddings[outside[1], column] }
        let twins = embeddings
        let changed = Pool(
            images: images, classes: pool.classes, zeroShot: pool.zeroShot,
            embeddings: EmbeddingSource(width: twins.columns) { twins.gatheringRows($0) },
            levels: .embedding(width: twins.columns), featureKey: pool.featureKey)
        #expect(try bench.leakingReserve(changed).isEmpty, "nothing is labelled yet")
        let teacher = images[outside[0]]
        try small.label(teacher, as: try #require(small.truth[teacher.path]), in: bench)
        #expect(try bench.leakingReserve(changed) == [images[reserved].id])
    }
}

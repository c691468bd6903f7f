import ActiveLearning
import Figures
import Foundation
import Labelling
import ProjectModel
import ProjectStore
import Studies
import TestProjects
import Testing
import Workbench

@Suite("Retraining, and what a session asks")
struct RetrainingTests {
    @Test("training stops within a step when its task is cancelled, and leaves nothing behind")
    func cancelling() async throws {
        let small = try SmallBench()
        try small.importFeatures()
        try small.label(perClass: 3)
        let bench = try small.open()
        let pool = try bench.pool()
        let session = try LabellingSession(bench, pool: pool, scores: nil, isAuditOnly: false, seed: 1)
        let task = Task {
            var steps = 0
            do {
                _ = try session.retrain { _ in
                    steps += 1
                    if steps == 3 { withUnsafeCurrentTask { $0?.cancel() } }
                }
                return -1
            } catch is CancellationError {
                return steps
            }
        }
        #expect(try await task.value == 3)
        #expect(session.scores == nil)
        #expect(try bench.store.latestEstimator() == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.estimators).isEmpty)
    }

    @Test("a retrain says how far it is, from the first step to the whole, never beyond")
    func howFar() throws {
        let small = try SmallBench()
        try small.importFeatures()
        try small.label(perClass: 3)
        let bench = try small.open()
        let session = try LabellingSession(
            bench, pool: try bench.pool(), scores: nil, isAuditOnly: false, seed: 1)
        var shares: [Double] = []
        _ = try session.retrain { shares.append($0) }
        #expect(shares == shares.sorted() && Set(shares).count == shares.count)
        #expect(try #require(shares.first) < 0.1)
        #expect(shares.last == 1)
    }

    @Test("an image that leaks is not asked for the audit")
    func leaksAreNotAsked() throws {
        let small = try SmallBench(imagesPerClass: 12)
        try small.importFeatures()
        try small.edit("group: \"{class}/**\"")
        let bench = try small.open()
        let teacher = try #require(try bench.store.images().first { !$0.isReserve })
        _ = try bench.label(teacher.path, as: try #require(small.truth[teacher.path]))
        let pool = try bench.pool()
        let leaking = try bench.leakingReserve(pool)
        #expect(!leaking.isEmpty)
        let session = try LabellingSession(bench, pool: pool, scores: nil, isAuditOnly: true, seed: 1)
        let asked = Set(try session.questions(.suggested, count: 100).questions.map(\.asked.image))
        #expect(asked.isDisjoint(with: leaking) && asked.count + leaking.count == 10)
    }
}

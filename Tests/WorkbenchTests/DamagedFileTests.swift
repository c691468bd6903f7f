import Exchange
import Foundation
import LinearAlgebra
import ProjectModel
import ProjectStore
import TestProjects
import Testing

@testable import Workbench

@Suite("Lost and rotten estimators and features, and a store that goes away")
struct DamagedFileTests {
    private static func trained(rounds: Int) throws -> (SmallBench, Workbench) {
        let small = try SmallBench(imagesPerClass: 8)
        try small.importFeatures()
        try small.label(perClass: 2)
        let bench = try small.open()
        let pool = try bench.pool()
        let labelled = try bench.labelledRows(pool)
        for seed in 0..<UInt64(rounds) {
            let plan = TrainingPlan(recipe: bench.recipe, mode: .pooled, seed: seed)
            let estimator = try bench.train(plan, on: pool, labelled)
            _ = try bench.keep(estimator, plan, on: pool, labelled, steps: 1, viewedImages: 0)
        }
        return (small, bench)
    }

    private static func flip(_ bits: Int, of path: String, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var bytes = try Data(contentsOf: URL(filePath: path))
        for _ in 0..<bits {
            bytes[Int(generator.nextUnit() * Double(bytes.count))] ^= 1 << UInt8(generator.nextUnit() * 8)
        }
        try bytes.write(to: URL(filePath: path))
    }

    @Test("flipped bits in an estimator are named, and an earlier round is used", arguments: [1, 40])
    func rottenEstimator(bits: Int) throws {
        let (small, bench) = try Self.trained(rounds: 3)
        defer { withExtendedLifetime(small) {} }
        let pool = try bench.pool()
        let path = bench.folder.estimatorFile(EstimatorID(3))
        try Self.flip(bits, of: path, seed: 5)
        #expect(throws: StoreError.estimatorChanged(EstimatorID(3), path: path)) { try bench.latestScores(pool) }
        var passedOver: [EstimatorID] = []
        let scores = try bench.usableScores(pool, makesFigures: true) { round, _ in passedOver.append(round.id) }
        #expect(scores?.round.id == EstimatorID(2) && passedOver == [EstimatorID(3)])
        let damages = try bench.store.inspectFiles().damages
        #expect(damages.map(\.file) == ["estimators/round-000003.safetensors"])
        #expect(damages.map(\.content) == [.estimator(EstimatorID(3))] && damages.map(\.defect) == [.changed])
        // A retrain does not go on from it.
        let latest = try #require(try bench.store.latestEstimator())
        #expect(bench.interactivePlan(pool, latest: latest).warmStart == nil)
        #expect(try bench.keptRounds(for: pool).map(\.id) == [EstimatorID(1), EstimatorID(2)])
    }

    @Test("the whole folder of estimators may go: the next training makes a new one")
    func estimatorsLost() throws {
        let (small, bench) = try Self.trained(rounds: 2)
        let labels = try bench.store.labels(in: .all)
        try FileManager.default.removeItem(atPath: bench.folder.estimators)
        let pool = try bench.pool()
        var passedOver = 0
        #expect(try bench.usableScores(pool, makesFigures: true) { _, _ in passedOver += 1 } == nil && passedOver == 2)
        let reopened = try { () throws -> Workbench in
            // The next program makes the folder again.
            try FileManager.default.createDirectory(atPath: bench.folder.estimators, withIntermediateDirectories: true)
            return bench
        }()
        let session = try LabellingSession(reopened, pool: pool, scores: nil, isAuditOnly: false, seed: 1)
        #expect(try session.retrain { _ in }.scores.round.id == EstimatorID(3))
        #expect(try bench.store.labels(in: .all) == labels)
        withExtendedLifetime(small) {}
    }

    @Test("rotten imported features are named before they rank anything, and the same import brings them back")
    func rottenFeatures() throws {
        let small = try SmallBench(imagesPerClass: 8)
        try small.importFeatures()
        try small.label(perClass: 2)
        let folder = small.path + "/.miwake/features/"
        let expected = try small.open().pool().zeroShot
        for kind in ["image", "text"] {
            let file = try #require(
                try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasPrefix(kind) })
            var bytes = try Data(contentsOf: URL(filePath: folder + file))
            bytes[bytes.count - 400] ^= 1
            try bytes.write(to: URL(filePath: folder + file))
            #expect(throws: StoreError.featureFileChanged(path: folder + file)) {
                try Workbench.open(small.path, .readOnly).pool()
            }
            let outcome = try small.importFeatures()
            #expect(outcome.wasKnown && outcome.damages.map(\.file) == ["features/" + file])
            #expect(outcome.settled.removed.isEmpty, "it is named once")
            #expect(!FileManager.default.fileExists(atPath: folder + file))
            let bench = try small.open()
            #expect(try bench.pool().zeroShot == expected)
            #expect(try bench.store.labels(in: .all).count == 8)
            #expect(try bench.store.inspectFiles().damages.isEmpty)
        }
    }

    @Test(
        "answers given after the store went away are written beside it, with every label there was, and come back by an import"
    )
    func rescue() throws {
        let (small, bench) = try Self.trained(rounds: 0)
        let pool = try bench.pool()
        let session = try LabellingSession(bench, pool: pool, scores: nil, isAuditOnly: false, seed: 1)
        let free = pool.images.filter { !$0.isReserve && session.review(of: $0.id) == .unseen }
        func answer(_ image: ImageItem) throws {
            let label = try #require(bench.classes.first { $0.name == small.truth[image.path] })
            let prompt = Prompt(
                image: image.id, partner: nil, role: .asked, order: "suggested", probability: 1,
                estimator: EstimatorID(0), candidates: [label.id], shownAt: Date())
            try session.commit(
                Edit(image: image.id, change: .review(from: .unseen, to: .labelled(label.id)), origin: .answer),
                shown: .prompt(prompt), latency: nil)
        }
        try answer(free[0])
        try FileManager.default.removeItem(atPath: small.path + "/.miwake")
        var rescued: RescuedLabels?
        for (count, image) in [(10, free[1]), (11, free[2])] {
            do {
                try answer(image)
                Issue.record("recorded in a store that is gone")
            } catch WorkbenchError.storeReplaced(_, .nothing, let found) {
                #expect(found.labels == count)
                #expect(rescued == nil || rescued?.table == found.table, "one file a session")
                rescued = found
            }
            #expect(session.review(of: image.id) == .unseen, "not shown as recorded")
        }
        let table = try #require(rescued?.table)
        #expect(table.hasPrefix(small.path + "/rescued-labels-"))

        // The copy is the store as it was; the table brings what came after.
        try FileManager.default.createDirectory(atPath: small.path + "/.miwake", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: try #require(rescued?.store), toPath: small.path + "/.miwake/project.sqlite")
        let outcome = try LabelImport(
            project: small.path, source: .csv(table), onlyPerClass: nil, split: nil, seed: nil, isReplacing: false,
            isIgnoringUnknown: false
        ).run()
        #expect(outcome.unchanged == 9 && outcome.given == 2 && outcome.kept == 0)
    }

    @Test("a rescue never writes over a file")
    func rescueKeepsFiles() throws {
        let (small, bench) = try Self.trained(rounds: 0)
        let session = try LabellingSession(bench, pool: try bench.pool(), scores: nil, isAuditOnly: false, seed: 1)
        let image = try #require(session.pool.images.first)
        let edit = Edit(image: image.id, change: .review(from: .unseen, to: .unsure), origin: .answer)
        let first = try session.rescue(edit, at: Date(timeIntervalSince1970: 1_700_000_000))
        let other = try LabellingSession(bench, pool: session.pool, scores: nil, isAuditOnly: false, seed: 1)
        let second = try other.rescue(edit, at: Date(timeIntervalSince1970: 1_700_000_000))
        #expect(first.table == small.path + "/rescued-labels-20231114T221320Z.csv")
        #expect(second.table == small.path + "/rescued-labels-20231114T221320Z-2.csv")
        #expect(first.store != second.store)
    }
}

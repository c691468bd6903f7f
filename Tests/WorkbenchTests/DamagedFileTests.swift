import Exchange
import Foundation
import LinearAlgebra
import ProjectModel
import ProjectStore
import TestProjects
import Testing

@testable import Workbench

@Suite("Lost and rotten estimators and features")
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
        #expect(scores?.round?.id == EstimatorID(2) && passedOver == [EstimatorID(3)])
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
        let scores = try bench.usableScores(pool, makesFigures: true) { _, _ in passedOver += 1 }
        #expect(scores?.trained == nil && passedOver == 2)
        let reopened = try { () throws -> Workbench in
            // The next program makes the folder again.
            try FileManager.default.createDirectory(atPath: bench.folder.estimators, withIntermediateDirectories: true)
            return bench
        }()
        #expect(try small.train(reopened, on: pool).id == EstimatorID(3))
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
}

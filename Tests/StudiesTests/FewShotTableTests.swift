import ActiveLearning
import Deconfusion
import Evaluation
import Heads
import ProjectModel
import TestProjects
import Testing
import Workbench

@testable import Studies

@Suite("The few-shot table")
struct FewShotTableTests {
    private static func plan(_ shots: [Int], heads: [Head] = [.zeroShot, .kernelRidge]) -> SimulationPlan {
        SimulationPlan(shots: shots, heads: heads, seeds: 3, recipe: .miwake)
    }

    private static func project(imagesPerClass: Int, _ plan: SimulationPlan) throws -> (SmallBench, SimulatedProject) {
        let small = try SmallBench(imagesPerClass: imagesPerClass)
        try small.importFeatures()
        try small.write(
            ["path,class"] + small.truth.sorted { $0.key < $1.key }.map { "\($0.key),\($0.value)" }, "key.csv")
        let bench = try small.open()
        return (
            small,
            try bench.simulatedProject(
                plan, key: small.file("key.csv"), split: nil, pool: try bench.pool(), keptIn: nil)
        )
    }

    @Test("several projects: each its own cells, and over all the mean of their means with an interval within both")
    func overAll() throws {
        let shots = [0, 1, 4]
        let (large, first) = try Self.project(imagesPerClass: 21, Self.plan(shots))
        let (little, second) = try Self.project(imagesPerClass: 14, Self.plan(shots))
        defer { withExtendedLifetime((large, little)) {} }
        let table = FewShotTable(try SimulatedProject.play([first, second]) { _, _ in }, shots: shots)
        for count in shots {
            let cells = try (0..<2).map { try #require(table.cell(.kernelRidge, shots: count, project: $0)) }
            let all = try #require(table.cell(.kernelRidge, shots: count))
            #expect(cells.map(\.labels) == [4 * count, 4 * count] && all.labels == nil)
            #expect(abs(all.accuracy.value - (cells[0].accuracy.value + cells[1].accuracy.value) / 2) < 1e-12)
            let (lower, upper) = (try #require(all.accuracy.lower), try #require(all.accuracy.upper))
            #expect(lower <= all.accuracy.value && all.accuracy.value <= upper)
            let widths = try cells.map { try #require($0.accuracy.upper) - #require($0.accuracy.lower) }
            #expect(upper - lower <= max(widths[0], widths[1]) + 1e-12, "a mean of two varies less than the wider one")
            #expect(try #require(table.cell(.zeroShot, shots: count)).gain.value == 0, "CLIP alone learns nothing")
        }
        let gain = try #require(table.cell(.kernelRidge, shots: 4, project: 0)).gain
        #expect(gain.value > 0, "four labels of every class help here")
    }

    @Test("what the smallest class cannot give is no cell, and everything else is there")
    func tooFew() throws {
        let shots = [0, 2, 8, 12]
        // 4 of 7 parts of 14 images may be asked about, and of 21.
        let (small, first) = try Self.project(imagesPerClass: 14, Self.plan(shots))
        let (large, second) = try Self.project(imagesPerClass: 21, Self.plan(shots))
        defer { withExtendedLifetime((small, large)) {} }
        #expect(first.askablePerClass == 8 && second.askablePerClass == 12)
        let outcomes = try SimulatedProject.play([first, second]) { _, _ in }
        let table = FewShotTable(outcomes, shots: shots)
        #expect(shots.map { table.isPlayed($0, project: 0) } == [true, true, true, false])
        #expect(table.cell(.kernelRidge, shots: 12, project: 0) == nil)
        #expect(table.cell(.kernelRidge, shots: 12, project: 1)?.labels == 48)
        #expect(table.cell(.kernelRidge, shots: 12) == nil, "no mean over some of them")
        #expect(table.cell(.kernelRidge, shots: 8) != nil)
        // A run without the last round is the same run.
        #expect(outcomes[0].results.allSatisfy { $0.rounds.map(\.labels) == [0, 8, 32] })
    }

    @Test("the published recipe is another than the interactive one")
    func recipe() throws {
        let plans = [Recipe.miwake, .paper].map {
            SimulationPlan(shots: [2], heads: [.icd], seeds: 1, recipe: $0)
        }
        let found = try plans.map { plan in
            let (small, project) = try Self.project(imagesPerClass: 14, plan)
            defer { withExtendedLifetime(small) {} }
            return try SimulatedProject.play([project]) { _, _ in }[0].results[0].rounds
        }
        #expect(found[0].map(\.labels) == [0, 8] && found[0][0] == found[1][0])
        #expect(found[0][1].logLoss != found[1][1].logLoss)
    }

    @Test("progress begins with what is known and ends with everything")
    func progress() async throws {
        let (small, project) = try Self.project(imagesPerClass: 14, Self.plan([1], heads: [.zeroShot]))
        defer { withExtendedLifetime(small) {} }
        try await confirmation(expectedCount: 4) { told in
            _ = try SimulatedProject.play([project]) { done, total in
                #expect((0...3).contains(done) && total == 3)
                told()
            }
        }
    }

    @Test("heads that are played together come to the same as each by itself")
    func together() throws {
        let heads: [Head] = [.icd, .kernelRidge, .maf, .mean]
        let plan = SimulationPlan(shots: [1, 4], heads: heads, seeds: 2, errorRate: 0.2, recipe: .miwake)
        let (small, project) = try Self.project(imagesPerClass: 14, plan)
        defer { withExtendedLifetime(small) {} }
        let simulation = project.simulation
        let groups = simulation.together(simulation.runs)
        #expect(groups.map(\.count) == [4, 4] && Set(groups[0].map(\.seed)) == [1])
        for group in groups {
            let found = try simulation.results(of: group)
            for (place, run) in group.enumerated() {
                let alone = try simulation.results(of: [run])
                #expect(found[place].rounds == alone[0].rounds, "\(run.head.rawValue)")
            }
        }
        #expect(try simulation.results(of: []).isEmpty)
    }
}

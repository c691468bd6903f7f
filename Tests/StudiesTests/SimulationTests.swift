import ActiveLearning
import Deconfusion
import Evaluation
import Foundation
import Heads
import LinearAlgebra
import ProjectModel
import TestProjects
import Testing
import Workbench

@testable import Studies

@Suite("The simulated inspector")
struct SimulationTests {
    private static func plan(seeds: Int = 2, rounds: Int = 3, errorRate: Double = 0) -> SimulationPlan {
        SimulationPlan(
            strategies: [.random, .margin], heads: [.kernelRidge], rounds: rounds, batch: 4, seeds: seeds,
            errorRate: errorRate)
    }

    /// A project with features and a key with a split: the images numbered by multiples of four are its test images.
    private static func bench(imagesPerClass: Int = 21) throws -> (SmallBench, Workbench, Pool, key: String) {
        let small = try SmallBench(imagesPerClass: imagesPerClass)
        try small.importFeatures()
        let rows = small.truth.sorted { $0.key < $1.key }.map { path, name in
            let number = Int(path.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
            return "\(path),\(name),\(number.isMultiple(of: 4) ? "test" : "train")"
        }
        try small.write(["path,class,split"] + rows, "key.csv")
        let bench = try small.open()
        return (small, bench, try bench.pool(), small.file("key.csv"))
    }

    private static func simulate(
        _ bench: Workbench, _ pool: Pool, _ key: String, _ plan: SimulationPlan, split: String? = nil,
        records: String? = nil
    ) throws -> SimulationOutcome {
        var door = OutputDoor(bench, isForced: false)
        let file = try records.map { try SimulationRecords.file($0, &door) }
        return try bench.simulate(plan, key: key, split: split, pool: pool, recordsFile: file) { _, _ in }
    }

    // MARK: Answers

    @Test("errors come at their rate and to every other class alike", arguments: [0.0, 0.15, 1.0])
    func errors(rate: Double) {
        var generator = SeededGenerator(seed: 4)
        let (classes, truth, draws) = (5, 2, 20_000)
        var counts = [Int](repeating: 0, count: classes)
        for _ in 0..<draws {
            counts[Simulation.answer(truth: truth, classes: classes, errorRate: rate, &generator)] += 1
        }
        for label in 0..<classes {
            let expected = label == truth ? 1 - rate : rate / Double(classes - 1)
            // Five standard deviations of a binomial count; exact where nothing is left to chance.
            let width = 5 * (Double(draws) * expected * (1 - expected)).squareRoot()
            #expect(abs(Double(counts[label]) - Double(draws) * expected) <= width, "class \(label): \(counts)")
        }
    }

    @Test("wrong answers teach worse than right ones")
    func errorRate() throws {
        let (small, bench, pool, key) = try Self.bench()
        defer { withExtendedLifetime(small) {} }
        func final(_ rate: Double) throws -> Double {
            let outcome = try Self.simulate(bench, pool, key, Self.plan(seeds: 4, rounds: 5, errorRate: rate))
            return try #require(outcome.curves(.kernelRidge, .random)?.mean.last)
        }
        #expect(try final(1) < final(0) - 0.1)
    }

    // MARK: Splits

    @Test("a seed holds out three of seven of every class, and another seed others", arguments: [20, 21])
    func drawnSplit(imagesPerClass: Int) throws {
        let (small, bench, pool, _) = try Self.bench(imagesPerClass: imagesPerClass)
        let key = try pool.images.indices.map { row in
            let name = try #require(small.truth[pool.images[row].path])
            return (row: row, column: try #require(bench.classes.firstIndex { $0.name == name }))
        }
        let simulation = Simulation(pool, key: key, heldOut: nil, plan: Self.plan(), recipe: .miwake)
        let splits = (1...3).map { simulation.split(UInt64($0)) }
        for split in splits {
            for label in bench.classes.indices {
                let held = key.indices.count { key[$0].column == label && split[$0] }
                #expect(held == imagesPerClass - Int((Double(imagesPerClass) * 4 / 7).rounded()))
            }
        }
        #expect(splits[0] == simulation.split(1) && splits[0] != splits[1])
    }

    @Test("the split of the key is held out, image for image, whatever the seed")
    func keySplit() throws {
        let (small, bench, pool, key) = try Self.bench()
        defer { withExtendedLifetime(small) {} }
        let outcome = try Self.simulate(bench, pool, key, Self.plan(), split: "test")
        // 0, 4, … 20 of each of four classes.
        #expect(outcome.heldOutCount == 4 * 6 && outcome.askableCount == 4 * 15)
        #expect(outcome.results.allSatisfy { $0.heldOut == 4 * 6 })
        // Before the first label every seed counts plain CLIP on the same images.
        #expect(Set(outcome.results.map { $0.accuracies[0] }).count == 1)
        let names = Dictionary(uniqueKeysWithValues: bench.classes.enumerated().map { ($1.name, $0) })
        let rows = pool.images.indices.filter {
            Int(pool.images[$0].path.drop { !$0.isNumber }.prefix { $0.isNumber })?.isMultiple(of: 4) == true
        }
        let right = zip(rows, pool.zeroShot.gatheringRows(rows).argmax()).count {
            names[String(pool.images[$0].path.prefix { $0 != "/" })] == $1
        }
        #expect(outcome.results[0].accuracies[0] == Double(right) / Double(rows.count))
    }

    @Test("a split that the key does not name, and more labels than images, are errors")
    func impossible() throws {
        let (small, bench, pool, key) = try Self.bench()
        defer { withExtendedLifetime(small) {} }
        #expect(throws: (any Error).self) { try Self.simulate(bench, pool, key, Self.plan(), split: "validation") }
        #expect(throws: StudyError.tooFewToSimulate(labels: 400, images: 48)) {
            try Self.simulate(bench, pool, key, Self.plan(rounds: 100))
        }
    }

    // MARK: Runs

    @Test("the same plan gives the same curves, and labels grow by a batch a round")
    func repeatable() throws {
        let (small, bench, pool, key) = try Self.bench()
        defer { withExtendedLifetime(small) {} }
        let first = try Self.simulate(bench, pool, key, Self.plan())
        let second = try Self.simulate(bench, pool, key, Self.plan())
        #expect(first.results.map(\.accuracies) == second.results.map(\.accuracies))
        #expect(first.results.allSatisfy { $0.labels == [0, 4, 8, 12] })
        #expect(
            first.results.map(\.run) == [
                .init(strategy: .random, head: .kernelRidge, seed: 1),
                .init(strategy: .random, head: .kernelRidge, seed: 2),
                .init(strategy: .margin, head: .kernelRidge, seed: 1),
                .init(strategy: .margin, head: .kernelRidge, seed: 2),
            ])
    }

    @Test("figures are counted of one strategy with one head, and of no other")
    func figuresOfOne() {
        func result(_ strategy: QueryStrategy, _ head: Head, _ auroc: Double) -> SimulationResult {
            var result = SimulationResult(run: .init(strategy: strategy, head: head, seed: 1), heldOut: 9)
            result.suspectedAUROC = [auroc]
            result.marginAUROC = 0.5
            result.labels = [0, 4]
            result.accuracies = [0.5, auroc]
            result.seconds = auroc * 10
            return result
        }
        let outcome = SimulationOutcome(
            plan: Self.plan(), heldOutCount: 9, askableCount: 9, unknownPaths: 0,
            results: [
                result(.random, .kernelRidge, 0.9), result(.margin, .kernelRidge, 0.7), result(.random, .icd, 0.6),
                result(.margin, .icd, 0.8),
            ])
        for result in outcome.results {
            let (head, strategy) = (result.run.head, result.run.strategy)
            #expect(outcome.errorDetection(head, strategy, round: 0)?.suspected.value == result.suspectedAUROC[0])
            #expect(outcome.curves(head, strategy)?.accuracies == [result.accuracies])
            #expect(outcome.seconds(head, strategy) == result.seconds)
        }
        #expect(outcome.errorDetection(.maf, .random, round: 0) == nil)
        #expect(outcome.curves(.maf, .random) == nil)
    }

    @Test("finished runs are read back and not played again; one that was cut short is")
    func resumed() throws {
        let (small, bench, pool, key) = try Self.bench()
        let records = small.file("runs.jsonl")
        let whole = try Self.simulate(bench, pool, key, Self.plan(), records: records)
        var lines = try String(contentsOfFile: records, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(lines.count == 4)

        // A mark in one record shows that it is read; half a line is what a stop leaves.
        let marked = try #require(lines.firstIndex { $0.contains("\"random\"") && $0.contains("\"seed\":1") })
        let cut = try #require(lines.firstIndex { $0.contains("\"margin\"") && $0.contains("\"seed\":2") })
        var object = try #require(
            try JSONSerialization.jsonObject(with: Data(lines[marked].utf8)) as? [String: Any])
        object["accuracies"] = [0.125, 0.25, 0.375, 0.5]
        lines[marked] = try #require(
            String(data: try JSONSerialization.data(withJSONObject: object), encoding: .utf8))
        lines[cut] = String(lines[cut].prefix(lines[cut].count / 2))
        try small.write(lines, "runs.jsonl")

        let resumed = try Self.simulate(bench, pool, key, Self.plan(), records: records)
        for (place, result) in resumed.results.enumerated() {
            let isMarked = result.run == .init(strategy: .random, head: .kernelRidge, seed: 1)
            #expect(result.accuracies == (isMarked ? [0.125, 0.25, 0.375, 0.5] : whole.results[place].accuracies))
        }
        let after = try String(contentsOfFile: records, encoding: .utf8).split(separator: "\n")
        #expect(after.count == 5, "only the run that was cut short was played again")

        // More seeds add what is missing; another batch is another simulation.
        _ = try Self.simulate(bench, pool, key, Self.plan(seeds: 3), records: records)
        #expect(try String(contentsOfFile: records, encoding: .utf8).split(separator: "\n").count == 7)
        _ = try Self.simulate(bench, pool, key, Self.plan(errorRate: 0.5), records: records)
        #expect(try String(contentsOfFile: records, encoding: .utf8).split(separator: "\n").count == 11)
    }
}

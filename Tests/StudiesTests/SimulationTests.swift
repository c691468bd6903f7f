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
            errorRate: errorRate, recipe: .miwake)
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
        return try play(
            bench.simulatedProject(plan, key: key, split: split, pool: pool, keptIn: file.map { .file($0) }))
    }

    private static func play(_ project: SimulatedProject) throws -> SimulationOutcome {
        try #require(try SimulatedProject.play([project]) { _, _ in }.first)
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
        let simulation = Simulation(pool, key: key, heldOut: nil, plan: Self.plan())
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
        #expect(first.results.allSatisfy { $0.rounds.map(\.labels) == [0, 4, 8, 12] })
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
            var result = SimulationResult(
                run: .init(strategy: strategy, head: head, seed: 1), heldOut: 9, zeroShotAccuracy: 0.5)
            result.marginAUROC = 0.5
            result.rounds = [
                .init(labels: 0, accuracy: 0.5, logLoss: 1), .init(labels: 4, accuracy: auroc, logLoss: 1),
            ]
            result.rounds[0].suspectedAUROC = auroc
            result.seconds = auroc * 10
            return result
        }
        let outcome = SimulationOutcome(
            plan: Self.plan(), askablePerClass: 2, heldOutCount: 9, askableCount: 9, unknownPaths: 0,
            results: [
                result(.random, .kernelRidge, 0.9), result(.margin, .kernelRidge, 0.7), result(.random, .icd, 0.6),
                result(.margin, .icd, 0.8),
            ], keptRuns: 0, notKept: nil)
        for result in outcome.results {
            let (head, strategy) = (result.run.head, result.run.strategy)
            #expect(
                outcome.errorDetection(head, strategy, round: 0)?.suspected.value == result.rounds[0].suspectedAUROC)
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
        let marks = [0.125, 0.25, 0.375, 0.5]
        let rounds = try #require(object["rounds"] as? [[String: Any]])
        object["rounds"] = zip(rounds, marks).map { round, mark in round.merging(["accuracy": mark]) { $1 } }
        lines[marked] = try #require(
            String(data: try JSONSerialization.data(withJSONObject: object), encoding: .utf8))
        lines[cut] = String(lines[cut].prefix(lines[cut].count / 2))
        try small.write(lines, "runs.jsonl")

        let resumed = try Self.simulate(bench, pool, key, Self.plan(), records: records)
        for (place, result) in resumed.results.enumerated() {
            let isMarked = result.run == .init(strategy: .random, head: .kernelRidge, seed: 1)
            #expect(result.accuracies == (isMarked ? marks : whole.results[place].accuracies))
        }
        let after = try String(contentsOfFile: records, encoding: .utf8).split(separator: "\n")
        #expect(after.count == 5, "only the run that was cut short was played again")

        // More seeds add what is missing; another batch is another simulation.
        _ = try Self.simulate(bench, pool, key, Self.plan(seeds: 3), records: records)
        #expect(try String(contentsOfFile: records, encoding: .utf8).split(separator: "\n").count == 7)
        _ = try Self.simulate(bench, pool, key, Self.plan(errorRate: 0.5), records: records)
        #expect(try String(contentsOfFile: records, encoding: .utf8).split(separator: "\n").count == 11)
    }

    // MARK: The cache

    @Test("what was played is kept by itself and read by the same program alone; damaged lines are passed over")
    func cache() throws {
        let (small, bench, pool, key) = try Self.bench()
        let folder = small.file("cache/simulations")
        func play(_ program: String, isAfresh: Bool = false) throws -> SimulationOutcome {
            try Self.play(
                bench.simulatedProject(
                    Self.plan(), key: key, split: nil, pool: pool,
                    keptIn: .cache(folder: folder, program: program), isAfresh: isAfresh))
        }
        let first = try play("a")
        #expect(first.keptRuns == 0 && first.notKept == nil)
        let again = try play("a")
        #expect(again.keptRuns == 4 && again.results == first.results)
        #expect(try play("a", isAfresh: true).keptRuns == 0)
        #expect(try play("another build").keptRuns == 0)

        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.count == 2, "a file for each setup")
        for file in files {
            let path = folder + "/" + file
            var bytes = try #require(FileManager.default.contents(atPath: path))
            // Not even text any more, in the first line.
            bytes[bytes.startIndex + 30] = 0xFF
            try bytes.write(to: URL(filePath: path))
        }
        let damaged = try play("another build")
        #expect(damaged.keptRuns == 3 && damaged.results.map(\.accuracies) == first.results.map(\.accuracies))
        #expect(try play("another build").keptRuns == 4)
    }

    @Test("a key that holds out other images by a split of the same name is another key")
    func otherSplit() throws {
        let (small, bench, pool, key) = try Self.bench()
        let rows = try String(contentsOfFile: key, encoding: .utf8).split(separator: "\n").map(String.init)
        let moved = rows.enumerated().map { place, row in
            place == 1 ? row.replacing(",test", with: ",train") : row
        }
        #expect(moved != rows)
        try small.write(moved, "moved.csv")
        func keptRuns(_ key: String) throws -> Int {
            try Self.play(
                bench.simulatedProject(
                    Self.plan(), key: key, split: "test", pool: pool,
                    keptIn: .cache(folder: small.file("cache"), program: "a"))
            ).keptRuns
        }
        #expect(try keptRuns(key) == 0 && keptRuns(key) == 4 && keptRuns(small.file("moved.csv")) == 0)
    }

    @Test(
        "what CLIP says of the same images by the same encoder may change, as with a prompt: then every run is another")
    func otherLogits() throws {
        let (small, bench, pool, key) = try Self.bench()
        var logits = pool.zeroShot
        logits[0, 0] += 0.5
        let other = Pool(
            images: pool.images, classes: pool.classes, zeroShot: logits, embeddings: pool.embeddings,
            levels: pool.levels, featureKey: pool.featureKey)
        func keptRuns(_ pool: Pool) throws -> Int {
            try Self.play(
                bench.simulatedProject(
                    Self.plan(), key: key, split: nil, pool: pool,
                    keptIn: .cache(folder: small.file("cache"), program: "a"))
            ).keptRuns
        }
        #expect(try keptRuns(pool) == 0 && keptRuns(pool) == 4 && keptRuns(other) == 0)
    }

    @Test("a cache that cannot be written costs a remark, a file that somebody named is an error")
    func unwritable() throws {
        let (small, bench, pool, key) = try Self.bench()
        try small.write(["in the way"], "cache")
        let outcome = try Self.play(
            bench.simulatedProject(
                Self.plan(), key: key, split: nil, pool: pool,
                keptIn: .cache(folder: small.file("cache/simulations"), program: "a")))
        #expect(outcome.results.count == 4 && outcome.notKept?.contains("cache") == true)
    }
}

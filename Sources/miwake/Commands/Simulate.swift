import ActiveLearning
import ArgumentParser
import Deconfusion
import Evaluation
import FileContents
import Foundation
import Heads
import Interchange
import Languages
import ProjectModel
import ProjectStore
import Studies
import Workbench

struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let a simulated inspector label by each strategy, and compare how fast each head learns.",
        discussion: """
            Accuracy is always counted on images that are never asked: 3 of 7 of each class, drawn by each seed, or the split \
            of the key named by --split. Strategies of one seed see the same images held out, so that they are compared in \
            pairs. Intervals are 95 % bootstrap intervals over the seeds, from two seeds on. Heads that are trained are trained with \
            the project's own recipe and λ. Nothing is written into the project.

            labels_vs_random and labels_vs_margin: labels needed for the final accuracy of that strategy, as a share of \
            those that it needs itself, 100 % against itself; where that accuracy is never reached, the same at its own final \
            accuracy, which is above 100 %. Read off the closest curves that never fall.

            --shots draws the same number of labels of every class at random instead, as few-shot tables count them, and prints \
            what each head makes of them: accuracy, and the gain over zero-shot on the same images, seed by seed.
            """)

    private static let standardStrategies = "random,margin,expected-gain"
    private static let standardRounds = 8

    @OptionGroup var project: ProjectArgument

    @Option(help: "The answer key: a CSV file with the columns path and class.", completion: .file(extensions: ["csv"]))
    var truth: String

    @Option(help: "Strategies separated by commas, or all; those of `miwake rank --order`.")
    var strategies = Self.standardStrategies

    @Option(help: "Heads separated by commas.")
    var heads = "kernel-ridge"

    @Option(help: "In how many rounds labels are given.")
    var rounds = Self.standardRounds

    @Option(help: "Labels per round; by default one for every two classes, and at least 5.")
    var batch: Int?

    @Option(
        help: "Labels of every class, separated by commas (1,2,4,8), drawn at random: a few-shot table of the heads.")
    var shots: String?

    @Option(help: "Runs of each strategy, with the seeds 1, 2, …")
    var seeds = 10

    @Option(help: "The probability that an answer is wrong, in 0…1.")
    var errorRate = 0.0

    @Option(help: "The split of the key that is held out.")
    var split: String?

    @Option(help: "A file of finished runs: they are not run again, and new ones are added.", completion: .file())
    var results: String?

    @Option(
        help: "Write the learning curves as SVG, one file per head where there are several.",
        completion: .file(extensions: ["svg"]))
    var plot: String?

    @Flag(help: "Print every round instead of one row per strategy.")
    var curves = false

    @OptionGroup var forced: ForceFlag

    @OptionGroup var format: FormatOption

    func validate() throws {
        guard rounds > 0, seeds > 0, batch ?? 1 > 0 else {
            throw ValidationError("--rounds, --batch and --seeds take positive numbers")
        }
        guard (0...1).contains(errorRate) else { throw ValidationError("--error-rate lies in 0…1") }
        guard plot != OutputTarget.standardOutput else {
            throw ValidationError("standard output holds the table; name a file for --plot")
        }
        _ = try chosenStrategies()
        _ = try chosenHeads()
        guard try chosenShots() != nil else { return }
        guard batch == nil, rounds == Self.standardRounds, strategies == Self.standardStrategies, plot == nil, !curves
        else {
            throw ValidationError(
                "--shots draws at random: without --strategies, --rounds, --batch, --curves and --plot")
        }
    }

    private func chosenShots() throws -> [Int]? {
        guard let shots else { return nil }
        let numbers = shots.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard !numbers.isEmpty, zip([0] + numbers, numbers).allSatisfy({ $0 < $1 }) else {
            throw ValidationError("--shots takes rising numbers separated by commas, as in 1,2,4,8")
        }
        return numbers
    }

    private func chosenStrategies() throws -> [QueryStrategy] {
        guard strategies != "all" else { return QueryStrategy.all }
        return try strategies.split(separator: ",").map { name in
            guard let strategy = QueryStrategy.named(String(name)) else {
                throw ValidationError(
                    "“\(name)” is not a strategy; the strategies are \(QueryStrategy.all.map(\.name).joined(separator: ", "))"
                )
            }
            return strategy
        }
    }

    private func chosenHeads() throws -> [Head] {
        try heads.split(separator: ",").map { name in
            guard let head = Head(rawValue: String(name)) else {
                throw ValidationError(
                    "“\(name)” is not a head; the heads are \(Head.simplestFirst.map(\.rawValue).joined(separator: ", "))"
                )
            }
            return head
        }
    }

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let pool = try bench.pool()
        let plan =
            if let shots = try chosenShots() {
                SimulationPlan(shots: shots, heads: try chosenHeads(), seeds: seeds, errorRate: errorRate)
            } else {
                SimulationPlan(
                    strategies: try chosenStrategies(), heads: try chosenHeads(), rounds: rounds,
                    batch: batch ?? max(5, pool.classes.count / 2), seeds: seeds, errorRate: errorRate)
            }
        var door = OutputDoor(bench, isForced: forced.force)
        // Refused now rather than after an hour.
        let plots = try plotTargets(plan, &door)
        let records = try results.map { path throws(WorkbenchError) in try SimulationRecords.file(path, &door) }
        let words = self.words
        let (values, notes) = (format.format.data(words), format.format.notes(words))
        let progress = ProgressLine(.simulating, words)
        let outcome = try bench.simulate(
            plan, key: truth, split: split, pool: pool, recordsFile: records, progress: progress.report)
        progress.finish()
        var table = DataTable(
            source: [
                .init("project", .text(bench.name)), .init("truth", .text(truth)),
                .init("split", .text(split ?? values.say("simulate.held-out"))),
                .init("held_out_images", .integer(outcome.heldOutCount)),
                .init("askable_images", .integer(outcome.askableCount)), .init("classes", .integer(pool.classes.count)),
                .init(
                    "labels",
                    .text(plan.shots == nil ? values.say("simulate.picked") : values.say("simulate.drawn"))),
                .init("rounds", .integer(plan.rounds)),
                .init("batch", plan.shots == nil ? .integer(plan.batch) : .missing),
                .init("seeds", .integer(plan.seeds)), .init("error_rate", .decimal(plan.errorRate, digits: 3)),
                .init("recipe", .text(bench.recipe.name)),
            ] + Provenance.of(bench.recipe.lossWeights), columns: [], rows: [])
        if let shots = plan.shots {
            fillShots(&table, outcome, shots)
        } else if curves {
            fillCurves(&table, outcome)
        } else {
            fillSummary(&table, outcome)
        }
        table.notes.append(plan.seeds > 1 ? notes.say("simulate.intervals") : notes.say("simulate.one-seed"))
        if outcome.unknownPaths > 0 {
            table.notes.append(notes.withoutFeatures(rows: outcome.unknownPaths))
        }
        try table.print(as: format.format)
        if plan.shots == nil { try draw(outcome, plots, &door, words) }
    }

    // MARK: Tables

    private func fillSummary(_ table: inout DataTable, _ outcome: SimulationOutcome) {
        table.columns = [
            .text("head"), .text("strategy"), .number("start"), .number("final"), .number("area_gain"),
            .number("gain_low"), .number("gain_high"), .number("labels_vs_random"), .number("random_low"),
            .number("random_high"), .number("labels_vs_margin"), .number("margin_low"), .number("margin_high"),
            .number("worst_round"), .number("worst_gain"), .number("suspected_auroc"), .number("margin_auroc"),
            .number("seconds"),
        ]
        for head in outcome.plan.heads {
            let random = outcome.curves(head, .random)
            let margin = outcome.curves(head, .margin)
            for strategy in outcome.plan.strategies {
                guard let own = outcome.curves(head, strategy) else { continue }
                let mean = own.mean
                let toRandom = random.map { own.compared(to: $0) }
                let toMargin = margin.map { own.compared(to: $0) }
                let detection = outcome.errorDetection(head, strategy, round: outcome.plan.rounds)
                table.rows.append([
                    .text(head.rawValue), .text(strategy.name), .decimal(mean[0] * 100, digits: 2),
                    .decimal(mean[mean.count - 1] * 100, digits: 2),
                    .percent(toRandom?.areaGain.value, digits: 2),
                    .percent(toRandom?.areaGain.lower, digits: 2),
                    .percent(toRandom?.areaGain.upper, digits: 2),
                    .percent(toRandom?.labelShare.value, digits: 0),
                    .percent(toRandom?.labelShare.lower, digits: 0),
                    .percent(toRandom?.labelShare.upper, digits: 0),
                    .percent(toMargin?.labelShare.value, digits: 0),
                    .percent(toMargin?.labelShare.lower, digits: 0),
                    .percent(toMargin?.labelShare.upper, digits: 0),
                    toRandom.map { .integer($0.worstRound) } ?? .missing,
                    .decimal(toRandom.map { $0.worstDifference * 100 }, digits: 2),
                    .decimal(detection?.suspected.value, digits: 3), .decimal(detection?.margin.value, digits: 3),
                    .decimal(outcome.seconds(head, strategy), digits: 2),
                ])
            }
        }
    }

    private func fillCurves(_ table: inout DataTable, _ outcome: SimulationOutcome) {
        table.columns = [
            .text("head"), .text("strategy"), .number("round"), .number("labels"), .number("accuracy"), .number("low"),
            .number("high"), .number("gain_over_random"), .number("gain_low"), .number("gain_high"),
            .number("suspected_auroc"), .number("auroc_gain"), .number("auroc_gain_low"), .number("auroc_gain_high"),
        ]
        for head in outcome.plan.heads {
            let random = outcome.curves(head, .random)
            for strategy in outcome.plan.strategies {
                guard let own = outcome.curves(head, strategy) else { continue }
                for (round, estimate) in own.intervals().enumerated() {
                    let gain = random.map { random in
                        SeedEstimate.bootstrapped(
                            seeds: own.seedCount, resamples: LearningCurves.defaultResamples, seed: 1
                        ) { seeds in
                            seeds.reduce(0) { $0 + own.accuracies[$1][round] - random.accuracies[$1][round] }
                                / Double(seeds.count)
                        }
                    }
                    let detection = outcome.errorDetection(head, strategy, round: round)
                    table.rows.append([
                        .text(head.rawValue), .text(strategy.name), .integer(round), .integer(own.labels[round]),
                        .percent(estimate.value, digits: 2), .percent(estimate.lower, digits: 2),
                        .percent(estimate.upper, digits: 2), .percent(gain?.value, digits: 2),
                        .percent(gain?.lower, digits: 2),
                        .percent(gain?.upper, digits: 2),
                        .decimal(detection?.suspected.value, digits: 3), .decimal(detection?.gain.value, digits: 3),
                        .decimal(detection?.gain.lower, digits: 3), .decimal(detection?.gain.upper, digits: 3),
                    ])
                }
            }
        }
    }

    /// A row for each head and number of labels; a head without labels is zero-shot.
    private func fillShots(_ table: inout DataTable, _ outcome: SimulationOutcome, _ shots: [Int]) {
        table.columns = [
            .text("head"), .number("labels_per_class"), .number("labels"), .number("accuracy"), .number("low"),
            .number("high"), .number("gain"), .number("gain_low"), .number("gain_high"),
        ]
        for head in outcome.plan.heads {
            guard let own = outcome.curves(head, .random) else { continue }
            for (round, estimate) in own.intervals().enumerated() where round > 0 {
                let gain = own.gain(of: round, over: 0)
                table.rows.append([
                    .text(head.rawValue), .integer(shots[round - 1]), .integer(own.labels[round]),
                    .percent(estimate.value, digits: 2), .percent(estimate.lower, digits: 2),
                    .percent(estimate.upper, digits: 2), .percent(gain.value, digits: 2),
                    .percent(gain.lower, digits: 2), .percent(gain.upper, digits: 2),
                ])
            }
        }
    }

    // MARK: Plots

    private func chart(_ outcome: SimulationOutcome, _ head: Head, _ words: Words) -> LineChart {
        let curves = outcome.plan.strategies.compactMap { strategy in
            outcome.curves(head, strategy).map { (strategy, $0) }
        }
        return LineChart(
            title: words.say(
                "simulate.chart",
                ["head": head.rawValue, "seeds": words.counted("seed", outcome.plan.seeds)]),
            xTitle: words.say("simulate.chart.labels"), yTitle: words.say("simulate.chart.accuracy"),
            x: curves.first?.1.labels.map(Double.init) ?? [],
            curves: curves.map { strategy, curves in
                let intervals = curves.intervals()
                return LineChart.Curve(
                    name: strategy.name, values: intervals.map { $0.value * 100 },
                    lower: intervals.compactMap(\.lower).map { $0 * 100 },
                    upper: intervals.compactMap(\.upper).map { $0 * 100 })
            })
    }

    /// Where the curves of each head go.
    private func plotTargets(_ plan: SimulationPlan, _ door: inout OutputDoor) throws(WorkbenchError) -> [OutputTarget]
    {
        guard let plot else { return [] }
        if try OutputTarget(plot).takesBytesAsTheyCome { return [try door.admit(plot)] }
        let stem = plot.hasSuffix(".svg") ? String(plot.dropLast(4)) : plot
        let paths = plan.heads.count == 1 ? [stem + ".svg"] : plan.heads.map { "\(stem)-\($0.rawValue).svg" }
        var targets: [OutputTarget] = []
        for path in paths { targets.append(try door.admit(path)) }
        return targets
    }

    private func draw(
        _ outcome: SimulationOutcome, _ plots: [OutputTarget], _ door: inout OutputDoor, _ words: Words
    ) throws {
        for (index, head) in outcome.plan.heads.enumerated() {
            let chart = chart(outcome, head, words)
            if format.format == .table { try StandardOutput.print(page: "\n" + chart.text()) }
            // A pipe or a device takes one picture after the other.
            if let plot = plots.indices.contains(index) ? plots[index] : plots.last {
                try door.write(Array(chart.svg.utf8), to: plot)
            }
        }
    }
}

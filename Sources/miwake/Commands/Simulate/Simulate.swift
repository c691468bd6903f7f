import ActiveLearning
import ArgumentParser
import Deconfusion
import Foundation
import Heads
import Languages
import ProjectModel
import ProjectStore
import Studies
import TensorFiles
import Workbench

struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let a simulated inspector label by each strategy, and compare how fast each head learns.",
        discussion: """
            Accuracy is always counted on images that are never asked: 3 of 7 of each class, drawn by each seed, or the split \
            of the key named by --split. Strategies of one seed see the same images held out, so that they are compared in \
            pairs. Intervals are 95 % bootstrap intervals over the seeds, from two seeds on. Nothing is written into the project.

            labels_vs_random and labels_vs_margin: labels needed for the final accuracy of that strategy, as a share of \
            those that it needs itself, 100 % against itself; where that accuracy is never reached, the same at its own final \
            accuracy, which is above 100 %. Read off the closest curves that never fall.

            --shots draws the same number of labels of every class at random instead, as few-shot tables count them, and prints \
            what each head makes of them, in each project and over all of them. What a project cannot give is a dash. No setting \
            of a head is chosen on images that are counted: heads are fitted with the settings that they always have, and those that \
            are trained by --recipe (miwake's with the project's own λ).

            pairs_resolved: of CLIP's errors within the ten class pairs that it confuses most on the held-out images, the share that \
            the head has right; pairs_broken: images of these classes that CLIP has right and the head has wrong. real_by_delta_s: \
            of the first 20 questions in the order of confusions, the share that asks about a real error of CLIP; real_by_margin: \
            the same by CLIP's own margin.

            Finished runs are kept in the program's cache folder, and not played again by the same program: a simulation that was \
            stopped goes on where it was.
            """)

    private static let standardStrategies = "random,margin,expected-gain"
    private static let standardRounds = 8

    @Argument(help: "The project folders: those that hold miwake.yaml.", completion: .directory)
    var projects: [String]

    @Option(
        help: """
            The answer key, of several projects once for each in their order: a CSV file with the columns path and class; by \
            default truth.csv in the project folder.
            """, completion: .file(extensions: ["csv"]))
    var truth: [String] = []

    @Option(help: "Strategies separated by commas, or all; those of `miwake rank --order`.")
    var strategies = Self.standardStrategies

    @Option(help: "Heads separated by commas, or all.")
    var heads = "kernel-ridge"

    @Option(
        help:
            "One of the heads, with whose random and margin every strategy of every head is compared; by default its own."
    )
    var against: String?

    @Option(help: "In how many rounds labels are given.")
    var rounds = Self.standardRounds

    @Option(help: "Labels per round; by default one for every two classes, and at least 5.")
    var batch: Int?

    @Option(
        help: """
            Labels of every class, separated by commas (0,1,2,4,8,16), drawn at random: a few-shot table of the heads.
            """)
    var shots: String?

    @Option(help: "Of the heads that are trained: miwake (interactive) or paper (the published settings).")
    var recipe: Train.RecipeName = .miwake

    @Option(
        help: "What trained heads read: pooled (tokens averaged beforehand) or tokens (all of them, as in the paper).")
    var mode: FeatureMode = .pooled

    @Option(help: "Runs of each strategy, with the seeds 1, 2, …")
    var seeds = 10

    @Option(help: "The probability that an answer is wrong, in 0…1.")
    var errorRate = 0.0

    @Option(help: "The split of the key that is held out.")
    var split: String?

    @Option(
        help: "A file of finished runs, in place of the cache: they are not run again, and new ones are added.",
        completion: .file())
    var results: String?

    @Flag(help: "Play every run again, also those that are kept.")
    var afresh = false

    @Option(
        help:
            "Write the curves as SVG: one file for each project and, without --shots, for each head where there are several.",
        completion: .file(extensions: ["svg"]))
    var plot: String?

    @Flag(
        help: "Print every round, or every number of labels, in a row of its own; in CSV and JSON --shots always does.")
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
        guard truth.isEmpty || truth.count == projects.count else {
            throw ValidationError(
                "--truth is given once for each project, in their order, or not at all: \(truth.count) for \(projects.count)"
            )
        }
        _ = try chosenStrategies()
        let heads = try chosenHeads()
        guard against.map({ name in heads.contains { $0.rawValue == name } }) ?? true else {
            throw ValidationError("--against names one of --heads, so that it is simulated, too")
        }
        guard try chosenShots() != nil else { return }
        guard batch == nil, against == nil, rounds == Self.standardRounds, strategies == Self.standardStrategies else {
            throw ValidationError("--shots draws at random: without --strategies, --against, --rounds and --batch")
        }
    }

    private func chosenShots() throws -> [Int]? {
        guard let shots else { return nil }
        let numbers = shots.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard !numbers.isEmpty, zip([-1] + numbers, numbers).allSatisfy({ $0 < $1 }) else {
            throw ValidationError("--shots takes rising numbers separated by commas, as in 0,1,2,4,8,16")
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
        guard heads != "all" else { return Head.simplestFirst }
        return try heads.split(separator: ",").map { name in
            guard let head = Head(rawValue: String(name)) else {
                throw ValidationError(
                    "“\(name)” is not a head; the heads are \(Head.simplestFirst.map(\.rawValue).joined(separator: ", "))"
                )
            }
            return head
        }
    }

    func run() throws {
        let benches = try projects.map { try Workbench.open($0, .readOnly) }
        let keys = try zip(projects, benches).enumerated().map { index, project in
            try key(of: project.0, project.1, given: truth.isEmpty ? nil : truth[index])
        }
        let chosenShots = try chosenShots()
        var door = OutputDoor(benches[0], besides: Array(benches.dropFirst()), isForced: forced.force)
        // Refused now rather than after an hour.
        let charts = try SimulationCharts(
            plot, projects: names(of: benches), heads: chosenShots == nil ? try chosenHeads() : [], &door)
        let place = try keepingPlace(&door)
        let simulated = try zip(benches, keys).map { bench, key in
            let pool = try bench.pool()
            return try bench.simulatedProject(
                try plan(bench, classes: pool.classes.count), key: key, split: split, pool: pool, keptIn: place,
                isAfresh: afresh)
        }
        if let least = chosenShots?.first, let first = simulated.first,
            simulated.allSatisfy({ $0.askablePerClass < least })
        {
            throw StudyError.tooFewShotsToSimulate(shots: least, images: first.askablePerClass)
        }
        let progress = ProgressLine(.simulating, words, tellsTimeLeft: true)
        let outcomes = try SimulatedProject.play(simulated, progress: progress.report)
        progress.finish()
        let report = SimulationReport(
            projects: names(of: benches), outcomes: outcomes, shots: chosenShots,
            reference: against.flatMap(Head.init(rawValue:)), format: format.format, words)
        var table = report.table(isEveryRound: curves)
        table.source = facts(benches, keys, outcomes)
        table.notes += notes(outcomes, isKeeping: place != nil)
        try table.print(as: format.format)
        let drawn = report.charts
        for (index, chart) in drawn.enumerated() {
            // On a terminal the chart over all projects is enough: more would push the table out of sight.
            if format.format == .table, chosenShots == nil || index == drawn.count - 1 {
                try StandardOutput.print(page: "\n" + chart.text())
            }
            try charts.write(chart, at: index, &door)
        }
    }

    private func plan(_ bench: Workbench, classes: Int) throws -> SimulationPlan {
        let recipe = recipe == .paper ? .paper : bench.recipe
        if let shots = try chosenShots() {
            return SimulationPlan(
                shots: shots, heads: try chosenHeads(), seeds: seeds, errorRate: errorRate, recipe: recipe, mode: mode)
        }
        return SimulationPlan(
            strategies: try chosenStrategies(), heads: try chosenHeads(), rounds: rounds,
            batch: batch ?? max(5, classes / 2), seeds: seeds, errorRate: errorRate, recipe: recipe, mode: mode)
    }

    // MARK: Keys and names

    private static let standardKey = "truth.csv"

    private func key(of project: String, _ bench: Workbench, given: String?) throws -> String {
        if let given { return given }
        let path = bench.folder.project + "/" + Self.standardKey
        guard FileManager.default.fileExists(atPath: path) else {
            throw StudyError.noKeyOfProject(project: project, key: Self.standardKey)
        }
        return path
    }

    /// Of folders that have one name the paths as typed.
    private func names(of benches: [Workbench]) -> [String] {
        let names = benches.map(\.name)
        return Set(names).count == names.count ? names : projects
    }

    // MARK: Finished runs

    private static let cacheFolder = "simulations"
    private static let executable = "/proc/self/exe"

    /// Where finished runs are kept; nil where this program's content cannot be told, which the cache needs.
    private func keepingPlace(_ door: inout OutputDoor) throws -> SimulationRecords.Place? {
        if let results { return .file(try SimulationRecords.file(results, &door)) }
        guard let program = try? ContentHash.ofFile(at: Self.executable) else { return nil }
        return .cache(folder: ResourceFolders.own.cache + "/" + Self.cacheFolder, program: program)
    }

    // MARK: What a reader must know

    private func facts(
        _ benches: [Workbench], _ keys: [String], _ outcomes: [SimulationOutcome]
    ) -> [DataTable.Fact] {
        let values = format.format.data(words)
        let isOne = benches.count == 1
        let weights = Set(outcomes.map(\.plan.recipe.lossWeights))
        let isByShots = shots != nil
        return [
            .init("project", .text(names(of: benches).joined(separator: ", "))),
            .init("truth", .text(keys.joined(separator: ", "))),
            .init("split", .text(split ?? values.say("simulate.held-out"))),
            .init("held_out_images", .integer(outcomes.reduce(0) { $0 + $1.heldOutCount })),
            .init("askable_images", .integer(outcomes.reduce(0) { $0 + $1.askableCount })),
            .init("classes", isOne ? .integer(benches[0].classes.count) : .missing),
            .init("labels", .text(isByShots ? values.say("simulate.drawn") : values.say("simulate.picked"))),
            .init("rounds", isOne ? .integer(outcomes[0].plan.rounds) : isByShots ? .missing : .integer(rounds)),
            .init("batch", isOne && !isByShots ? .integer(outcomes[0].plan.batch) : .missing),
            .init("against", .text(against)), .init("seeds", .integer(seeds)),
            .init("error_rate", .decimal(errorRate, digits: 3)),
            .init("recipe", .text(recipe.rawValue)), .init("mode", .text(mode.rawValue)),
        ] + (weights.count == 1 ? weights.flatMap(Provenance.of) : [])
    }

    private func notes(_ outcomes: [SimulationOutcome], isKeeping: Bool) -> [String] {
        let words = format.format.notes(words)
        var notes = [seeds > 1 ? words.say("simulate.intervals") : words.say("simulate.one-seed")]
        let unknown = outcomes.reduce(0) { $0 + $1.unknownPaths }
        if unknown > 0 { notes.append(words.withoutFeatures(rows: unknown)) }
        let kept = outcomes.reduce(0) { $0 + $1.keptRuns }
        if results == nil, kept > 0 {
            let total = outcomes.reduce(0) { $0 + $1.results.count }
            notes.append(words.say("simulate.kept", ["runs": words.counted("run", kept), "total": total]))
        }
        if let reason = outcomes.compactMap(\.notKept).first {
            notes.append(words.say("simulate.not-kept", ["reason": reason]))
        } else if !isKeeping {
            notes.append(words.say("simulate.not-kept", ["reason": Self.executable]))
        }
        return notes
    }
}

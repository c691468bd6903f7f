import AnnotatorUI
import ArgumentParser
import Evaluation
import FeatureExtraction
import Foundation
import Interchange
import Labelling
import Languages
import ProjectModel
import ProjectStore
import Studies
import Workbench

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open a sample project: see confusion found, labels given, the matrix cleaned.",
        discussion: """
            The sample is copied to ~/.local/share/miwake/demo (or $XDG_DATA_HOME/miwake/demo) and embedded with the small \
            CLIP that lies beside it. Plain `miwake demo` keeps what you label; --guided and --headless start afresh each \
            time, in copies of their own. A copy that you have labelled in is never written over.
            """)

    @Flag(help: "Watch a scripted inspector for a minute; any key takes over.")
    var guided = false

    @Flag(help: "The same without a terminal: prints the figures before and after.")
    var headless = false

    @Option(help: "The folder for the copy: a new one, an empty one, or an older copy.", completion: .directory)
    var to: String?

    @Option(help: "A sample by name, or the folder of one.", completion: .directory)
    var sample = Sample.standardName

    @Option(help: "Labels that the scripted inspector gives with --headless; four per class by default.")
    var labels: Int?

    @OptionGroup var screens: ScreenOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var seed: SeedOption

    func validate() throws {
        guard !(guided && headless) else { throw ValidationError("give either --guided or --headless") }
        guard labels == nil || headless else { throw ValidationError("--labels belongs to --headless") }
        guard labels.map({ $0 >= 2 }) ?? true else { throw ValidationError("--labels is 2 or more") }
    }

    func run() throws {
        let copy = try self.copy()
        let bench = try Workbench.setUp(copy)
        let words = Words(SpokenLanguage.of(bench.file))
        if headless {
            try embed(bench, words)
            return try simulate(bench, copy, words)
        }
        // The screens embed behind themselves: what is embedded is ranked, and may be labelled.
        let key = try answerKey(of: copy, bench)
        let guide = guided ? key.map { GuidedTour.guide(classes: bench.classes.count, key: $0) } : nil
        if guide == nil { try Sample.hand(copy, to: .person) }
        var reviewsTakenOver: Int?
        try OpenScreens(
            bench: bench, options: screens, isAuditOnly: false, seed: seed.seed ?? bench.file.seed, answerKey: key
        ).run(guide: guide) {
            reviewsTakenOver = try? bench.status().counts.reviews
            try? Sample.hand(copy, to: .person)
        }
        // Who only looked on has answered nothing.
        if let before = reviewsTakenOver, try bench.status().counts.reviews == before {
            try Sample.hand(copy, to: .script)
        }
        try StandardOutput.print(words.say("demo.project", ["path": copy]))
    }

    /// Where the demo works: a copy of the sample, made now or kept from the last time.
    private func copy() throws -> String {
        let folders = ResourceFolders.own
        let name = sample.split(separator: "/").last.map(String.init) ?? sample
        let isScripted = guided || headless
        let standard = folders.userFiles + "/demo/" + name + (guided ? "-guided" : headless ? "-headless" : "")
        let path = to ?? (isScripted ? Self.free(standard) : standard)
        let keeps = !isScripted && Sample.isCopy(path)
        if !keeps { try Sample(sample, folders).copy(to: path, for: isScripted ? .script : .person) }
        return path
    }

    /// The folder, or the first of FOLDER-2, FOLDER-3 … where none of a person's labels lie and nobody is at work.
    private static func free(_ folder: String) -> String {
        var (path, number) = (folder, 1)
        while Sample.isCopy(path), !Sample.isReplaceable(path) {
            number += 1
            path = "\(folder)-\(number)"
        }
        return path
    }

    private func embed(_ bench: Workbench, _ words: Words) throws {
        let embedding = try Embedding(bench)
        let progress = RateLine(words.title(.embedding), words, isQuiet: false)
        _ = try embedding.run(report: { progress.report(done: $0.done, total: $0.total) })
        progress.finish()
    }

    /// What every image of the copy truly is. A sample of somebody's own may come without; then nobody can guide.
    private func answerKey(of copy: String, _ bench: Workbench) throws -> AnswerKey? {
        let path = Sample.answerKey(of: copy)
        guard guided || FileManager.default.fileExists(atPath: path) else { return nil }
        return try bench.answerKey(path)
    }

    private func simulate(_ bench: Workbench, _ copy: String, _ words: Words) throws {
        let path = Sample.answerKey(of: copy)
        let wanted = labels ?? SimulatedInspector.labelsPerClass * bench.classes.count
        let progress = ProgressLine(.labelling, words)
        let rows = try SimulatedInspector(
            bench: bench, key: bench.answerKey(path), keyPath: path, labels: wanted, seed: seed.seed ?? bench.file.seed
        ).run(progress: progress.report)
        progress.finish()
        var table = DataTable(
            source: [
                .init("project", .text(bench.name)), .init("truth", .text(path)),
                .init("order", .text("suggested")), .init("seed", .text("\(seed.seed ?? bench.file.seed)")),
            ],
            columns: [
                .number("labels"), .text("head"), .text("mode"), .number("round"), .number("accuracy"), .number("low"),
                .number("high"), .number("correct"), .number("images"),
            ],
            rows: rows.map { row in
                let accuracy = row.evaluation.accuracy
                return [
                    .integer(row.labels), .text(row.evaluation.head.rawValue), .text(row.mode?.rawValue),
                    row.round.map { .integer($0) } ?? .missing, .decimal(accuracy.share, digits: 4),
                    .decimal(accuracy.lower, digits: 4), .decimal(accuracy.upper, digits: 4),
                    .integer(accuracy.successes), .integer(accuracy.count),
                ]
            })
        table.notes.append(format.format.notes(words).say("demo.note"))
        try table.print(as: format.format)
    }
}

import ArgumentParser
import Foundation
import Languages
import ProjectModel
import ProjectStore
import Workbench

struct Classes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the classes of a project; rename, merge, retire, restore, reorder or add one.",
        discussion: """
            Without a change: the classes in project order with their labels, then those that left the project.

            \(Change.allCases.map { "\($0.usage): \($0.meaning)" }.joined(separator: "\n\n"))

            Labels and audit answers are kept, whatever the change, and the log says who made it. What it brings about is said \
            first; then --yes or an answer at the terminal makes it, in the label store and in miwake.yaml together.
            """)

    @OptionGroup var project: ProjectArgument

    @Argument(
        help: "What to change, and the classes concerned: \(Change.allCases.map(\.usage).joined(separator: ", ")).",
        completion: .list(Change.allCases.map(\.rawValue)))
    var change: [String] = []

    @Option(help: "For move: the new position, counted from 1.")
    var to: Int?

    @Flag(help: "For rename: the text encoder goes on reading the old name, by a prompt_name.")
    var keepPrompt = false

    @Flag(help: "Say what the change would bring about, and change nothing.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Make the change without being asked.")
    var yes = false

    @OptionGroup var format: FormatOption

    /// The changes, by the words that ask for them.
    enum Change: String, CaseIterable {
        case rename, merge, retire, restore, move, reorder, add

        var usage: String {
            switch self {
            case .rename: "rename OLD NEW [--keep-prompt]"
            case .merge: "merge FROM… INTO"
            case .retire: "retire NAME"
            case .restore: "restore NAME"
            case .move: "move NAME --to POSITION"
            case .reorder: "reorder NAME…"
            case .add: "add NAME"
            }
        }

        var meaning: String {
            switch self {
            case .rename: "another name for people; whatever carries the class goes on carrying it."
            case .merge: "the labels of some classes become another's; restore takes a merge back."
            case .retire: "the class leaves the project; its labels rest and come back with restore."
            case .restore:
                "a class that was retired or merged comes back, with those of its labels that nobody gave again."
            case .move: "to another place in the project order."
            case .reorder: "all classes, in their new order."
            case .add: "a new class, at the end."
            }
        }
    }

    func validate() throws {
        _ = try request()
        guard change.isEmpty || format.format == .table else {
            throw ValidationError("--format prints the list of classes; a change says its consequences in sentences")
        }
        guard !change.isEmpty || !(yes || dryRun || keepPrompt || to != nil) else {
            throw ValidationError("name a change: \(Change.allCases.map(\.usage).joined(separator: ", "))")
        }
    }

    /// nil: the list is asked for.
    private func request() throws -> ClassRequest? {
        guard let word = change.first else { return nil }
        guard let verb = Change(rawValue: word) else {
            throw ValidationError(
                "“\(word)” is not a change of classes; the changes are \(Change.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        let names = Array(change.dropFirst())
        guard verb == .move || to == nil else { throw ValidationError("--to belongs to move") }
        guard verb == .rename || !keepPrompt else { throw ValidationError("--keep-prompt belongs to rename") }
        switch (verb, names.count) {
        case (.rename, 2): return .rename(names[0], to: names[1], keepsPrompt: keepPrompt)
        case (.merge, 2...): return .merge(Array(names.dropLast()), into: names[names.count - 1])
        case (.retire, 1): return .retire(names[0])
        case (.restore, 1): return .restore(names[0])
        case (.reorder, 2...): return .reorder(names)
        case (.add, 1): return .add(names[0])
        case (.move, 1):
            if let to { return .move(names[0], to: to) }
        default: break
        }
        throw ValidationError("it is `miwake classes \(project.project) \(verb.usage)`")
    }

    func run() throws {
        guard let request = try request() else { return try printList() }
        let words = self.words
        let change = try ClassChange(request, in: project.project, dryRun ? .readOnly : .readWrite)
        try StandardOutput.print(words.sentences(change.consequences, project.project))
        guard try !dryRun && isMeant(words) else { return try StandardOutput.print(words.say("classes.unchanged")) }
        try StandardOutput.print(words.sentences(try change.commit(), project.project))
    }

    /// Whether somebody says yes, beforehand or now.
    private func isMeant(_ words: Words) throws -> Bool {
        if yes { return true }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failing(.usage) { $0.nobodyToAsk }
        }
        try StandardOutput.write(exactly: words.say("classes.go-on") + " ")
        return ["y", "yes", "はい"].contains(readLine()?.lowercased() ?? "")
    }

    // MARK: The list

    private func printList() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let records = try bench.store.classRecords()
        let names = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0.name) })
        var table = DataTable(
            source: [.init("project", .text(bench.name))],
            columns: [
                .number("position"), .text("key"), .text("name"), .text("prompt_name"), .text("verdict"),
                .number("training_labels"), .number("audit_answers"), .text("state"), .text("into"),
            ], rows: [])
        for record in records {
            let label = bench.classes.first { $0.id == record.id }
            let state = record.position != nil ? "present" : record.mergedInto == nil ? "retired" : "merged"
            table.rows.append([
                record.position.map { .integer($0 + 1) } ?? .missing, .text(label?.key.map { String($0) }),
                .text(record.name), .text(label.flatMap { $0.promptName == $0.name ? nil : $0.promptName }),
                .text(label?.verdict?.rawValue), .integer(record.labels.training),
                .integer(record.labels.auditAnswers), .text(state), .text(record.mergedInto.flatMap { names[$0] }),
            ])
        }
        let words = format.format.notes(self.words)
        let other = records.reduce(0) { $0 + $1.labels.other }
        if other > 0 {
            table.notes.append(words.say("classes.other-labels", ["labels": words.counted("label", other)]))
        }
        table.notes += try bench.roundOfOtherClasses().map { [words.notUsed($0)] } ?? []
        try table.print(as: format.format)
    }
}

import ArgumentParser
import Exchange
import Foundation
import Languages

extension ExportFormat: ExpressibleByArgument {
    public init?(argument: String) {
        guard let format = Self.named(argument) else { return nil }
        self = format
    }

    public static var allValueStrings: [String] { all.map(\.name) }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
    public var defaultValueDescription: String { name }
}

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the labelled few-shot set for other programs.",
        discussion: """
            \(ExportFormat.all.map { "\($0.name): \($0.summary)." }.joined(separator: " ")) Labels that may train are the split \
            train; answers to audit prompts are a test set and never mixed in.

            An existing file is overwritten only where this project's exports wrote it and nobody changed it since, or \
            with --force. Pipes, devices and links are written through; - is standard output. An image folder whose export was \
            interrupted is finished by the same command. An image that cannot be read is named and passed over, with exit code 3.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(name: .customLong("as"), help: "\(names(ExportFormat.all, joinedBy: "or")).")
    var format: ExportFormat

    @Option(
        help: """
            The file to write, - for standard output, or for \(names(ExportFormat.all.filter(\.fillsFolder), joinedBy: "and")) \
            the folder to fill.
            """, completion: .file())
    var to: String

    @OptionGroup var forced: ForceFlag

    func run() throws {
        let words = self.words
        let progress = ProgressLine(.copying, words)
        let outcome = try LabelExport(project: project.project, format: format, destination: to, isForced: forced.force)
            .run(progress: progress.report)
        progress.finish()
        // Standard output is the file's alone.
        if outcome.isStandardOutput {
            StandardError.print(words.sentences(outcome))
        } else {
            try StandardOutput.print(words.sentences(outcome))
        }
        if format.drawsEqualShots, let warning = words.samplerWarning(outcome) { StandardError.print(warning) }
        let missing = outcome.missing
        if let first = missing.first {
            throw Failing(.input) {
                $0.passedOver(
                    missing.count, first: first.path, reason: first.reason, others: missing.dropFirst().map(\.path))
            }
        }
    }
}

/// `csv, imagefolder or coop`.
private func names(_ formats: [ExportFormat], joinedBy word: String) -> String {
    let names = formats.map(\.name)
    guard let last = names.last, names.count > 1 else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " \(word) " + last
}

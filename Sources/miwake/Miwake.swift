import AnnotatorUI
import ArgumentParser
import Foundation
import Languages

@main
struct Miwake: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "miwake",
        abstract: "Tell look-alikes apart: find what CLIP confuses, label a few images, see the confusion go.",
        discussion: "Exit codes: "
            + ExitStatus.allCases.map { "\($0.rawValue) \($0.name)" }.joined(separator: ", ") + ".",
        version: "0.2.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Projects",
                subcommands: [New.self, Classes.self, Embed.self, Import.self, Status.self, Doctor.self]),
            CommandGroup(name: "Labelling", subcommands: [Open.self, Demo.self, Rank.self, Label.self, Replay.self]),
            CommandGroup(
                name: "Figures",
                subcommands: [Train.self, Confusion.self, Evaluate.self, Simulate.self, Plan.self, Report.self]),
            CommandGroup(
                name: "Elsewhere",
                subcommands: [
                    Predict.self, Search.self, Export.self, Keys.self, Strategies.self, Manual.self, ShowThemes.self,
                ]),
        ])

    @Option(help: "The language of the program: en or ja; by default that of miwake.yaml or of the locale.")
    var language: Language?

    /// Runs a command; an error becomes one sentence on standard error and a documented exit code.
    static func main() {
        secureStandardStreams()
        var command: (any ParsableCommand)?
        do {
            command = try parseAsRoot()
            try command?.run()
        } catch {
            leave(after: error, Words(SpokenLanguage.of(command)))
        }
    }

    private static func leave(after error: any Error, _ words: Words) -> Never {
        let code = exitCode(for: error)
        // Help, version and completions are printed by way of an error.
        guard code != .success else { leave(printing: fullMessage(for: error), words) }
        if code == .validationFailure || error is ValidationError {
            StandardError.print(page: fullMessage(for: error))
            Foundation.exit(ExitStatus.usage.rawValue)
        }
        leave(after: words.failure(error))
    }

    private static func leave(printing text: String, _ words: Words) -> Never {
        do {
            if !text.isEmpty { try StandardOutput.write(exactly: text + "\n") }
        } catch {
            leave(after: words.failure(error))
        }
        Foundation.exit(ExitStatus.done.rawValue)
    }

    private static func leave(after failure: Failure) -> Never {
        StandardError.print("miwake: \(failure.sentence)")
        Foundation.exit(failure.status.rawValue)
    }
}

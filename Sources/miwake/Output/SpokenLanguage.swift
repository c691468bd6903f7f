import ArgumentParser
import FileContents
import Foundation
import Interchange
import Languages

/// Which language the program speaks: what its command line asks for, else what the project asks for, else the environment.
enum SpokenLanguage {
    private static let option = "--language"

    /// The value of `--language`, wherever it stands on the command line; nil where there is none.
    static func asked(in arguments: [String] = ProcessInfo.processInfo.arguments) -> Language? {
        let words = arguments.dropFirst().prefix { $0 != "--" }
        for (word, next) in zip(words, words.dropFirst() + [""]) {
            if word == option { return Language(rawValue: next) }
            if word.hasPrefix(option + "=") { return Language(rawValue: String(word.dropFirst(option.count + 1))) }
        }
        return nil
    }

    /// For what a command says that goes wrong, maybe before its project could be opened.
    static func of(_ command: (any ParsableCommand)?) -> Language {
        asked() ?? (command as? any ProjectCommand).flatMap { language(in: $0.project.project) } ?? ofEnvironment
    }

    static func of(_ file: ProjectFile) -> Language { asked() ?? file.language ?? ofEnvironment }

    private static var ofEnvironment: Language { Language(environment: ProcessInfo.processInfo.environment) }

    private static let largestFile = 4 << 20

    /// A project file that cannot be read asks for no language.
    private static func language(in project: String) -> Language? {
        guard let bytes = try? FileBytes.read(project + "/miwake.yaml", limit: largestFile) else { return nil }
        return try? ProjectFile(parsing: bytes).language
    }
}

/// A command on one project.
protocol ProjectCommand: ParsableCommand {
    var project: ProjectArgument { get }
}

extension Report: ProjectCommand {}
extension Train: ProjectCommand {}
extension Open: ProjectCommand {}
extension Replay: ProjectCommand {}
extension Plan: ProjectCommand {}
extension Embed: ProjectCommand {}
extension Search: ProjectCommand {}
extension Status: ProjectCommand {}
extension Export: ProjectCommand {}
extension Predict: ProjectCommand {}
extension Rank: ProjectCommand {}
extension Label: ProjectCommand {}
extension Simulate: ProjectCommand {}
extension Evaluate: ProjectCommand {}
extension Confusion: ProjectCommand {}
extension ImportFeatures: ProjectCommand {}
extension ImportLabels: ProjectCommand {}
extension Classes: ProjectCommand {}

import AnnotatorUI
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

    /// For what a command says, maybe before its project could be opened.
    static func of(_ command: (any ParsableCommand)?) -> Language {
        asked() ?? folder(of: command).flatMap(language) ?? ofEnvironment
    }

    /// The project that a command is about; nil where it is about none.
    private static func folder(of command: (any ParsableCommand)?) -> String? {
        switch command {
        case let command as any ProjectCommand: command.project.project
        case let command as Simulate: command.projects.first
        case let command as New: command.project
        case let command as Doctor: command.project
        default: nil
        }
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

extension ParsableCommand {
    /// What the command says to people.
    var words: Words { Words(SpokenLanguage.of(self)) }
}

extension OutputFormat {
    /// For sentences among the data: CSV and JSON are read by programs, and are the same in every language.
    func data(_ words: Words) -> Words { isForPeople ? words : Words(.english) }

    /// For notes: they stand below a table and beside CSV for people, and in JSON among the data.
    func notes(_ words: Words) -> Words { self == .json ? Words(.english) : words }
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
extension Evaluate: ProjectCommand {}
extension Confusion: ProjectCommand {}
extension ImportFeatures: ProjectCommand {}
extension ImportLabels: ProjectCommand {}
extension Classes: ProjectCommand {}

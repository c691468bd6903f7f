import AnnotatorUI
import ArgumentParser
import Foundation
import Languages

extension Language: ExpressibleByArgument {}

// Pages that the program makes of what it knows of itself: for the documentation, and for `man`.

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the keys of the screens as Markdown, as in the manual.",
        discussion: "In English, or in the language that --language names.")

    func run() throws {
        try StandardOutput.write(exactly: Keymap.standard.markdown(in: SpokenLanguage.asked() ?? .english))
    }
}

struct Strategies: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what is known about every query strategy as Markdown, as in the documentation.")

    func run() throws { try StandardOutput.write(exactly: StrategiesArticle.markdown) }
}

struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the manual page, for man.",
        discussion: """
            Made from the commands, the key table and the exit codes of this very program: `miwake manual | man -l -` shows it. \
            With --language ja the keys are in Japanese.
            """)

    func run() throws {
        let tool = try JSONDecoder().decode(CommandTree.self, from: Data(Miwake._dumpHelp().utf8))
        try StandardOutput.write(
            exactly: ManualPage(
                command: tool.command, version: Miwake.configuration.version,
                language: SpokenLanguage.asked() ?? .english
            ).text)
    }
}

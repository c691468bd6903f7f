import AnnotatorUI
import ArgumentParser
import Foundation
import Languages

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

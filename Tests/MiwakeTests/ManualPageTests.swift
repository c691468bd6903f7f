import AnnotatorUI
import ArgumentParser
import Foundation
import Languages
import Testing

@testable import miwake

@Suite("The manual page")
struct ManualPageTests {
    private static func page(_ language: Language = .english) throws -> String {
        let tool = try JSONDecoder().decode(CommandTree.self, from: Data(Miwake._dumpHelp().utf8))
        return ManualPage(command: tool.command, version: "1.2", language: language).text
    }

    @Test("every command with every option, every key and every exit code is in it")
    func complete() throws {
        let page = try Self.page()
        for command in Miwake.configuration.subcommands where command.configuration.shouldDisplay {
            let name = command.configuration.commandName ?? String(describing: command).lowercased()
            #expect(page.contains(".SS \"miwake \(name)".replacing("-", with: "\\-")), "\(name)")
        }
        for option in ["\\-\\-guided", "\\-\\-headless", "\\-\\-shots", "\\-\\-theme", "\\-\\-truth"] {
            #expect(page.contains("\\fB\(option)\\fR"), "\(option)")
        }
        for row in Keymap.standard.bindings where !row.keys.isEmpty {
            #expect(page.contains("[\(row.command.rawValue)]".replacing("-", with: "\\-")), "\(row.command)")
        }
        for status in ExitStatus.allCases { #expect(page.contains("\n.TP\n\(status.rawValue)\n")) }
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "KEYS", "FILES", "ENVIRONMENT", "EXIT STATUS"] {
            #expect(page.contains(".SH \(section)\n"))
        }
    }

    @Test("nothing that troff would take for a request begins a line")
    func requests() throws {
        let known: Set<String> = [".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".I"]
        for language in Language.allCases {
            for line in try Self.page(language).split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'")
            {
                #expect(known.contains(String(line.prefix { $0 != " " })), "\(line)")
            }
        }
    }

    @Test("what troff would read as its own is escaped")
    func escapes() {
        #expect(Roff.escaped(".hidden") == "\\&.hidden")
        #expect(Roff.escaped("'tis") == "\\&'tis")
        #expect(Roff.escaped("a\\b --c\nd") == "a\\eb \\-\\-c d")
        var roff = Roff()
        roff.subsection("say \"no\"")
        #expect(roff.text == ".SS \"say \\(dqno\\(dq\"\n")
    }
}

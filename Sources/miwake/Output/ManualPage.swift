import AnnotatorUI
import Languages

/// The manual page in roff, from what the program itself knows: its commands, its keys, its exit codes.
struct ManualPage {
    let command: CommandTree.Command
    let version: String
    let language: Language

    /// Options that every command has: told once.
    private static let everywhere: Set<String> = ["help", "version"]

    var text: String {
        var page = Roff()
        page.line(".TH MIWAKE 1 \"\" \"miwake \(version)\" \"User Commands\"")
        page.section("NAME")
        page.text("miwake \\- " + Roff.escaped(command.abstract ?? ""), isEscaped: true)
        page.section("SYNOPSIS")
        page.text(".B miwake\n.I command\n[\\fIoptions\\fR]", isEscaped: true)
        page.section("DESCRIPTION")
        page.text(
            "Miwake finds what a CLIP model confuses, shows the look-alike images two at a time, takes a few labels by single "
                + "keys, and retrains a small estimator of the confusion in the same process.")
        page.section("COMMANDS")
        for command in (command.subcommands ?? []) where command.shouldDisplay && command.commandName != "help" {
            add(command, to: &page)
        }
        page.section("KEYS")
        addKeys(to: &page)
        page.section("FILES")
        let files = [
            ("miwake.yaml", "What the project is: classes, images, checkpoint, costs; yours to edit."),
            (".miwake/", "Labels, features and estimators of a project; written by the program alone."),
            ("~/.config/miwake/themes/", "Your own themes ($XDG_CONFIG_HOME where it is set)."),
            ("~/.local/share/miwake/demo/", "Copies of the samples ($XDG_DATA_HOME where it is set)."),
            (
                "~/.cache/miwake/simulations/",
                "Finished runs of simulations; may be deleted at any time ($XDG_CACHE_HOME where it is set)."
            ),
        ]
        for (file, meaning) in files { page.item("\\fI" + Roff.escaped(file) + "\\fR", meaning) }
        page.section("ENVIRONMENT")
        page.item("\\fBNO_COLOR\\fR", "Where it is set and not empty, the screens use no colour.")
        page.item("\\fBCOLORTERM\\fR", "truecolor or 24bit promises 24-bit colour.")
        page.section("EXIT STATUS")
        for status in ExitStatus.allCases { page.item("\(status.rawValue)", status.meaning) }
        return page.text
    }

    private func add(_ command: CommandTree.Command, to page: inout Roff) {
        let arguments = (command.arguments ?? []).filter { argument in
            argument.shouldDisplay && !(argument.names ?? []).contains { Self.everywhere.contains($0.name) }
        }
        let operands = arguments.filter { $0.kind == .positional }.map(\.operand).joined(separator: " ")
        page.subsection("miwake \(command.commandName)" + (operands.isEmpty ? "" : " " + operands))
        page.text(command.abstract ?? "")
        for paragraph in (command.discussion ?? "").split(separator: "\n\n", omittingEmptySubsequences: true) {
            page.paragraph(paragraph.split(separator: "\n").joined(separator: " "))
        }
        for argument in arguments where argument.abstract != nil || argument.kind != .positional {
            page.item(argument.roff, argument.meaning)
        }
    }

    private func addKeys(to page: inout Roff) {
        page.text("Changed by \\fBkeys\\fR in miwake.yaml, by the names in brackets.", isEscaped: true)
        let words = Words(language)
        for view in ViewName.allCases {
            page.subsection(Keymap.title(of: view, in: language))
            for row in Keymap.standard.bindings(in: view) where !row.keys.isEmpty {
                let keys = row.keys.map { "\\fB" + Roff.escaped(KeyName.hint(of: $0)) + "\\fR" }.joined(separator: ", ")
                page.item(keys, words.help(of: row) + " [\(row.command.rawValue)]")
            }
        }
    }
}

/// The commands as the argument parser describes them (`--experimental-dump-help`), as far as the manual page needs it.
struct CommandTree: Decodable {
    var command: Command

    struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var subcommands: [Command]?
        var arguments: [Argument]?
        var shouldDisplay: Bool
    }

    struct Argument: Decodable {
        var kind: Kind
        var shouldDisplay: Bool
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var allValues: [String]?
        var abstract: String?

        enum Kind: String, Decodable {
            case positional, option, flag
        }
    }

    struct Name: Decodable {
        var kind: Kind
        var name: String

        enum Kind: String, Decodable {
            case long, short, longWithSingleDash
        }
    }
}

extension CommandTree.Argument {
    fileprivate var operand: String {
        let name = (valueName ?? "value") + (isRepeating ? "..." : "")
        return isOptional ? "[\(name)]" : name
    }

    fileprivate var roff: String {
        guard kind != .positional else { return "\\fI" + Roff.escaped(valueName ?? "value") + "\\fR" }
        let spelt = (names ?? []).map { name in
            "\\fB" + Roff.escaped((name.kind == .long ? "--" : "-") + name.name) + "\\fR"
        }
        let value = kind == .option ? " \\fI" + Roff.escaped(valueName ?? "value") + "\\fR" : ""
        return spelt.joined(separator: ", ") + value
    }

    fileprivate var meaning: String {
        var text = abstract ?? ""
        if let defaultValue, kind == .option { text += " Default: \(defaultValue)." }
        return text
    }
}

/// Text for troff: what it would take for a request or an escape is escaped.
struct Roff {
    private(set) var text = ""

    mutating func line(_ line: String) { text += line + "\n" }

    mutating func section(_ title: String) { line(".SH \(title)") }
    mutating func subsection(_ title: String) { line(".SS \"\(Self.escaped(title).replacing("\"", with: "\\(dq"))\"") }

    mutating func text(_ sentence: String, isEscaped: Bool = false) {
        guard !sentence.isEmpty else { return }
        line(isEscaped ? sentence : Self.escaped(sentence))
    }

    mutating func paragraph(_ sentence: String) {
        line(".PP")
        text(sentence)
    }

    /// - Parameter tag: in troff already.
    mutating func item(_ tag: String, _ sentence: String) {
        line(".TP")
        line(tag)
        line(sentence.isEmpty ? "\\&" : Self.escaped(sentence))
    }

    static func escaped(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\n", with: " ")
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }
}

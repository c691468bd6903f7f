import ActiveLearning
import ArgumentParser
import Evaluation
import Exchange
import Foundation
import Heads
import Interchange
import ProjectModel
import Testing
import Workbench

@testable import miwake

/// What the manual calls by a name must go by that name in the program.
@Suite("Names in the manual")
struct ManualNamesTests {
    private static let articles = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/miwake/miwake.docc")

    private static func article(_ name: String) throws -> Markdown {
        Markdown(try String(contentsOf: articles.appending(path: name + ".md"), encoding: .utf8))
    }

    /// Commands by the words that call them, with their options.
    private static func commands() throws -> [String: CommandTree.Command] {
        let tool = try JSONDecoder().decode(CommandTree.self, from: Data(Miwake._dumpHelp().utf8))
        var commands: [String: CommandTree.Command] = [:]
        func add(_ command: CommandTree.Command, _ words: String) {
            commands[words] = command
            for inner in command.subcommands ?? [] { add(inner, words + " " + inner.commandName) }
        }
        add(tool.command, "miwake")
        return commands
    }

    @Test("every command of the program stands in the table with what it does, and no other")
    func commandTable() throws {
        let rows = try Self.article("Manual").rows(under: "Commands")
        let known = try Self.commands()["miwake"]?.subcommands?.filter { $0.commandName != "help" } ?? []
        #expect(rows.map { $0[0] } == known.map { "`\($0.commandName)`" })
        #expect(rows.map { $0[1] } == known.map { $0.abstract ?? "" })
    }

    @Test(
        "every command line that is shown can be typed: its command, its options and their values are there",
        arguments: try FileManager.default.subpathsOfDirectory(atPath: articles.path).filter { $0.hasSuffix(".md") })
    func commandLines(article: String) throws {
        let commands = try Self.commands()
        for line in try Self.article(String(article.dropLast(3))).commandLines {
            var words = line.split(separator: " ").map(String.init)
            var name = "miwake"
            words.removeFirst()
            while let word = words.first, commands[name + " " + word] != nil { name += " " + words.removeFirst() }
            let command = try #require(commands[name])
            guard name != "miwake" || words.first?.hasPrefix("-") ?? true else {
                Issue.record("“\(line)” names no command")
                continue
            }
            for (index, word) in words.enumerated() where word.hasPrefix("--") {
                let option = (command.arguments ?? []).first { argument in
                    (argument.names ?? []).contains { "--" + $0.name == word }
                }
                #expect(option != nil, "“\(line)”: no option \(word)")
                guard let values = option?.allValues, index + 1 < words.count else { continue }
                #expect(values.contains(words[index + 1]), "“\(line)”: \(word) takes \(values)")
            }
        }
    }

    @Test("every option that is named by itself is one of some command")
    func options() throws {
        let known = Set(
            try Self.commands().values.flatMap { ($0.arguments ?? []).flatMap { $0.names ?? [] } }.map(\.name))
        for article in ["Manual", "Figures", "Strategies"] {
            for span in try Self.article(article).spans where span.hasPrefix("--") {
                let name = String(span.dropFirst(2).prefix { $0 != " " && $0 != "=" })
                #expect(known.contains(name), "\(article): \(span)")
            }
        }
    }

    @Test("the tensors of an import go by the names of the table, and its options are there")
    func tensors() throws {
        let rows = try Self.article("Manual").rows(under: "Features from elsewhere")
        #expect(rows.map { $0[3] } == FeatureImport.tensorNames.map { "`\($0)`" })
        let command = try #require(try Self.commands()["miwake import features"])
        for row in rows {
            #expect(
                command.arguments?.contains { $0.names?.first.map { "`--\($0.name)`" } == row[2] } == true, "\(row)")
        }
        #expect(FeatureImport.tensorNames.allSatisfy { ImportFeatures.configuration.discussion.contains($0) })
    }

    @Test("the keys of miwake.yaml are those of the table, and a fresh file shows each of them")
    func projectFileKeys() throws {
        let spans = try Self.article("Manual").rows(under: "A project").map { Markdown($0[0]).spans }
        #expect(spans.flatMap { $0 } == ProjectFile.keys.map(\.name))
        let rows = try Self.article("Manual").rows(under: "A project")
        let yaml = ProjectFile(classes: [], images: .none).yaml
        for key in ProjectFile.keys {
            #expect(yaml.contains("\n\(key.name):") || yaml.contains("\n# \(key.name):"), "\(key.name)")
            let row = try #require(rows.first { Markdown($0[0]).spans.contains(key.name) })
            for inner in key.inner where !["imported"].contains(inner) {
                #expect(row[1].contains("`\(inner)`"), "\(key.name).\(inner)")
            }
        }
    }

    @Test("the exit codes are those of the table")
    func exitCodes() throws {
        let rows = try Self.article("Manual").rows(under: "Exit codes")
        #expect(rows.map { $0[0] } == ExitStatus.allCases.map { "\($0.rawValue)" })
        for (row, status) in zip(rows, ExitStatus.allCases) { #expect(row[1].hasPrefix(status.name), "\(row)") }
    }

    @Test("orders, heads and sources go by the names that the commands take")
    func enumerations() throws {
        let strategies = try Self.article("Strategies").text
        for order in RankingOrder.all { #expect(strategies.contains(order.name), "\(order.name)") }
        let heads = try Self.article("Figures").rows(under: "Heads").flatMap { Markdown($0[0]).spans }
        // What there is of each stands on its page.
        #expect(heads.allSatisfy { Head(rawValue: $0) != nil } && heads.count > 5)
        let sources = try Self.article("Figures").text
        for source in MatrixSource.allCases {
            #expect(
                sources.contains("*\(source.rawValue)*") || sources.contains("--source \(source.rawValue)"), "\(source)"
            )
        }
        for format in ExportFormat.all {
            #expect(try Self.article("Manual").commandLines.contains { $0.contains("--as \(format.name)") })
        }
        for word in Classes.Change.allCases {
            #expect(try Self.article("Manual").commandLines.contains { $0.contains(" \(word.rawValue) ") }, "\(word)")
        }
    }

    @Test("every head has its page, which names it and says what was found out about it, and every page its head")
    func headPages() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.articles.appending(path: "Heads").path)
        #expect(Set(names) == Set(Head.models.map { $0.page + ".md" }))
        for model in Head.models {
            let page = try Self.article("Heads/\(model.page)").text.replacing("\n", with: " ")
            #expect(page.contains("`\(model.head.rawValue)`:"), "\(model.page)")
            #expect(page.contains(model.evidence), "\(model.page): \(model.evidence)")
        }
    }

    @Test("every command that prints data says in the table what its rows are")
    func data() throws {
        // A command whose options change what a row is has a row for each.
        let rows = try Self.article("Manual").rows(under: "Data that commands print").map {
            $0[0].replacing(#/ --[a-z]+/#, with: "")
        }
        let printing = try Self.commands().filter { command in
            (command.value.arguments ?? []).contains { $0.names?.first?.name == "format" }
        }.keys.map { "`" + $0.dropFirst("miwake ".count) + "`" }
        #expect(Set(rows) == Set(printing))
    }
}

/// As much of Markdown as the articles use.
private struct Markdown {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// What stands between single backquotes, outside code blocks.
    var spans: [String] {
        let pieces = prose.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        return pieces.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map {
            $0.element.replacing("\n", with: " ")
        }
    }

    private var blocks: [Substring] { text.split(separator: "```", omittingEmptySubsequences: false) }
    private var prose: String { blocks.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined() }

    /// Calls of the program, in blocks and in spans, without remarks.
    var commandLines: [String] {
        let code = blocks.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
        let lines = code.flatMap { $0.split(separator: "\n") }.map(String.init)
        return (lines + spans).filter { $0.hasPrefix("miwake ") }
            .map { line in line.range(of: "  #").map { String(line[..<$0.lowerBound]) } ?? line }
    }

    /// The cells of the first table under a heading, without its head.
    func rows(under heading: String) throws -> [[String]] {
        let lines = prose.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = try #require(lines.firstIndex { $0.drop { $0 == "#" } == " " + heading }, "no “\(heading)”")
        let table = lines[start...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
        return table.dropFirst(2).map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }
}

import Foundation
import Languages
import Testing
import TextUI

/// What the sources say and what the files of the languages have, held against each other.
@Suite("The language files")
struct LanguageFileTests {
    private static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    private static func uses() throws -> [MessageUse] {
        let uses = try MessageUse.all(in: sources)
        try #require(uses.count > 150, "the sources are read otherwise")
        return uses
    }

    @Test("every file can be read", arguments: Language.allCases)
    func readable(language: Language) throws {
        #expect(throws: Never.self) { try Catalogue(parsing: language.text) }
        #expect(language.catalogue["language.name"] != nil)
    }

    @Test("every language's file is in the program, and every file is a language's")
    func embedded() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path + "/Languages/Files")
        #expect(Set(files) == Set(Language.allCases.map { $0.rawValue + ".txt" }))
    }

    @Test("every message that the sources say is there")
    func said() throws {
        let keys = Language.english.catalogue.keys
        for use in try Self.uses() {
            #expect(keys.contains(where: use.says), "en.txt has no \(use.key), which \(use.file) says")
        }
    }

    @Test("every message is said somewhere")
    func needed() throws {
        let uses = try Self.uses()
        for language in Language.allCases {
            let idle = language.catalogue.keys.filter { key in
                !key.hasPrefix("language.") && !uses.contains { $0.says(key) }
            }
            #expect(idle.isEmpty, "\(language.rawValue).txt: nobody says \(idle.joined(separator: ", "))")
        }
    }

    @Test("what the sources put into a message is what it has places for")
    func arguments() throws {
        for use in try Self.uses() {
            guard let message = Language.english.catalogue[use.key] else { continue }
            let places = message.placeholders.filter { !$0.hasPrefix(Words.keyPrefix) }
            #expect(places == use.arguments, "\(use.file): \(use.key)")
        }
    }

    @Test("every language has the same messages, with the same places", arguments: Language.allCases)
    func agreement(language: Language) {
        let (english, other) = (Language.english.catalogue, language.catalogue)
        let file = "\(language.rawValue).txt"
        let missing = english.keys.filter { other[$0] == nil }
        #expect(missing.isEmpty, "\(file) has no \(missing.joined(separator: ", "))")
        let surplus = other.keys.filter { english[$0] == nil }
        #expect(surplus.isEmpty, "\(file) has \(surplus.joined(separator: ", ")), which en.txt has not")
        for key in other.keys {
            guard let places = english[key]?.placeholders, let own = other[key]?.placeholders else { continue }
            #expect(own == places, "\(file): \(key) has places for \(own.sorted()), en.txt for \(places.sorted())")
        }
    }

    @Test("a language has forms for counts only where its rule knows them", arguments: Language.allCases)
    func forms(language: Language) {
        let known = Set((0...100).map(language.catalogue.pluralRule.form))
        for key in language.catalogue.keys {
            let forms = Set(language.catalogue[key]?.forms.keys.map(\.self) ?? [])
            #expect(forms.isSubset(of: known), "\(language.rawValue).txt: \(key) has \(forms)")
        }
    }

    @Test("a shorter text is narrower than the one before", arguments: Language.allCases)
    func widths(language: Language) {
        for key in language.catalogue.keys {
            for texts in language.catalogue[key]?.forms.values.map(\.self) ?? [] {
                // What is put in is as wide in one as in the other.
                let widths = texts.map { $0.pieces.reduce(0) { $0 + $1.columns } }
                for (wide, narrow) in zip(widths, widths.dropFirst()) {
                    #expect(narrow < wide, "\(language.rawValue).txt: \(key)")
                }
            }
        }
    }

    @Test("no text was left in English", arguments: Language.allCases.filter { $0 != .english })
    func translated(language: Language) {
        for key in language.catalogue.keys {
            guard let message = language.catalogue[key], let english = Language.english.catalogue[key] else { continue }
            let words = english.words
            #expect(message != english || words.count < 3, "\(language.rawValue).txt: \(key) is English")
            guard language == .japanese else { continue }
            // Names of commands, files and fields stay; four words of English in a row are a sentence.
            let run = message.text.replacing(#/`[^`]*`/#, with: "、").firstMatch(of: #/[A-Za-z]{2,}( [A-Za-z]{2,}){3}/#)
            #expect(run == nil, "ja.txt: \(key): \(run.map { String($0.output.0) } ?? "")")
        }
    }

    @Test("no text stands beside its translation in the sources")
    func nothingLeftBehind() throws {
        let files = FileManager.default.enumerator(at: Self.sources, includingPropertiesForKeys: nil)?.allObjects ?? []
        let japaneseSentence = #/[\u{3040}-\u{30ff}\u{4e00}-\u{9fff}、。]{8}/#
        for file in files.compactMap({ $0 as? URL }) where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            let left = text.split(separator: "\n").filter { line in
                let code = line.drop { $0 == " " }
                return code.contains(#/\b(pick|Phrase)\(/#) || !code.hasPrefix("//") && code.contains(japaneseSentence)
            }
            #expect(left.isEmpty, "\(file.lastPathComponent): \(left.first ?? "")")
        }
    }

    @Test("no sentence stands in the commands but help, and documents that are English")
    func nothingBesideTheFiles() throws {
        let documents = ["StrategiesArticle.swift", "ManualPage.swift", "ExitStatus.swift"]
        let folder = Self.sources.appending(path: "miwake")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        for file in files.compactMap({ $0 as? URL })
        where file.pathExtension == "swift" && !documents.contains(file.lastPathComponent) {
            let sentences = EnglishLiteral.all(in: try String(contentsOf: file, encoding: .utf8))
            #expect(sentences.isEmpty, "\(file.lastPathComponent): \(sentences.first ?? "")")
        }
    }

    @Test("the reader of literals sees sentences, and neither help nor comments")
    func literals() {
        let text = #"""
            // "in a comment"
            @Option(help: "How to print it.") let a = throw ValidationError("give one of them")
            notes.append("\(count) were left out.") ; line(#"<polygon points=""#) ; say("a.b-c d") ; let key = "one two"
            """#
        #expect(EnglishLiteral.all(in: text) == [#"\(count) were left out."#, "one two"])
    }

    @Test("the reader of the sources sees keys, parts of keys, and what is put in")
    func reader() {
        let text = """
            say("a.b") + alternatives(
                "a.c", ["x": f("y"), "count": [1, 2].count,
                    "z-1": true ? "p" : "q"])
            say("keys.\\(name).help", ["x": 1])
            Unavailable("a.d", isHeardOften: true)
            """
        let uses = MessageUse.uses(in: text, named: "f")
        #expect(uses.map(\.key) == ["a.b", "a.c", "keys.*.help", "a.d"])
        #expect(uses.map(\.arguments) == [[], ["x", "count", "z-1"], ["x"], []])
        #expect(uses[2].says("keys.open.help") && !uses[2].says("keys.open") && !uses[2].says("keys..help"))
        #expect(!MessageUse(file: "f", key: "keys.*", arguments: []).says("keys.open.help"))
    }
}

extension Template.Piece {
    fileprivate var columns: Int {
        switch self {
        case .text(let text): text.columns
        case .placeholder: 2
        }
    }
}

extension Message {
    /// Its texts, with a sign for each place.
    fileprivate var text: String {
        forms.values.joined().flatMap(\.pieces).map { if case .text(let text) = $0 { text } else { "・" } }.joined()
    }

    fileprivate var words: [Substring] { text.split { !$0.isLetter } }
}

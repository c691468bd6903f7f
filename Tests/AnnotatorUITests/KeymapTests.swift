import AnnotatorUI
import Figures
import Foundation
import Heads
import Languages
import ProjectModel
import Testing
import TextUI

@Suite("Keys")
struct KeymapTests {
    @Test("the language files have the words of every key and screen, and of no other", arguments: Language.allCases)
    func wordsOfKeys(language: Language) {
        let rows = ScreenTable.screens.flatMap { $0.keys }
        let wanted =
            rows.flatMap { ["keys.\($0.titleName)", "keys.\($0.messageName).help"] }
            + ViewName.allCases.map { "screen.\($0.rawValue)" }
        let found = language.catalogue.keys.filter { $0.hasPrefix("keys.") || $0.hasPrefix("screen.") }
        #expect(Set(found) == Set(wanted))
    }

    @Test("every head has a name for people", arguments: Language.allCases)
    func namesOfHeads(language: Language) {
        let found = language.catalogue.keys.filter { $0.hasPrefix("head.") }
        #expect(Set(found) == Set(Head.models.map { "head.\($0.head.rawValue)" }))
    }

    @Test("a key that a message names is a command's or the keyboard's own", arguments: Language.allCases)
    func keysInMessages(language: Language) {
        for key in language.catalogue.keys {
            let places = language.catalogue[key]?.placeholders ?? []
            for name in places.filter({ $0.hasPrefix(Words.keyPrefix) }).map({ $0.dropFirst(Words.keyPrefix.count) }) {
                let isKnown =
                    Command.allCases.contains(Command(String(name))) || KeyName.key(named: String(name)) != nil
                #expect(isKnown, "\(language.rawValue).txt: \(key) names \(name)")
            }
        }
    }

    @Test("the standard keys have no conflict, with all ten class keys in use")
    func standard() throws {
        _ = try Keymap(changes: [:], classKeys: Array("1234567890"))
    }

    @Test("every command has a key, a title and a sentence in both languages", arguments: Command.allCases)
    func complete(command: Command) throws {
        let rows = Keymap.standard.bindings.filter { $0.command == command }
        #expect(!rows.isEmpty)
        for row in rows {
            #expect(!row.keys.isEmpty)
            for language in Language.allCases {
                #expect(!Words(language).title(of: row).isEmpty)
                #expect(Words(language).help(of: row).hasSuffix(language == .japanese ? "。" : "."))
            }
        }
    }

    @Test("a key can be changed, and the old one means nothing then")
    func remapping() throws {
        let keymap = try Keymap(changes: ["undo": "ctrl-u", "answer-first": "a F1", "stretch": "A"])
        #expect(keymap.command(for: .control("u"), in: .compare) == .undo)
        #expect(keymap.command(for: .character("u"), in: .compare) == nil)
        #expect(keymap.command(for: .character("a"), in: .compare) == .answerFirst)
        #expect(keymap.command(for: .function(1), in: .compare) == .answerFirst)
        #expect(keymap.hint(for: .undo) == "^U")
        var state = Fixture.state()
        state.keymap = keymap
        Session.run(state) { session in
            #expect(session.screen.text.contains(" a  crack"))
            #expect(session.screen.text.contains("^U undo"))
            session.press("a")
            #expect(session.log == ["2=crack asked"])
        }
    }

    @Test(
        "a wrong table is an error that says what is wrong",
        arguments: [
            (["undoo": "u"], KeymapError.unknownCommand("undoo")),
            (["undo": "hyper-u"], .unknownKey("hyper-u", command: "undo")),
            (["undo": "  "], .noKey(command: "undo")),
            (["undo": "s"], .conflict(key: "s", first: "unsure", second: "undo", view: .compare)),
            (["skip": "3"], .conflict(key: "3", first: "class", second: "skip", view: .compare)),
            (["page-up": "o"], .conflict(key: "o", first: "sort-by-confusion", second: "page-up", view: .matrix)),
        ])
    func errors(changes: [String: String], expected: KeymapError) {
        #expect(throws: expected) { try Keymap(changes: changes, classKeys: ["1", "2", "3"]) }
    }

    @Test("one key may mean different things on different screens")
    func perScreen() {
        #expect(Keymap.standard.command(for: .character("s"), in: .compare) == .unsure)
        #expect(Keymap.standard.command(for: .character("s"), in: .matrix) == .matrixSource)
        #expect(Keymap.standard.command(for: .character("s"), in: .picture) == nil)
    }

    @Test("two classes with one key are a conflict")
    func classConflict() {
        #expect(throws: KeymapError.conflict(key: "1", first: "class", second: "class", view: .compare)) {
            try Keymap(changes: [:], classKeys: ["1", "1"])
        }
    }

    @Test("a key's name is read back", arguments: Keymap.standard.bindings.flatMap(\.keys))
    func names(key: Key) {
        #expect(KeyName.key(named: KeyName.name(of: key)) == key)
    }

    @Test(
        "keys have the names that people write",
        arguments: [
            ("space", Key.character(" ")), ("ctrl-r", .control("r")), ("Ctrl-R", .control("r")), ("esc", .escape),
            ("f12", .function(12)), ("f", .character("f")), ("F", .character("F")), ("?", .character("?")),
            ("page-down", .pageDown), ("TAB", .tab), ("あ", .character("あ")),
        ])
    func parsing(name: String, key: Key) {
        #expect(KeyName.key(named: name) == key)
    }

    @Test("what is not a key is none", arguments: ["", "f13", "f0", "ctrl-", "ctrl-1", "hello", " "])
    func notKeys(name: String) {
        #expect(KeyName.key(named: name) == nil)
    }

    @Test("the manual's table has a row for every key of every screen", arguments: Language.allCases)
    func markdown(language: Language) {
        let text = Keymap.standard.markdown(in: language)
        for row in Keymap.standard.bindings {
            #expect(text.contains("| `\(row.command.rawValue)` | \(Words(language).help(of: row)) |"))
        }
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("###") }.count == ViewName.allCases.count)
    }

    @Test("the manual in the tree holds the key tables as they are: `make keys` writes them anew")
    func manualIsUpToDate() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let manual = try String(
            contentsOf: root.appending(path: "Sources/miwake/miwake.docc/Manual.md"), encoding: .utf8)
        #expect(manual.contains(Keymap.standard.markdown(in: .english)))
    }

    @Test("a key script types keys, words and sizes, and passes over remarks")
    func scripts() throws {
        let inputs = try KeyScript.inputs(from: "[ ctrl-r # undo\n  \"a b\" resize:100x30\n\n#q\nspace \"\"")
        #expect(
            inputs == [
                .key(.character("[")), .key(.control("r")), .key(.character("a")), .key(.character(" ")),
                .key(.character("b")), .resize(Size(columns: 100, rows: 30)), .key(.character(" ")),
            ])
    }

    @Test("a remark ends with its line, whatever ends that", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(end: String) throws {
        let script = ["# one", "[ # two", "", "]"].joined(separator: end)
        #expect(try KeyScript.inputs(from: script) == [.key(.character("[")), .key(.character("]"))])
        #expect(throws: KeyScriptError.unknownKey("spce", line: 2)) { try KeyScript.inputs(from: "[\(end)spce") }
    }

    @Test("a wrong script names the line")
    func wrongScripts() {
        #expect(throws: KeyScriptError.unknownKey("spce", line: 2)) { try KeyScript.inputs(from: "[\nspce") }
        #expect(throws: KeyScriptError.openQuote(line: 1)) { try KeyScript.inputs(from: "\"abc") }
        #expect(throws: KeyScriptError.unknownKey("resize:0x5", line: 1)) { try KeyScript.inputs(from: "resize:0x5") }
    }

    @Test("help and hints are made from the table", arguments: ViewName.allCases)
    func helpScreen(view: ViewName) {
        var state = Fixture.state(size: Size(columns: 120, rows: 60), estimator: Fixture.estimator)
        state.view = view
        _ = reduce(&state, .command(.help))
        let text = render(state).text
        for row in Keymap.standard.bindings(in: view) {
            #expect(text.contains(Words(.english).help(of: row)), "\(row.command)")
        }
    }

    @Test("the help scrolls to its end and not beyond")
    func helpScrolls() {
        Session.run { session in
            session.press("?")
            let top = session.screen
            for _ in 0..<100 { session.press("down") }
            let bottom = session.screen
            #expect(bottom != top)
            #expect(bottom.text.contains("Leave. Every answer is already saved."))
            session.press("down")
            #expect(session.screen == bottom)
            session.press("home")
            #expect(session.screen == top)
            session.press("esc")
            #expect(session.state.overlay == nil)
        }
    }

    @Test(
        "help and quit are always on the bottom line", arguments: [40, 50, 60, 80, 120], [Language.english, .japanese])
    func hintsFit(columns: Int, language: Language) {
        for view in ViewName.allCases {
            var state = Fixture.state(size: Size(columns: columns, rows: 24), language: language)
            state.view = view
            let line = render(state).text.split(separator: "\n", omittingEmptySubsequences: false)[23]
            #expect(line.contains(language == .english ? "? help" : "? ヘルプ"))
            #expect(line.contains(language == .english ? "q quit" : "q 終了"))
            #expect(line.columns <= columns)
        }
    }
}

@Suite("Type-ahead over the classes")
struct ClassFinderTests {
    private func found(_ query: String, _ names: [String], prompts: [String]? = nil) -> [String] {
        let classes = Fixture.classes(names, promptNames: prompts)
        var finder = ClassFinder(classes: classes)
        for character in query { finder.type(character) }
        return finder.found.compactMap { id in classes.first { $0.id == id }?.name }
    }

    @Test(
        "names that start with the query come first, then words, then the rest",
        arguments: [
            ("", ["dry pit", "pit", "spit", "armpit hair"]), ("pit", ["pit", "dry pit", "spit", "armpit hair"]),
            ("PI", ["pit", "dry pit", "spit", "armpit hair"]), ("h", ["armpit hair"]), ("zz", []),
        ])
    func ranking(query: String, expected: [String]) {
        #expect(found(query, ["dry pit", "pit", "spit", "armpit hair"]) == expected)
    }

    @Test(
        "Japanese names are found however they are typed",
        arguments: [
            ("キズ", ["キズ"]), ("きず", ["キズ"]), ("ｷｽﾞ", ["キズ"]), ("異", ["異物混入"]), ("scr", ["キズ"]), ("ｓｃｒ", ["キズ"]),
            ("だこん", []),
        ])
    func japanese(query: String, expected: [String]) {
        #expect(found(query, ["良品", "キズ", "異物混入"], prompts: ["good", "scratch", "inclusion"]) == expected)
    }

    @Test("three hundred classes can all be reached and are shown around the selection")
    func manyClasses() {
        let names = (0..<300).map { "class \($0)" }
        Session.run(Fixture.state(project: Fixture.project(names: names))) { session in
            session.press("/ page-down page-down down")
            #expect(session.screen.text.contains("› "))
            session.press("\"299\" enter")
            #expect(session.log == ["2=class 299 asked"])
        }
    }

    @Test("Enter without a class found rings, and the list stays")
    func nothingFound() throws {
        try Session.run { session in
            session.press("/ \"qqq\" enter")
            try session.take(.bell)
            #expect(session.screen.text.contains("No class has that in its name."))
            session.press("backspace backspace backspace enter")
            #expect(session.log == ["2=good asked"])
        }
    }

    @Test("keys of the screen below are letters while the list is open")
    func lettersAreLetters() {
        Session.run { session in
            session.press("/ \"qmt?1[\"")
            #expect(session.log == [])
            #expect(session.state.view == .compare)
            session.press("esc")
            #expect(session.state.overlay == nil)
        }
    }
}

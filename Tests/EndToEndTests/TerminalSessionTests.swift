import Foundation
import Glibc
import TestSupport
import Testing

/// The program itself in a real terminal: real ncurses, real keys, real signals. Waits for the idle mark, never for a clock.
@Suite("A session in a real terminal", .serialized, .enabled(if: Tmux.isInstalled, "needs tmux"))
struct TerminalSessionTests {
    private func open(
        _ small: SmallProject, columns: Int = 80, rows: Int = 24, options: [String] = []
    ) throws -> Tmux {
        let tmux = try Tmux(columns: columns, rows: rows)
        try tmux.run(["open", small.path] + options)
        try tmux.waitIdle("a question") { $0.contains("Which class is this?") || $0.contains("このクラスは？") }
        return tmux
    }

    private func labelled(_ screen: String, _ count: Int) -> Bool {
        screen.firstLine.contains(" \(count) review") || screen.firstLine.contains("判定済み\(count)枚")
    }

    @Test("start, label, undo, retrain, matrix, quit")
    func session() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        let tmux = try open(small)
        #expect(try tmux.fact("alternate_on") == "1")
        try tmux.press("1")
        try tmux.waitIdle("one label") { labelled($0, 1) }
        try tmux.press("2")
        try tmux.waitIdle("two labels") { labelled($0, 2) && $0.contains("recorded: crack") }
        try tmux.press("u")
        try tmux.waitIdle("the second label taken back") { labelled($0, 1) }
        #expect(try small.status("reviews") == 1, "what the screen shows is on the disk")
        for (index, key) in ["2", "3", "4"].enumerated() {
            try tmux.press(key)
            try tmux.waitIdle("\(index + 2) labels") { labelled($0, index + 2) }
        }
        try tmux.press("t")
        try tmux.waitIdle("a trained head") { $0.firstLine.contains("pool head, pooled") }
        try tmux.press("m")
        try tmux.waitIdle("the matrix") { $0.contains("Predicted") && $0.contains("belief↓") }
        try tmux.press("s")
        try tmux.waitIdle("another matrix") { $0.contains("Out-of-fold") }
        try tmux.press("m")
        try tmux.waitIdle("the question again") { $0.contains("Which class is this?") }
        try tmux.press("q")
        try tmux.expectRestored(status: "0")
        #expect(try small.status("round") >= 1)
    }

    @Test("it follows the terminal's size, keeps its place, and draws pictures for the new one")
    func resize() throws {
        let small = try SmallProject(imagesPerClass: 8).set()
        let tmux = try open(small)
        let paths = try tmux.screen().picturePaths
        for (columns, rows) in [(120, 40), (40, 12), (100, 30)] {
            try tmux.resize(columns: columns, rows: rows)
            let screen = try tmux.waitIdle("\(columns)x\(rows)") {
                $0.split(separator: "\n")[0].count >= columns - 2 && $0.contains("▶ Which class")
            }
            if columns >= 100 { #expect(screen.picturePaths == paths) }
        }
        try tmux.resize(columns: 30, rows: 8)
        try tmux.wait(for: "a word about the size") { !$0.contains("Which class is this?") }
        try tmux.resize(columns: 80, rows: 24)
        try tmux.waitIdle("the question again") { $0.picturePaths == paths }
        try tmux.press("q")
        try tmux.expectRestored(status: "0")
    }

    @Test("Japanese classes and screens keep their columns")
    func wideCharacters() throws {
        let small = try SmallProject(imagesPerClass: 8)
        let names = ["傷", "ひび割れ", "ピット", "介在物"]
        try small.succeed(["new", small.path, "--images", small.images] + names.flatMap { ["--class", $0] })
        try small.importFeatures()
        let tmux = try open(small, options: ["--language", "ja"])
        try tmux.press("2")
        try tmux.waitIdle("a label") { labelled($0, 1) && $0.contains("ひび割れ") }
        // Type-ahead with a key that no ASCII keyboard has.
        try tmux.press("/")
        try tmux.press("介")
        try tmux.wait(for: "the class that was typed") { $0.contains("介在物") }
        try tmux.press("Enter")
        try tmux.waitIdle("a second label") { labelled($0, 2) && $0.contains("介在物") }
        try tmux.press("m")
        let matrix = try tmux.waitIdle("the matrix") { $0.contains("予測") }
        // A wide glyph that lost or gained a column would push the mark out of its place.
        #expect(matrix.firstLine.hasSuffix("●"))
        try tmux.press("q")
        try tmux.expectRestored(status: "0")
        #expect(try small.status("reviews") == 2)
    }

    @Test(
        "a signal to leave is obeyed, with the terminal restored and every answer kept",
        arguments: [SIGTERM, SIGHUP, SIGINT])
    func signals(signal: Int32) throws {
        let small = try SmallProject(imagesPerClass: 8).set()
        let tmux = try open(small)
        try tmux.press("1")
        try tmux.waitIdle("one label") { labelled($0, 1) }
        kill(try tmux.processID(), signal)
        try tmux.expectRestored(status: "0")
        #expect(try small.status("reviews") == 1)
    }

    @Test("Ctrl-C leaves as well")
    func interrupt() throws {
        let small = try SmallProject(imagesPerClass: 8).set()
        let tmux = try open(small)
        try tmux.press("C-c")
        try tmux.expectRestored(status: "0")
    }

    @Test("a crash gives the terminal back and is still a crash", arguments: [(SIGSEGV, "139"), (SIGABRT, "134")])
    func crash(signal: Int32, status: String) throws {
        let small = try SmallProject(imagesPerClass: 8).set()
        let tmux = try open(small)
        try tmux.press("1")
        try tmux.waitIdle("one label") { labelled($0, 1) }
        kill(try tmux.processID(), signal)
        try tmux.expectRestored(status: status)
        #expect(try small.status("reviews") == 1)
        // The project opens again at once: nobody holds it.
        try tmux.run(["open", small.path])
        try tmux.waitIdle("the label") { labelled($0, 1) }
        try tmux.press("q")
        try tmux.wait(forText: "ended=0")
    }

    @Test("kill −9 leaves no label behind and no project locked")
    func killed() throws {
        let small = try SmallProject(imagesPerClass: 8).set()
        let tmux = try open(small)
        try tmux.press("1")
        try tmux.waitIdle("one label") { labelled($0, 1) }
        kill(try tmux.processID(), SIGKILL)
        try tmux.wait(forText: "ended=137")
        #expect(try small.status("reviews") == 1)
        try small.succeed(["label", small.path, "pit/pit-0.png", "pit"])
    }

    @Test("colours: 256, 8 and none", arguments: ["256", "8", "none"])
    func colors(depth: String) throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        let tmux = try open(small, options: ["--colors", depth])
        try tmux.press("1")
        try tmux.waitIdle("one label") { labelled($0, 1) }
        try tmux.press("q")
        try tmux.expectRestored(status: "0")
    }

    @Test(
        "an unknown or a too simple terminal is refused by name",
        arguments: [("no-such-terminal", "is unknown"), ("dumb", "cannot place its cursor")])
    func terminals(name: String, words: String) throws {
        let small = try SmallProject(imagesPerClass: 4).set()
        let tmux = try Tmux(columns: 120, rows: 24)
        try tmux.line("export TERM=\(name)")
        try tmux.run(["open", small.path])
        let screen = try tmux.wait(forText: "ended=5")
        #expect(screen.contains(name) && screen.contains(words), "\(screen)")
    }
}

import Foundation
import Interchange
import Testing
import TextUI
import Themes

@Suite("Theme files")
struct ThemeFileTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "miwake-themes-" + UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private var library: ThemeLibrary { ThemeLibrary(folders: [folder]) }

    private func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(folder)/\(name).yaml", atomically: true, encoding: .utf8)
    }

    @Test("a file of two lines changes those two things and takes the rest from its base")
    func partial() throws {
        try write("mine", "base: dark\ncolors: {accent: \"#00FF00\"}\nroles: {dim: {ink: 8, underlined: true}}\n")
        let mine = try library.theme(named: "mine")
        let dark = try library.theme(named: "dark")
        #expect(mine.name == "mine")
        // Every role that is painted with the accent follows it.
        #expect(mine[.question] == Style(.hex(0x00FF00), on: .hex(0x12151A), bold: true))
        #expect(mine[.keyCap].background == .hex(0x00FF00))
        #expect(mine[.dim] == Style(.indexed(8), on: .hex(0x12151A), underlined: true))
        #expect(mine[.title] == dark[.title])
        #expect(mine.style(for: .heat(level: 200)) == dark.style(for: .heat(level: 200)))
        #expect(library.names.contains("mine"))
    }

    @Test("a user's file stands before the theme of its name, and may start from it")
    func shadowing() throws {
        try write("dark", "base: dark\ncolors: {ground: \"#000000\"}\n")
        let own = try library.entry(named: "dark")
        #expect(own.path == folder + "/dark.yaml")
        #expect(own.theme[.text].background == .hex(0x000000))
        #expect(own.theme[.text].foreground == .hex(0xD5DBE3))
        // What is based on it follows.
        #expect(try library.theme(named: "light")[.text].background == .hex(0xFBFBF8))
    }

    @Test("a file anywhere is named by its path")
    func byPath() throws {
        try write("elsewhere", "base: light\n")
        let theme = try ThemeLibrary(folders: []).theme(named: folder + "/elsewhere.yaml")
        #expect(theme.name == "elsewhere")
        #expect(theme[.text] == (try ThemeLibrary(folders: []).theme(named: "light")[.text]))
    }

    @Test("a gradient of one palette colour is refused: nobody knows what can be read on it")
    func paletteRamp() throws {
        try write("ramp", "base: dark\nramps:\n  heat: [\"#000000\", 3]\n")
        #expect(throws: ThemeError.self) { try library.theme(named: "ramp") }
        try write("steps", "base: dark\nramps:\n  heat: [{}, {ink: 0, ground: 3}]\n")
        #expect(try library.theme(named: "steps").style(for: .heat(level: 255)) == Style(.indexed(0), on: .indexed(3)))
    }

    @Test(
        "a mistake is told with its line and key",
        arguments: [
            ("base: dark\nrole: {}\n", 2, "role"), ("base: dark\nroles:\n  titel: {}\n", 3, "roles.titel"),
            ("base: dark\nroles:\n  title: {color: red}\n", 3, "roles.title.color"),
            ("base: dark\nroles:\n  title: {bold: 1}\n", 3, "roles.title.bold"),
            ("base: dark\nroles:\n  title: {ink: purple}\n", 3, "roles.title.ink"),
            ("base: dark\ncolors:\n  accent: \"#12345\"\n", 3, "colors.accent"),
            ("base: dark\ncolors:\n  accent: #123456\n", 3, "colors.accent"),
            ("base: dark\ncolors:\n  accent: 256\n", 3, "colors.accent"),
            ("base: dark\nramps:\n  heat: []\n", 3, "ramps.heat"),
            ("base: dark\nramps:\n  cold: [1]\n", 3, "ramps.cold"),
            ("base: dark\nclass_colors: red\n", 2, "class_colors"),
            ("base: dark\nclass_colors: [mauve]\n", 2, "class_colors[0]"),
        ])
    func mistakes(text: String, line: Int, key: String) throws {
        try write("bad", text)
        let error = #expect(throws: ThemeError.self) { try library.theme(named: "bad") }
        guard case .badFile(let path, let defect) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path == folder + "/bad.yaml")
        #expect(defect.place?.line == line)
        #expect(defect.keyPath.description == key)
    }

    @Test("a file without a base must leave nothing out", arguments: ["text", "heat", "class_colors", "ground"])
    func incomplete(key: String) throws {
        let whole = String(decoding: ThemeLibrary.embedded["terminal16"] ?? [], as: UTF8.self)
        let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("  \(key): ") && !$0.hasPrefix("\(key): ") }
        try write("incomplete", lines.joined(separator: "\n"))
        let error = #expect(throws: ThemeError.self) { try library.theme(named: "incomplete") }
        guard case .badFile(_, let defect) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(defect.problem == .missingKey(key))
    }

    @Test("bases that lead back, and bases that are not there, are errors")
    func bases() throws {
        try write("one", "base: two\n")
        try write("two", "base: one\n")
        #expect(throws: ThemeError.baseLoop(path: folder + "/two.yaml", base: "one")) {
            try library.theme(named: "one")
        }
        try write("orphan", "base: nowhere\n")
        let error = #expect(throws: ThemeError.self) { try library.theme(named: "orphan") }
        guard case .unknownBase(_, "nowhere", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(throws: ThemeError.unknown("nowhere", known: library.names)) { try library.theme(named: "nowhere") }
    }

    @Test("a theme is replaced only where the terminal has too few colours for it")
    func depths() throws {
        let library = ThemeLibrary(folders: [])
        let light = try library.themesByDepth(named: "light")
        #expect(light[.trueColor].name == "light" && light[.indexed256].name == "light")
        #expect(light[.indexed16].name == "terminal16" && light[.monochrome].name == "monochrome")
        let plain = try library.themesByDepth(named: "monochrome")
        #expect(ColorDepth.allCases.allSatisfy { plain[$0].name == "monochrome" })
        let own = try library.themesByDepth(named: "terminal16")
        #expect(own[.trueColor].name == "terminal16" && own[.indexed16].name == "terminal16")
    }
}

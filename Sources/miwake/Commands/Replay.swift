import AnnotatorUI
import ArgumentParser
import FileContents
import Foundation
import Interchange
import Languages
import ProjectStore
import TerminalPictures
import TextUI
import Themes
import Workbench

extension Size: ExpressibleByArgument {
    public init?(argument: String) {
        let numbers = argument.split(separator: "x").compactMap { Int($0) }
        guard numbers.count == 2, numbers.allSatisfy({ (1...1000).contains($0) }) else { return nil }
        self.init(columns: numbers[0], rows: numbers[1])
    }
}

struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Play keys from a file on a terminal in memory, and write the screens as text.",
        discussion: """
            The same loop as `miwake open`: labels are given and estimators trained. Each key waits until the screen is idle. \
            The file holds names of keys with spaces between, "typed text" in quotation marks, resize:100x30; # begins a \
            comment. The screens are written as 001.txt, 002.txt …, one before each key and one at the end, \
            in English unless --language says otherwise.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(help: "The file of keys.", completion: .file())
    var keys: String

    @Option(help: "The terminal's size, such as 80x24.")
    var size = Size(columns: 80, rows: 24)

    @Option(help: "The folder for the screens; without one, none are written.", completion: .directory)
    var screens: String?

    @Flag(help: "Write the meaning of each cell, one letter per cell, beside each screen.")
    var roles = false

    @Flag(help: "Ask only images of the audit reserve.")
    var audit = false

    @OptionGroup var seed: SeedOption

    @OptionGroup var forced: ForceFlag

    func run() throws {
        let inputs = try KeyScript.inputs(from: try Self.text(at: keys))
        let bench = try Workbench.open(project.project, .readWrite)
        var door = OutputDoor(bench, isForced: forced.force)
        let folder = try screens.map { path throws(WorkbenchError) in try admit(path, &door) }
        // What the locale says must not change a replay.
        let language = SpokenLanguage.asked() ?? .english
        let library = ThemeLibrary(folders: ResourceFolders.own.themes)
        let state = try Screens.state(
            of: bench, isAuditOnly: audit, size: size, language: language, library: library,
            theme: Screens.themeName(nil, bench))
        var terminal = ScriptedTerminal(size: size, inputs: inputs) { $0.showsIdle }
        let mailbox = Mailbox {}
        let runner = try Screens.runner(
            of: bench, mailbox: mailbox, colors: .trueColor, symbols: .sextants,
            options: .init(
                language: language, isAuditOnly: audit, seed: seed.seed ?? bench.file.seed, awaitsHeadChoice: true))
        var loop = EventLoop(
            state: state, mailbox: mailbox, perform: runner.perform, theme: library.theme(named:))
        loop.run(on: &terminal)
        runner.stop()
        if let folder { try write(terminal.settled, to: folder, &door) }
        let words = self.words
        try StandardOutput.print(
            words.say(
                "replay.done",
                [
                    "keys": words.counted("key", inputs.count),
                    "screens": words.counted("screen", terminal.settled.count),
                ]))
    }

    /// Keys and remarks take kilobytes.
    private static let largestScript = 64 << 20

    private static func text(at path: String) throws -> String {
        let bytes = try FileBytes.read(path, limit: largestScript)
        do { return try PlainText(bytes).text } catch {
            throw Failing(.input) { $0.sentence(for: error, path: path) }
        }
    }

    /// The folder of the screens; nothing is played where an earlier file of somebody else would be in the way.
    private func admit(_ path: String, _ door: inout OutputDoor) throws(WorkbenchError) -> String {
        let folder = try door.admitFolder(path)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasSuffix(".txt") && name.prefix(3).allSatisfy(\.isNumber) {
            _ = try door.admit(folder + "/" + name)
        }
        return folder
    }

    private func write(_ screens: [Screen], to folder: String, _ door: inout OutputDoor) throws {
        for (index, screen) in screens.enumerated() {
            let name = folder + "/" + String(format: "%03d", index + 1)
            try door.write(Array(screen.text.utf8), to: try door.admit(name + ".txt"))
            guard roles else { continue }
            try door.write(Array(screen.roleLetters.utf8), to: try door.admit(name + ".roles.txt"))
        }
    }
}

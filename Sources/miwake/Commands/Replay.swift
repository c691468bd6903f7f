import AnnotatorUI
import ArgumentParser
import FileContents
import Foundation
import Interchange
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
            remark. The screens are written as 001.txt, 002.txt …, one before each key and one at the end.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(help: "The file of keys.", completion: .file())
    var keys: String

    @Option(help: "The terminal's size, such as 80x24.")
    var size = Size(columns: 80, rows: 24)

    @Option(help: "The folder for the screens; none are written where it is not given.", completion: .directory)
    var screens: String?

    @Flag(help: "Write the meaning of each cell, one letter a cell, beside each screen.")
    var roles = false

    @Flag(help: "Ask only images of the audit reserve.")
    var audit = false

    @Option(help: "Of the screens: en or ja.")
    var language: Language = .english

    @OptionGroup var seed: SeedOption

    func run() throws {
        let inputs = try KeyScript.inputs(from: try TextFile.text(at: keys))
        let bench = try Workbench.open(project.project, .readWrite)
        let library = ThemeLibrary(folders: ResourceFolders.own.themes)
        let state = try Screens.state(
            of: bench, isAuditOnly: audit, size: size, language: language, library: library,
            theme: Screens.themeName(nil, bench))
        var terminal = ScriptedTerminal(size: size, inputs: inputs) { $0.showsIdle }
        let mailbox = Mailbox {}
        let runner = try Screens.runner(
            of: bench, mailbox: mailbox, colors: .trueColor, symbols: .sextants,
            options: .init(
                isAuditOnly: audit, seed: seed.seed ?? bench.file.seed, awaitsHeadChoice: true))
        var loop = EventLoop(
            state: state, mailbox: mailbox, perform: runner.perform, theme: library.theme(named:))
        loop.run(on: &terminal)
        runner.stop()
        if let screens { try write(terminal.settled, to: screens) }
        print("\(counted(inputs.count, "key")) played, \(counted(terminal.settled.count, "screen")) settled.")
    }

    private func write(_ screens: [Screen], to folder: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (index, screen) in screens.enumerated() {
                let name = folder + "/" + String(format: "%03d", index + 1)
                try screen.text.write(toFile: name + ".txt", atomically: true, encoding: .utf8)
                if roles {
                    try screen.roleLetters.write(toFile: name + ".roles.txt", atomically: true, encoding: .utf8)
                }
            }
        } catch {
            throw Failing("The screens cannot be written to “\(folder)”: \(systemReason(of: error)).", .system)
        }
    }
}

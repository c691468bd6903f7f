import AnnotatorUI
import ArgumentParser
import Foundation
import Interchange
import NcursesTerminal
import ProjectStore
import TerminalPictures
import TextUI
import Themes
import Workbench

extension ColorDepth: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "none": self = .monochrome
        case "8": self = .indexed8
        case "16": self = .indexed16
        case "256": self = .indexed256
        case "24bit": self = .trueColor
        default: return nil
        }
    }

    public static var allValueStrings: [String] { ["none", "8", "16", "256", "24bit"] }
}

extension PictureSymbols: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "sextants": self = .sextants
        case "quadrants": self = .quadrants
        case "half-blocks": self = .halfBlocks
        case "ascii": self = .ascii
        default: return nil
        }
    }

    public static var allValueStrings: [String] { ["sextants", "quadrants", "half-blocks", "ascii"] }
}

struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at the most confused pairs and label them by single keys.")

    @OptionGroup var project: ProjectArgument

    @Flag(help: "Ask only images of the audit reserve, the source of unbiased figures.")
    var audit = false

    @Option(help: "Colours: none, 8, 16, 256 or 24bit; the terminal's own where none is given.")
    var colors: ColorDepth?

    @Option(help: "What pictures are made of: sextants, quadrants, half-blocks or ascii.")
    var symbols: PictureSymbols = .sextants

    @Option(help: "A theme by name or file (`miwake themes` lists them); miwake.yaml's where none is given.")
    var theme: String?

    @Option(help: "Of the screens: en or ja; miwake.yaml's or the locale's where none is given.")
    var language: Language?

    @Flag(inversion: .prefixedNo, help: "Whether clicks and the wheel are used.")
    var mouse = true

    @OptionGroup var seed: SeedOption

    func run() throws {
        let bench = try Workbench.open(project.project, .readWrite)
        let library = ThemeLibrary(folders: ResourceFolders.own.themes)
        let themeName = Screens.themeName(theme, bench)
        let themes = try library.themesByDepth(named: themeName)
        var state = try Screens.state(
            of: bench, isAuditOnly: audit, size: Size(columns: 80, rows: 24), language: language, library: library,
            theme: themeName)
        var terminal = try NcursesTerminal(
            theme: { themes[$0] }, environment: ProcessInfo.processInfo.environment, wanted: colors, usesMouse: mouse,
            logPath: bench.folder.root + "/miwake.log")
        state.size = terminal.size
        let waker = terminal.waker
        let mailbox = Mailbox { waker.wake() }
        let runner = try Screens.runner(
            of: bench, mailbox: mailbox, colors: terminal.depth, symbols: symbols,
            options: .init(isAuditOnly: audit, seed: seed.seed ?? bench.file.seed))
        let depth = terminal.depth
        var loop = EventLoop(
            state: state, mailbox: mailbox, perform: runner.perform,
            theme: { try library.themesByDepth(named: $0)[depth] })
        loop.run(on: &terminal)
        runner.stop()
    }
}

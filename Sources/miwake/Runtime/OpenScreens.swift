import AnnotatorUI
import ArgumentParser
import Foundation
import Languages
import NcursesTerminal
import ProjectStore
import Studies
import TerminalPictures
import TextUI
import Themes
import Workbench

/// How the screens look on this terminal.
struct ScreenOptions: ParsableArguments {
    @Option(help: "Colours: none, 8, 16, 256 or 24bit; by default the terminal's own.")
    var colors: ColorDepth?

    @Option(help: "What pictures are made of: sextants, quadrants, half-blocks or ascii.")
    var symbols: PictureSymbols = .sextants

    @Option(help: "A theme by name or file (`miwake themes` lists them); by default that of miwake.yaml.")
    var theme: String?

    @Option(help: "The language of the screens: en or ja; by default that of miwake.yaml or of the locale.")
    var language: Language?

    @Flag(inversion: .prefixedNo, help: "Whether clicks and the wheel are used.")
    var mouse = true
}

/// The screens of a project on the real terminal, until somebody leaves them.
struct OpenScreens {
    let bench: Workbench
    let options: ScreenOptions
    let isAuditOnly: Bool
    let seed: UInt64
    /// What every image truly is: a sample's.
    var answerKey: AnswerKey?

    /// - Parameters:
    ///   - guide: a scripted inspector who works until a key is pressed; nil for none.
    ///   - takenOver: called when a person takes over, before anything that they do.
    func run(guide: Guide? = nil, takenOver: @escaping () -> Void = {}) throws {
        let library = ThemeLibrary(folders: ResourceFolders.own.themes)
        let themeName = Screens.themeName(options.theme, bench)
        let themes = try library.themesByDepth(named: themeName)
        var state = try Screens.state(
            of: bench, isAuditOnly: isAuditOnly, hasAnswerKey: answerKey != nil, size: Size(columns: 80, rows: 24),
            language: options.language, library: library, theme: themeName)
        var terminal = try NcursesTerminal(
            theme: { themes[$0] }, environment: ProcessInfo.processInfo.environment, wanted: options.colors,
            usesMouse: options.mouse, logPath: bench.folder.root + "/miwake.log")
        state.size = terminal.size
        state.door.escapeDelay = terminal.escapeDelay
        let waker = terminal.waker
        let mailbox = Mailbox { waker.wake() }
        let depth = terminal.depth
        let runner = try Screens.runner(
            of: bench, mailbox: mailbox, colors: depth, symbols: options.symbols,
            options: .init(
                language: state.language, isAuditOnly: isAuditOnly, seed: seed, answerKey: answerKey))
        var loop = EventLoop(
            state: state, mailbox: mailbox, perform: runner.perform,
            theme: { try library.themesByDepth(named: $0)[depth] })
        loop.guide = guide
        loop.takenOver = takenOver
        loop.run(on: &terminal)
        runner.stop()
    }
}

import ArgumentParser
import Foundation
import Languages
import TextUI
import Themes

extension ColorVision: ExpressibleByArgument {}

struct ShowThemes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "themes", abstract: "List the themes, or look at one.",
        discussion: """
            A theme is a YAML file. Your own go into ~/.config/miwake/themes/NAME.yaml and may start from any other by \
            `base:` and change a few lines. Use one by `miwake open --theme NAME`, by `theme: NAME` in miwake.yaml, or by \
            :theme in the screens, which shows it at once.

            With a name, each role is shown in its colours, with the smallest contrast of its text (readable from 4.5).
            """)

    @Argument(help: "A theme's name or file, to look at it; without one, all are listed.")
    var theme: String?

    @Option(help: "Show it as seen with protanopia or deuteranopia.")
    var simulate: ColorVision?

    @Flag(help: "Print the theme's own file instead, to start one of your own from.")
    var source = false

    @OptionGroup var format: FormatOption

    func validate() throws {
        guard theme != nil || (simulate == nil && !source) else {
            throw ValidationError("name the theme to look at")
        }
    }

    func run() throws {
        let library = ThemeLibrary(folders: ResourceFolders.own.themes)
        let words = self.words
        guard let theme else { return try list(library, words).print(as: format.format) }
        if source {
            return try StandardOutput.print(page: String(decoding: try library.file(named: theme), as: UTF8.self))
        }
        let entry = try library.entry(named: theme)
        let isColored = StandardOutput.isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        guard format.format == .table, isColored else {
            return try roles(of: entry, words).print(as: format.format)
        }
        try StandardOutput.write(exactly: ThemePreview(theme: entry.theme, vision: simulate, words: words).text)
    }

    private func list(_ library: ThemeLibrary, _ words: Words) throws -> DataTable {
        let notes = format.format.notes(words)
        var table = DataTable(
            source: [.init("standard", .text(ThemeLibrary.standardName))],
            columns: [
                .text("theme"), .text("base"), .text("colors"), .number("contrast"), .text("from"), .text("summary"),
            ], rows: [])
        for name in library.names {
            do {
                let entry = try library.entry(named: name)
                table.rows.append([
                    .text(name), .text(entry.base), .text(entry.theme.needs.words),
                    .decimal(entry.theme.smallestContrast, digits: 1),
                    .text(entry.path ?? format.format.data(words).say("themes.the-program")),
                    .text(entry.summary),
                ])
            } catch {
                // One broken file does not hide the others.
                table.notes.append(notes.sentence(for: error))
            }
        }
        table.notes.append(notes.say("themes.contrast"))
        return table
    }

    private func roles(of entry: ThemeLibrary.Entry, _ words: Words) -> DataTable {
        DataTable(
            source: [
                .init("theme", .text(entry.theme.name)), .init("base", .text(entry.base)),
                .init("from", .text(entry.path ?? format.format.data(words).say("themes.the-program"))),
            ],
            columns: [.text("role"), .text("ink"), .text("ground"), .text("type"), .number("contrast")],
            rows: entry.theme.namedStyles.map { name, style in
                [
                    .text(name), .text(seen(style.foreground).words), .text(seen(style.background).words),
                    .text(style.typeWords), .decimal(style.contrast, digits: 1),
                ]
            })
    }

    private func seen(_ color: Color) -> Color {
        guard let simulate, case .rgb(let value) = color else { return color }
        return .rgb(value.seen(with: simulate))
    }
}

extension ColorDepth {
    fileprivate var words: String {
        switch self {
        case .monochrome: "none"
        case .indexed8: "8"
        case .indexed16: "16"
        case .indexed256, .trueColor: "24bit"
        }
    }
}

extension Color {
    fileprivate var words: String {
        switch self {
        case .terminalDefault: "default"
        case .indexed(let index): "\(index)"
        case .rgb(let color): String(format: "#%02X%02X%02X", color.red, color.green, color.blue)
        }
    }
}

extension Style {
    fileprivate var typeWords: String {
        let words = [
            isBold ? "bold" : nil, isDim ? "dim" : nil, isUnderlined ? "underlined" : nil,
            isReversed ? "reversed" : nil,
        ].compactMap(\.self)
        return words.isEmpty ? "plain" : words.joined(separator: " ")
    }
}

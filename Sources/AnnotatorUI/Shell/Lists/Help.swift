internal import Languages
internal import ProjectModel
internal import TextUI

/// The lines of the help and how far they can be scrolled.
struct HelpContents {
    let panel: Rect
    let lines: [Line]

    struct Line {
        var key: String
        var text: String
    }

    init(_ shell: Shell) {
        let room = Rect(column: 0, row: 1, columns: shell.size.columns, rows: shell.size.rows - 2)
        panel = room.centred(Size(columns: 100, rows: 60))
        var lines: [Line] = []
        let textWidth = max(10, panel.size.columns - 4 - HelpContents.keyColumns)
        func add(_ key: String, _ text: String) {
            for (index, part) in text.wrapped(to: textWidth).enumerated() {
                lines.append(Line(key: index == 0 ? key : "", text: part))
            }
        }
        for row in shell.keymap.bindings(in: shell.view) where !row.keys.isEmpty {
            add(row.keys.map(KeyName.hint).joined(separator: " "), shell.words.help(of: row))
            if row.command == .answerSecond {
                let keyed = shell.project.classes.filter { $0.key != nil }
                if !keyed.isEmpty { add(keyed.compactMap(\.key).map(String.init).joined(), shell.words.classKeys) }
            }
        }
        for remark in ScreenTable.screen(named: shell.view).remarks(shell) { add(remark.title, remark.text) }
        self.lines = lines
    }

    /// `Esc Backspace` and a gap.
    static let keyColumns = 14

    var visibleRows: Int { max(0, panel.size.rows - 2) }
    var largestScroll: Int { max(0, lines.count - visibleRows) }
}

extension Screen {
    mutating func drawHelp(_ shell: Shell) {
        guard case .help(let scroll) = shell.overlay else { return }
        let contents = HelpContents(shell)
        fill(contents.panel)
        let inside = drawBox(contents.panel, title: shell.words.keys(of: shell.view), titleRole: .title)
            .inset(columns: 1)
        let start = min(scroll, contents.largestScroll)
        for (offset, line) in contents.lines.dropFirst(start).prefix(contents.visibleRows).enumerated() {
            let columns = inside.columns(.cells(HelpContents.keyColumns), .share(1))
            write(line.key, in: columns[0], row: offset, role: .keyHint)
            write(line.text, in: columns[1], row: offset)
        }
        let window = ScrollWindow(
            count: contents.lines.count, selected: start + contents.visibleRows / 2, rows: contents.visibleRows)
        drawScrollBar(window, in: contents.panel.inset(rows: 1))
    }
}

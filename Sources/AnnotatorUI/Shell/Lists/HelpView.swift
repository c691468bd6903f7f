internal import Languages
internal import TextUI

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

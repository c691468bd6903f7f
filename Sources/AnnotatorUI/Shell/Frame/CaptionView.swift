internal import TextUI

extension Screen {
    /// What a guide says, in a box of its own above the hints; the screens are drawn above it.
    mutating func drawCaption(_ shell: Shell) {
        guard let caption = shell.caption, shell.viewSize != size else { return }
        let rect = Rect(column: 0, row: size.rows - 1 - Caption.rows, columns: size.columns, rows: Caption.rows)
        fill(rect)
        let inside = drawBox(rect, lines: .heavy, role: .success, title: caption.title, titleRole: .success)
            .inset(columns: 1)
        for (row, line) in caption.text.wrapped(to: inside.size.columns).prefix(Caption.textRows).enumerated() {
            write(line, in: inside, row: row, role: .title)
        }
    }
}

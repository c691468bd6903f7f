package import TextUI

/// Two lines of a guide under a title, until its next.
package struct Caption: Sendable, Equatable {
    package var title: String
    package var text: String

    static let textRows = 2
    static let rows = textRows + 2

    package init(title: String, text: String) {
        self.title = title
        self.text = text
    }
}

extension Shell {
    /// The room that the screens have: a caption takes the lowest rows of a terminal that is large enough.
    package var viewSize: Size {
        guard caption != nil, size.rows - Caption.rows >= smallestSize.rows else { return size }
        return Size(columns: size.columns, rows: size.rows - Caption.rows)
    }
}

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

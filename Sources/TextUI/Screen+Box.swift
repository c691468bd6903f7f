/// The lines of a box; told apart without colour.
package enum BoxLines: Sendable, Hashable {
    case light
    case heavy

    fileprivate var glyphs:
        (
            topLeft: Character, top: Character, topRight: Character, side: Character, bottomLeft: Character,
            bottomRight: Character
        )
    {
        switch self {
        case .light: ("╭", "─", "╮", "│", "╰", "╯")
        case .heavy: ("┏", "━", "┓", "┃", "┗", "┛")
        }
    }
}

extension Screen {
    /// Draws a frame with a text in its top and in its bottom line.
    /// - Returns: the room inside.
    @discardableResult
    package mutating func drawBox(
        _ rect: Rect, lines: BoxLines = .light, role: Role = .border, title: String = "", titleRole: Role? = nil,
        footer: String = "", footerRole: Role = .dim
    ) -> Rect {
        let inside = Rect(
            column: rect.minColumn + 1, row: rect.minRow + 1, columns: rect.size.columns - 2, rows: rect.size.rows - 2)
        guard rect.size.columns >= 2, rect.size.rows >= 2 else { return inside }
        let glyphs = lines.glyphs
        let (left, right, top, bottom) = (rect.minColumn, rect.maxColumn - 1, rect.minRow, rect.maxRow - 1)
        for column in (left + 1)..<max(left + 1, right) {
            put(glyphs.top, column: column, row: top, role: role)
            put(glyphs.top, column: column, row: bottom, role: role)
        }
        for row in (top + 1)..<max(top + 1, bottom) {
            put(glyphs.side, column: left, row: row, role: role)
            put(glyphs.side, column: right, row: row, role: role)
        }
        put(glyphs.topLeft, column: left, row: top, role: role)
        put(glyphs.topRight, column: right, row: top, role: role)
        put(glyphs.bottomLeft, column: left, row: bottom, role: role)
        put(glyphs.bottomRight, column: right, row: bottom, role: role)
        let label = Rect(column: left + 2, row: top, columns: rect.size.columns - 4, rows: 1)
        if !title.isEmpty, label.size.columns > 2 {
            write(" " + title.truncated(to: label.size.columns - 2) + " ", in: label, role: titleRole ?? role)
        }
        if !footer.isEmpty, label.size.columns > 2 {
            let text = " " + footer.truncatedAtStart(to: label.size.columns - 2) + " "
            let line = Rect(column: label.minColumn, row: bottom, columns: label.size.columns, rows: 1)
            write(text, in: line, role: footerRole)
        }
        return inside
    }
}

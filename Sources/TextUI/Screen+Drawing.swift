extension Screen {
    /// Writes text on one line, clipped to the rectangle; what does not fit ends in an ellipsis.
    /// - Returns: the column after the text.
    @discardableResult
    package mutating func write(
        _ text: some StringProtocol, in rect: Rect, row: Int = 0, role: Role = .text, alignment: Alignment = .left
    ) -> Int {
        let clip = rect.intersection(bounds)
        let line = rect.minRow + row
        guard line >= clip.minRow, line < clip.maxRow else { return rect.minColumn }
        switch alignment {
        case .left:
            return write(
                text.truncated(to: rect.size.columns), column: rect.minColumn, row: line, role: role, clip: clip)
        case .right, .centre:
            let fitting = text.truncated(to: rect.size.columns)
            let space = rect.size.columns - fitting.columns
            let indent = alignment == .right ? space : space / 2
            return write(fitting, column: rect.minColumn + indent, row: line, role: role, clip: clip)
        }
    }

    /// Writes text from a place to the right edge at most.
    /// - Returns: the column after the text.
    @discardableResult
    package mutating func write(_ text: some StringProtocol, column: Int, row: Int, role: Role = .text) -> Int {
        write(text, column: column, row: row, role: role, clip: bounds)
    }

    private mutating func write(
        _ text: some StringProtocol, column start: Int, row: Int, role: Role, clip: Rect
    ) -> Int {
        var column = start
        guard row >= clip.minRow, row < clip.maxRow else { return column }
        for character in text {
            if column >= clip.maxColumn { break }
            // Printable ASCII is by far the usual case.
            if let ascii = character.asciiValue, ascii >= 0x20, ascii < 0x7F {
                if column >= clip.minColumn { put(character, column: column, row: row, role: role) }
                column += 1
                continue
            }
            for glyph in character.glyphs {
                let width = glyph.columns
                if column >= clip.minColumn, column + width <= clip.maxColumn {
                    put(glyph, columns: width, column: column, row: row, role: role)
                }
                column += width
            }
        }
        return column
    }

    /// Puts one drawable glyph; half of a wide one that it covers becomes a space.
    package mutating func put(_ glyph: Character, columns: Int = 1, column: Int, row: Int, role: Role) {
        clearHalves(from: column, to: column + columns, row: row)
        self[column, row] = Cell(glyph: glyph, role: role)
        if columns == 2 { self[column + 1, row] = Cell(glyph: " ", role: role, isContinuation: true) }
    }

    /// Blanks what a rectangle holds.
    package mutating func fill(_ rect: Rect, glyph: Character = " ", role: Role = .text) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        let cell = Cell(glyph: glyph, role: role)
        for row in area.minRow..<area.maxRow {
            clearHalves(from: area.minColumn, to: area.maxColumn, row: row)
            for column in area.minColumn..<area.maxColumn { self[column, row] = cell }
        }
    }

    /// Copies a picture into the middle of a rectangle; what is larger is cut on both sides.
    package mutating func draw(_ picture: CellPicture, in rect: Rect) {
        let left = rect.minColumn + (rect.size.columns - picture.size.columns) / 2
        let top = rect.minRow + (rect.size.rows - picture.size.rows) / 2
        let area = Rect(column: left, row: top, columns: picture.size.columns, rows: picture.size.rows)
            .intersection(rect).intersection(bounds)
        guard !area.isEmpty else { return }
        for row in area.minRow..<area.maxRow {
            clearHalves(from: area.minColumn, to: area.maxColumn, row: row)
            let start = (row - top) * picture.size.columns - left
            for column in area.minColumn..<area.maxColumn { self[column, row] = picture.cells[start + column] }
        }
    }

    /// A wide character that is about to lose one of its cells loses both.
    private mutating func clearHalves(from start: Int, to end: Int, row: Int) {
        guard row >= 0, row < size.rows else { return }
        if start > 0, start < size.columns, self[start, row].isContinuation {
            self[start - 1, row] = Cell(role: self[start - 1, row].role)
        }
        if end > 0, end < size.columns, self[end, row].isContinuation {
            self[end, row] = Cell(role: self[end, row].role)
        }
    }
}

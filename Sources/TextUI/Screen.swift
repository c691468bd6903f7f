/// One character cell.
package struct Cell: Sendable, Hashable {
    /// One grapheme as a terminal draws it; empty for the right half of a wide character.
    package var glyph: Character
    package var role: Role
    /// The right half of the wide character to the left.
    package var isContinuation: Bool

    package init(glyph: Character = " ", role: Role = .text, isContinuation: Bool = false) {
        self.glyph = glyph
        self.role = role
        self.isContinuation = isContinuation
    }
}

/// A picture of the whole terminal: a value, drawn by a terminal and compared by tests.
package struct Screen: Sendable, Equatable {
    package let size: Size
    package private(set) var cells: [Cell]
    /// Where the text cursor stands, when one is shown.
    package var cursor: Point?

    package init(size: Size, fill: Cell = Cell()) {
        self.size = size
        cells = [Cell](repeating: fill, count: size.columns * size.rows)
    }

    package var bounds: Rect { Rect(column: 0, row: 0, columns: size.columns, rows: size.rows) }

    /// The cell at a position; writes outside the screen are dropped.
    package subscript(column: Int, row: Int) -> Cell {
        get { cells[row * size.columns + column] }
        set {
            guard column >= 0, column < size.columns, row >= 0, row < size.rows else { return }
            cells[row * size.columns + column] = newValue
        }
    }
}

/// A picture as character cells: what a converter makes and a view copies into a screen.
package struct CellPicture: Sendable, Equatable {
    package let size: Size
    /// Row-major, `size.columns × size.rows`; glyphs of width one with `.picture` roles.
    package let cells: [Cell]

    /// - Precondition: one cell per place.
    package init(size: Size, cells: [Cell]) {
        precondition(cells.count == size.columns * size.rows, "a picture fills its rectangle")
        self.size = size
        self.cells = cells
    }
}

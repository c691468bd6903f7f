/// A size in character cells.
package struct Size: Sendable, Hashable {
    package var columns: Int
    package var rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// A position in character cells; (0, 0) is the top left corner.
package struct Point: Sendable, Hashable {
    package var column: Int
    package var row: Int

    package init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}

/// A rectangle of character cells.
package struct Rect: Sendable, Hashable {
    package var origin: Point
    package var size: Size

    package init(column: Int, row: Int, columns: Int, rows: Int) {
        origin = Point(column: column, row: row)
        size = Size(columns: max(0, columns), rows: max(0, rows))
    }

    package var minColumn: Int { origin.column }
    package var minRow: Int { origin.row }
    package var maxColumn: Int { origin.column + size.columns }
    package var maxRow: Int { origin.row + size.rows }
    package var isEmpty: Bool { size.columns == 0 || size.rows == 0 }

    package func contains(_ point: Point) -> Bool {
        point.column >= minColumn && point.column < maxColumn && point.row >= minRow && point.row < maxRow
    }

    /// The part that both rectangles cover; empty where they do not meet.
    package func intersection(_ other: Rect) -> Rect {
        let left = max(minColumn, other.minColumn)
        let top = max(minRow, other.minRow)
        return Rect(
            column: left, row: top, columns: min(maxColumn, other.maxColumn) - left,
            rows: min(maxRow, other.maxRow) - top)
    }
}

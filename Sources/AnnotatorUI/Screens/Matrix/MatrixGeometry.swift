internal import Figures
internal import ProjectModel
internal import TextUI

/// Where the parts of the matrix screen stand, and which of its cells are on it: read by the view, and by the reducer for pages
/// and presses.
struct MatrixGeometry {
    let title: Rect
    let summary: Rect
    let detail: Rect
    let message: Rect
    /// Row names, column heads, cells, what is spread, and row totals.
    let names: Rect
    let heads: Rect
    let cells: Rect
    /// What no cell holds, of a predicted matrix; empty elsewhere.
    let spread: Rect
    let totals: Rect
    let cellSize: Size
    /// Windows over the display order.
    let rowWindow: ScrollWindow
    let columnWindow: ScrollWindow

    private static let totalColumns = 6
    private static let spreadColumns = 8
    /// Before a name the mark of the row in view, and a gap after it.
    private static let markColumns = 3
    private static let largestCell = Size(columns: 16, rows: 3)
    private static let smallestCellColumns = 4
    private static let largestHeadRows = 3
    /// From this width a name on one line, cut if need be, reads better than one broken over several.
    private static let columnsForOneLine = 7

    var visibleRows: Int { rowWindow.visible.count }

    init(_ own: MatrixState, _ shell: Shell) {
        let size = shell.viewSize
        let parts = Rect(column: 0, row: 1, columns: size.columns, rows: size.rows - 2)
            .rows(.cells(1), .cells(1), .share(1), .cells(1), .cells(1))
        title = parts[0].inset(columns: 1)
        summary = parts[1].inset(columns: 1)
        detail = parts[3].inset(columns: 1)
        message = parts[4].inset(columns: 1)
        let grid = parts[2].inset(columns: 1)

        let classes = shell.project.classes
        let count = max(1, own.displayOrder.count)
        let longest = classes.map(\.name.columns).max() ?? 1
        let nameColumns = min(max(longest, 10), max(10, size.columns / 5)) + MatrixGeometry.markColumns
        let spreadColumns = own.figures?.source == .predicted ? MatrixGeometry.spreadColumns : 0
        let room = max(0, grid.size.columns - nameColumns - spreadColumns - MatrixGeometry.totalColumns)
        let digits = MatrixGeometry.digits(of: own)
        let narrowest = max(MatrixGeometry.smallestCellColumns, digits + 2)
        let width = min(max(room / count, narrowest), MatrixGeometry.largestCell.columns)
        let wanted = classes.map { ($0.name.columns + width - 2) / max(1, width - 1) }.max() ?? 1
        let headRows =
            width >= MatrixGeometry.columnsForOneLine
            ? 1 : min(max(1, wanted), min(MatrixGeometry.largestHeadRows, max(1, grid.size.rows / 5)))
        let bodyRows = max(0, grid.size.rows - headRows)
        let height = min(max(1, bodyRows / count), MatrixGeometry.largestCell.rows)
        cellSize = Size(columns: width, rows: height)

        let shownColumns = min(count, room / max(1, width))
        let shownRows = min(count, bodyRows / height)
        let order = own.displayOrder
        let row = order.firstIndex(of: own.truth) ?? 0
        let column = order.firstIndex(of: own.predicted) ?? 0
        rowWindow = ScrollWindow(count: order.count, selected: row, rows: shownRows)
        columnWindow = ScrollWindow(count: order.count, selected: column, rows: shownColumns)

        let left = grid.minColumn
        let top = grid.minRow
        heads = Rect(column: left + nameColumns, row: top, columns: shownColumns * width, rows: headRows)
        cells = Rect(
            column: heads.minColumn, row: top + headRows, columns: heads.size.columns, rows: shownRows * height)
        names = Rect(column: left, row: cells.minRow, columns: nameColumns, rows: cells.size.rows)
        spread = Rect(column: cells.maxColumn, row: cells.minRow, columns: spreadColumns, rows: cells.size.rows)
        totals = Rect(
            column: spread.maxColumn, row: cells.minRow, columns: MatrixGeometry.totalColumns, rows: cells.size.rows)
    }

    /// The place of a cell, given by its place in the display order; nil where it is scrolled away.
    func rect(row: Int, column: Int) -> Rect {
        Rect(
            column: cells.minColumn + (column - columnWindow.visible.lowerBound) * cellSize.columns,
            row: cells.minRow + (row - rowWindow.visible.lowerBound) * cellSize.rows, columns: cellSize.columns,
            rows: cellSize.rows)
    }

    /// The cell under a point, as places in the display order.
    func cell(at point: Point) -> (row: Int, column: Int)? {
        guard cells.contains(point) else { return nil }
        return (
            rowWindow.visible.lowerBound + (point.row - cells.minRow) / cellSize.rows,
            columnWindow.visible.lowerBound + (point.column - cells.minColumn) / cellSize.columns
        )
    }

    /// Digits of the largest figure that will be shown.
    private static func digits(of matrix: MatrixState) -> Int {
        guard let figures = matrix.figures, matrix.units == .counts else { return 3 }
        let largest = max(figures.zeroShot.largest, figures.active?.largest ?? 0)
        return max(2, String(Int(min(largest, 9_999_999))).count)
    }
}

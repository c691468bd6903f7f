internal import TextUI

/// The images of a cell: a list, and beside it the one under the cursor.
struct CellGeometry {
    let title: Rect
    let list: Rect
    let previewFrame: Rect
    /// Empty where there is no room, or no pictures.
    let preview: Rect
    let detail: Rect

    /// Rows of the screen that are not the list.
    static let otherRows = 5
    private static let columnsForPreview = 64

    init(_ shell: Shell) {
        let parts = Rect(column: 0, row: 1, columns: shell.viewSize.columns, rows: shell.viewSize.rows - 2)
            .rows(.cells(1), .share(1), .cells(1))
        title = parts[0].inset(columns: 1)
        detail = parts[2].inset(columns: 1)
        guard shell.project.hasPictures, shell.viewSize.columns >= CellGeometry.columnsForPreview else {
            list = parts[1].inset(columns: 1)
            previewFrame = Rect(column: 0, row: 0, columns: 0, rows: 0)
            preview = previewFrame
            return
        }
        let columns = parts[1].columns(.share(2), .share(3))
        list = columns[0].inset(columns: 1)
        previewFrame = columns[1]
        preview = columns[1].inset(columns: 1, rows: 1)
    }
}

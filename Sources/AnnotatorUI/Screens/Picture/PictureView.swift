internal import Figures
internal import ProjectModel
internal import TextUI

/// One image, as large as the screen.
struct PictureGeometry {
    let frame: Rect
    let picture: Rect
    let detail: Rect

    init(_ shell: Shell) {
        let parts = Rect(column: 0, row: 1, columns: shell.viewSize.columns, rows: shell.viewSize.rows - 2)
            .rows(.share(1), .cells(1))
        frame = parts[0]
        picture = parts[0].inset(columns: 1, rows: 1)
        detail = parts[1].inset(columns: 1)
    }
}

extension Screen {
    mutating func drawPicture(_ own: CellState, _ shell: Shell) {
        guard let request = own.request, let entry = own.entry else { return }
        let layout = PictureGeometry(shell)
        drawBox(layout.frame, title: own.title(of: request, shell), titleRole: .title, footer: entry.path)
        drawPictureOrReason(
            PictureRequest(image: entry.image, size: layout.picture.size, view: own.view), path: entry.path,
            in: layout.picture, shell)
        drawViewMark(own.view, in: layout.frame)
        write(own.detail(of: entry, in: request, shell), in: layout.detail, role: .text)
    }
}

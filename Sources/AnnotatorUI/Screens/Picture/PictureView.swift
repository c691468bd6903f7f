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
    mutating func drawPicture(_ state: State) {
        let cell = state.cell
        guard let request = cell.request, let entry = cell.entry else { return }
        let layout = PictureGeometry(state.shell)
        drawBox(layout.frame, title: state.title(of: request), titleRole: .title, footer: entry.path)
        drawPictureOrReason(
            PictureRequest(image: entry.image, size: layout.picture.size, view: cell.view), path: entry.path,
            in: layout.picture, state)
        drawViewMark(cell.view, in: layout.frame)
        write(state.detail(of: entry), in: layout.detail, role: .text)
    }
}

internal import ProjectModel
internal import TextUI

/// The images of a cell: a list, and beside it the one under the cursor.
struct CellLayout {
    let title: Rect
    let list: Rect
    let previewFrame: Rect
    /// Empty where there is no room, or no pictures.
    let preview: Rect
    let detail: Rect

    /// Rows of the screen that are not the list.
    static let otherRows = 5
    private static let columnsForPreview = 64

    init(state: State) {
        let parts = Rect(column: 0, row: 1, columns: state.viewSize.columns, rows: state.viewSize.rows - 2)
            .rows(.cells(1), .share(1), .cells(1))
        title = parts[0].inset(columns: 1)
        detail = parts[2].inset(columns: 1)
        guard state.project.hasPictures, state.viewSize.columns >= CellLayout.columnsForPreview else {
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

/// One image, as large as the screen.
struct PictureLayout {
    let frame: Rect
    let picture: Rect
    let detail: Rect

    init(state: State) {
        let parts = Rect(column: 0, row: 1, columns: state.viewSize.columns, rows: state.viewSize.rows - 2)
            .rows(.share(1), .cells(1))
        frame = parts[0]
        picture = parts[0].inset(columns: 1, rows: 1)
        detail = parts[1].inset(columns: 1)
    }
}

extension Screen {
    mutating func drawCell(_ state: State) {
        guard let cell = state.cell else { return }
        let words = state.words
        let layout = CellLayout(state: state)
        let title = state.titleOfCell(cell)
        let end = write(title, in: layout.title, role: .title)
        guard let images = cell.images else {
            let line: (String, Role) = cell.failure.map { ($0, .error) } ?? (words.loadingImages, .dim)
            drawLines([line], in: layout.list)
            return
        }
        let count = words.images(images.images.count, of: images.total)
        if end + 3 + count.columns <= layout.title.maxColumn {
            write(count, in: layout.title, role: .dim, alignment: .right)
        }
        guard !images.images.isEmpty else {
            drawLines([(words.emptyCell, .text)], in: layout.list)
            return
        }
        drawList(images.images, selected: cell.selected, in: layout.list)
        guard images.images.indices.contains(cell.selected) else { return }
        let entry = images.images[cell.selected]
        write(state.detail(of: entry), in: layout.detail, role: .text)
        guard !layout.preview.isEmpty else { return }
        drawBox(layout.previewFrame, footer: entry.path)
        drawPictureOrReason(
            PictureRequest(image: entry.image, size: layout.preview.size, view: cell.view), path: entry.path,
            in: layout.preview, state)
    }

    private mutating func drawList(_ images: [CellImages.Entry], selected: Int, in rect: Rect) {
        let window = ScrollWindow(count: images.count, selected: selected, rows: rect.size.rows)
        let figureColumns = 6
        for (offset, index) in window.visible.enumerated() {
            let entry = images[index]
            let isSelected = index == selected
            let line = Rect(column: rect.minColumn, row: rect.minRow + offset, columns: rect.size.columns - 1, rows: 1)
            if isSelected { fill(line, role: .selection) }
            let columns = line.columns(.cells(2), .share(1), .cells(figureColumns))
            let role: Role = isSelected ? .selection : .text
            write(isSelected ? "› " : "  ", in: columns[0], role: role)
            write(entry.path.truncatedAtStart(to: columns[1].size.columns), in: columns[1], role: role)
            write(Figure.percent(entry.probability), in: columns[2], role: role, alignment: .right)
        }
        drawScrollBar(window, in: rect)
    }

    mutating func drawPicture(_ state: State) {
        guard let cell = state.cell, let images = cell.images?.images, images.indices.contains(cell.selected) else {
            return
        }
        let layout = PictureLayout(state: state)
        let entry = images[cell.selected]
        drawBox(layout.frame, title: state.titleOfCell(cell), titleRole: .title, footer: entry.path)
        drawPictureOrReason(
            PictureRequest(image: entry.image, size: layout.picture.size, view: cell.view), path: entry.path,
            in: layout.picture, state)
        drawViewMark(cell.view, in: layout.frame)
        write(state.detail(of: entry), in: layout.detail, role: .text)
    }
}

extension State {
    fileprivate func titleOfCell(_ cell: CellState) -> String {
        let request = cell.request
        let what = words.cell(
            request.source, truth: project.name(of: request.truth), predicted: project.name(of: request.predicted),
            isSame: request.truth == request.predicted)
        let head = words.head(request.isZeroShot ? .zeroShot : .active, matrix.figures?.estimator)
        return "\(words.source(request.source)) · \(head) · \(what)"
    }

    fileprivate func detail(of entry: CellImages.Entry) -> String {
        let request = cell?.request
        let predicted = request.map { project.name(of: $0.predicted) } ?? ""
        var parts = ["p(\(predicted)) \(Figure.percent(entry.probability))"]
        if request?.source == .predicted {
            let truth = request.map { project.name(of: $0.truth) } ?? ""
            parts.append("p(\(truth)) \(Figure.percent(entry.weight))")
        }
        parts.append(words.label(words.name(of: entry.review, in: project)))
        return parts.joined(separator: " · ")
    }
}

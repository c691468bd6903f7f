internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension Screen {
    mutating func drawCell(_ state: State) {
        let cell = state.cell
        guard let request = cell.request else { return }
        let words = state.words
        let layout = CellGeometry(state.shell)
        let title = state.title(of: request)
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
        guard let entry = cell.entry else { return }
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
}

extension State {
    func title(of request: CellRequest) -> String {
        let what = shell.words.cell(
            request.source, truth: shell.project.name(of: request.truth),
            predicted: shell.project.name(of: request.predicted),
            isSame: request.truth == request.predicted)
        let head = shell.words.head(request.isZeroShot ? .zeroShot : .active, cell.head)
        return "\(shell.words.source(request.source)) · \(head) · \(what)"
    }

    func detail(of entry: CellImages.Entry) -> String {
        let request = cell.request
        let predicted = request.map { shell.project.name(of: $0.predicted) } ?? ""
        var parts = ["p(\(predicted)) \(Figure.percent(entry.probability))"]
        if request?.source == .predicted {
            let truth = request.map { shell.project.name(of: $0.truth) } ?? ""
            parts.append("p(\(truth)) \(Figure.percent(entry.weight))")
        }
        parts.append(shell.words.label(shell.words.name(of: entry.review, in: shell.project)))
        return parts.joined(separator: " · ")
    }
}

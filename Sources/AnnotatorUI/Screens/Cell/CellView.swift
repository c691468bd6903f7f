internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension Screen {
    mutating func drawCell(_ own: CellState, _ shell: Shell) {
        guard let request = own.request else { return }
        let words = shell.words
        let layout = CellGeometry(shell)
        let end = write(own.title(of: request, shell), in: layout.title, role: .title)
        guard let images = own.images else {
            let line: (String, Role) = own.failure.map { ($0, .error) } ?? (words.loadingImages, .dim)
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
        drawList(images.images, selected: own.selected, in: layout.list)
        guard let entry = own.entry else { return }
        write(own.detail(of: entry, in: request, shell), in: layout.detail, role: .text)
        guard !layout.preview.isEmpty else { return }
        drawBox(layout.previewFrame, footer: entry.path)
        drawPictureOrReason(
            PictureRequest(image: entry.image, size: layout.preview.size, view: own.view), path: entry.path,
            in: layout.preview, shell)
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

extension CellState {
    /// Source, head and cell; the head is the one that the figures came from.
    func title(of request: CellRequest, _ shell: Shell) -> String {
        let words = shell.words
        let what = words.cell(
            request.source, truth: shell.project.name(of: request.truth),
            predicted: shell.project.name(of: request.predicted), isSame: request.truth == request.predicted)
        let head = images.map { $0.estimator.map { words.head($0) } ?? words.plainCLIPName }
        return [words.source(request.source), head, what].compactMap(\.self).joined(separator: " · ")
    }

    /// What the head believes of one image, and what was said of it.
    func detail(of entry: CellImages.Entry, in request: CellRequest, _ shell: Shell) -> String {
        var parts = [shell.project.name(of: request.predicted) + " " + Figure.percent(entry.probability)]
        if request.source == .predicted, request.truth != request.predicted {
            parts.append(shell.project.name(of: request.truth) + " " + Figure.percent(entry.weight))
        }
        parts.append(shell.words.label(shell.words.name(of: entry.review, in: shell.project)))
        return parts.joined(separator: " · ")
    }
}

// The images of a cell of the matrix.
extension Words {
    func images(_ shown: Int, of total: Int) -> String {
        shown == total
            ? say("cell.images", ["total": total]) : say("cell.some-images", ["shown": shown, "total": total])
    }

    var loadingImages: String { say("cell.loading") }
    var emptyCell: String { say("cell.empty") }
    func label(_ review: String) -> String { say("cell.label", ["review": review]) }
}

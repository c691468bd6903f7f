internal import TextUI

extension State {
    /// The mouse is never needed: it frames a picture, selects in matrix and list, and scrolls.
    mutating func receive(_ mouse: Mouse) -> [Effect] {
        guard overlay == nil else { return [] }
        switch (view, mouse.kind) {
        case (.compare, .press): return pressPicture(at: mouse.position)
        case (.compare, .wheelUp), (.picture, .wheelUp): return perform(.zoomIn)
        case (.compare, .wheelDown), (.picture, .wheelDown): return perform(.zoomOut)
        case (.matrix, .press): selectCell(at: mouse.position)
        case (.matrix, .doublePress):
            selectCell(at: mouse.position)
            return perform(.open)
        case (.cell, .press): selectImage(at: mouse.position)
        case (.cell, .doublePress):
            selectImage(at: mouse.position)
            return perform(.open)
        case (.matrix, .wheelUp), (.cell, .wheelUp), (.progress, .wheelUp): return perform(.up)
        case (.matrix, .wheelDown), (.cell, .wheelDown), (.progress, .wheelDown): return perform(.down)
        default: break
        }
        return []
    }

    /// A press on the picture that is not framed frames it.
    private mutating func pressPicture(at point: Point) -> [Effect] {
        guard let question = compare.current else { return [] }
        let pane = CompareLayout(state: self).frames(of: question).first { !$0.isCovered && $0.frame.contains(point) }
        guard let pane, !pane.isFramed else { return [] }
        return perform(.frameOther)
    }

    private mutating func selectCell(at point: Point) {
        guard let place = MatrixLayout(state: self).cell(at: point) else { return }
        matrix.truth = matrix.displayOrder[place.row]
        matrix.predicted = matrix.displayOrder[place.column]
    }

    private mutating func selectImage(at point: Point) {
        let list = CellLayout(state: self).list
        guard var cell, let count = cell.images?.images.count, list.contains(point) else { return }
        let window = ScrollWindow(count: count, selected: cell.selected, rows: list.size.rows)
        let index = window.visible.lowerBound + point.row - list.minRow
        guard window.visible.contains(index) else { return }
        cell.selected = index
        cell.view.resetGeometry()
        self.cell = cell
    }
}

internal import Evaluation
internal import ProjectModel
internal import TextUI

extension State {
    mutating func toggleMatrix() -> [Effect] {
        if view == .matrix {
            view = .compare
            return []
        }
        view = .matrix
        guard matrix.result == nil, !isAwaiting(.matrix) else { return [] }
        return requestMatrix()
    }

    mutating func requestMatrix() -> [Effect] {
        [.loadMatrix(matrix.chosenSource, request(.matrix))]
    }

    /// After a training: at once where it is looked at, else when it is opened.
    mutating func refreshMatrix() -> [Effect] {
        guard view == .compare || view == .progress else { return requestMatrix() }
        matrix.result = nil
        return []
    }

    mutating func changeMatrix(_ command: Command) -> [Effect] {
        switch command {
        case .matrixSource:
            let sources = project.matrixSources
            matrix.chosenSource = matrix.source.map { $0.next(in: sources) } ?? sources[0]
            matrix.result = nil
            return requestMatrix()
        case .matrixHead: matrix.head = matrix.head.next
        case .matrixUnits: matrix.units = matrix.units.next
        case .hideDiagonal: matrix.isDiagonalHidden.toggle()
        case .sortByConfusion: matrix.isSortedByConfusion.toggle()
        default: break
        }
        orderMatrix()
        return []
    }

    mutating func receive(_ result: MatrixResult, _ generation: Generation) {
        guard accept(.matrix, generation) else { return }
        let isFirst = matrix.displayOrder.isEmpty
        matrix.result = result
        orderMatrix()
        if isFirst { moveToWorstCell() }
    }

    /// Project order, or the classes with the most errors about them first.
    private mutating func orderMatrix() {
        guard let figures = matrix.figures else { return }
        let counts = figures.zeroShot.classCount
        matrix.displayOrder = Array(0..<counts)
        guard matrix.isSortedByConfusion else { return }
        let shown = matrix.head == .zeroShot ? figures.zeroShot : figures.active ?? figures.zeroShot
        let errors = (0..<counts).map { position in
            (0..<counts).reduce(0) { sum, other in
                other == position
                    ? sum : sum + shown[truth: position, predicted: other] + shown[truth: other, predicted: position]
            }
        }
        matrix.displayOrder.sort { errors[$0] != errors[$1] ? errors[$0] > errors[$1] : $0 < $1 }
    }

    /// The cursor starts where the eye should: on the largest confusion.
    private mutating func moveToWorstCell() {
        guard let figures = matrix.figures else { return }
        let shown = figures.active ?? figures.zeroShot
        var worst = 0.0
        for truth in 0..<shown.classCount {
            for predicted in 0..<shown.classCount where truth != predicted {
                guard shown[truth: truth, predicted: predicted] > worst else { continue }
                worst = shown[truth: truth, predicted: predicted]
                matrix.truth = truth
                matrix.predicted = predicted
            }
        }
    }

    mutating func moveInMatrix(_ command: Command) {
        let order = matrix.displayOrder
        guard let row = order.firstIndex(of: matrix.truth), let column = order.firstIndex(of: matrix.predicted)
        else { return }
        let page = max(1, MatrixLayout(state: self).visibleRows - 1)
        func at(_ place: Int) -> Int { order[min(max(place, 0), order.count - 1)] }
        switch command {
        case .up: matrix.truth = at(row - 1)
        case .down: matrix.truth = at(row + 1)
        case .left: matrix.predicted = at(column - 1)
        case .right: matrix.predicted = at(column + 1)
        case .pageUp: matrix.truth = at(row - page)
        case .pageDown: matrix.truth = at(row + page)
        case .first:
            matrix.truth = at(0)
            matrix.predicted = at(0)
        case .last:
            matrix.truth = at(order.count - 1)
            matrix.predicted = at(order.count - 1)
        default: break
        }
    }

    // MARK: The images of a cell

    mutating func open() -> [Effect] {
        switch view {
        case .matrix:
            guard let figures = matrix.figures else { return refuse(.noMatrix) }
            let request = CellRequest(
                source: figures.source, isZeroShot: matrix.head == .zeroShot || figures.active == nil,
                truth: project.classes[matrix.truth].id, predicted: project.classes[matrix.predicted].id)
            cell = CellState(request: request)
            view = .cell
            return [.loadCell(request, self.request(.cell))]
        case .cell:
            view = .picture
            return []
        default: return []
        }
    }

    mutating func receive(_ images: CellImages, _ generation: Generation) {
        guard accept(.cell, generation), images.request == cell?.request else { return }
        cell?.images = images
    }

    mutating func moveInCell(_ command: Command) {
        guard var cell, let count = cell.images?.images.count, count > 0 else { return }
        let page = max(1, size.rows - CellLayout.otherRows)
        let wanted =
            switch command {
            case .up, .left: cell.selected - 1
            case .down, .right: cell.selected + 1
            case .pageUp: cell.selected - page
            case .pageDown: cell.selected + page
            case .first: 0
            case .last: count - 1
            default: cell.selected
            }
        cell.selected = min(max(wanted, 0), count - 1)
        cell.view.resetGeometry()
        self.cell = cell
    }

    mutating func goBack() -> [Effect] {
        switch view {
        case .compare:
            guard compare.isWhyShown || compare.isBeliefShown else { return refuse(.nothingOpen) }
            compare.isWhyShown = false
            compare.isBeliefShown = false
        case .matrix, .progress: view = .compare
        case .cell: view = .matrix
        case .picture: view = .cell
        default: break
        }
        message = nil
        return []
    }
}

extension CaseIterable where Self: Equatable {
    /// The one after this, around the end.
    var next: Self { next(in: Array(Self.allCases)) }

    func next(in all: [Self]) -> Self {
        guard let place = all.firstIndex(of: self) else { return self }
        return all[(place + 1) % all.count]
    }
}

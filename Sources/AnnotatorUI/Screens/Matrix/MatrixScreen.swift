internal import Evaluation
internal import Figures
internal import Languages
package import ProjectModel
package import TextUI

extension ViewName {
    package static let matrix = ViewName(rawValue: "matrix")
}

extension Command {
    package static let matrix = Command("matrix")
    package static let matrixSource = Command("matrix-source")
    package static let matrixHead = Command("matrix-head")
    package static let matrixUnits = Command("matrix-units")
    package static let hideDiagonal = Command("hide-diagonal")
    package static let sortByConfusion = Command("sort-by-confusion")
}

extension Unavailable {
    static let noMatrix = Unavailable("refusal.no-matrix")
    static let notTrained = Unavailable("refusal.not-trained")
}

/// The confusion matrix as a heat map with figures.
package enum MatrixScreen: FullScreen {
    package static let name: ViewName = .matrix
    package static let parent: ViewName? = .compare

    package enum Request: Sendable, Equatable {
        /// Both matrices of a source; nil for the best-founded one there is.
        case figures(MatrixSource?)
    }

    package enum Event: Sendable, Equatable { case loaded(MatrixResult) }

    package static let opener: KeyBinding? = KeyBinding(.matrix, key("m"), hint: 7)

    package static let keys: [KeyBinding] =
        KeyBinding.movement + openers + looking + KeyBinding.paging + KeyBinding.training + [.back]
        + KeyBinding.general

    /// Its own key is the way back here.
    private static let openers = KeyBinding.openers.map { row in
        var row = row
        if row.command == .matrix { row.titleName = "back-to-compare" }
        return row
    }

    private static func key(_ characters: Character...) -> [Key] { characters.map { .character($0) } }

    private static let looking: [KeyBinding] = [
        KeyBinding(.matrixSource, key("s"), hint: 1),
        KeyBinding(.matrixHead, [.tab], hint: 2),
        KeyBinding(.matrixUnits, key("%"), hint: 8),
        KeyBinding(.hideDiagonal, key("d"), hint: 10),
        KeyBinding(.sortByConfusion, key("o"), hint: 9),
        KeyBinding(.open, [.enter], hint: 3, called: "open-images"),
    ]

    package static func remarks(_ shell: Shell) -> [HelpRemark] {
        [HelpRemark(title: shell.words.spread, text: shell.words.spreadHelp)]
    }

    package static func draw(_ own: MatrixState, _ shell: Shell, on screen: inout Screen) {
        screen.drawMatrix(own, shell)
    }
}

extension MatrixScreen {
    package static func opened(_ own: inout MatrixState, _ shell: inout Shell) -> [Effect] {
        guard own.result == nil, !shell.isAwaiting(kind(of: .figures(nil))) else { return [] }
        return request(own, &shell)
    }

    private static func request(_ own: MatrixState, _ shell: inout Shell) -> [Effect] {
        ask(.figures(own.chosenSource), &shell)
    }

    /// At once where it is looked at, also through one of its cells; else when it is opened.
    package static func hear(_ news: News, _ own: inout MatrixState, _ shell: inout Shell) -> [Effect] {
        guard news == .estimatorChanged || news == .poolGrew else { return [] }
        if shell.isOpen(name) { return request(own, &shell) }
        own.result = nil
        return []
    }

    package static func receive(_ event: Event, _ own: inout MatrixState, _ shell: inout Shell) -> [Effect] {
        let isFirst = own.displayOrder.isEmpty
        switch event {
        case .loaded(let result): own.result = result
        }
        own.order()
        if isFirst { own.moveToWorstCell() }
        return []
    }

    package static func unavailability(of command: Command, _ own: MatrixState, _ shell: Shell) -> Unavailable? {
        switch command {
        case .matrixHead:
            guard let figures = own.figures else { return .noMatrix }
            return figures.active == nil ? .notTrained : nil
        case .matrixUnits, .hideDiagonal, .sortByConfusion, .open: return own.figures == nil ? .noMatrix : nil
        default: return nil
        }
    }

    package static func perform(
        _ command: Command, _ own: inout MatrixState, _ shell: inout Shell
    ) -> [Effect] {
        switch command {
        case .matrixSource:
            let sources = shell.project.matrixSources
            own.chosenSource = own.source.map { $0.next(in: sources) } ?? sources[0]
            own.result = nil
            return request(own, &shell)
        case .matrixHead: own.head = own.head.next
        case .matrixUnits: own.units = own.units.next
        case .hideDiagonal: own.isDiagonalHidden.toggle()
        case .sortByConfusion: own.isSortedByConfusion.toggle()
        case .open: return openCell(own, &shell)
        default: return move(command, &own, &shell)
        }
        own.order()
        return []
    }

    private static func openCell(_ own: MatrixState, _ shell: inout Shell) -> [Effect] {
        guard let figures = own.figures else { return shell.refuse(.noMatrix) }
        let request = CellRequest(
            source: figures.source, isZeroShot: own.head == .zeroShot || figures.active == nil,
            truth: shell.project.classes[own.truth].id, predicted: shell.project.classes[own.predicted].id)
        shell.view = .cell
        shell.tell(CellScreen.self, .opened(request))
        return []
    }

    private static func move(
        _ command: Command, _ own: inout MatrixState, _ shell: inout Shell
    ) -> [Effect] {
        let before = (own.truth, own.predicted)
        own.move(command, page: max(1, MatrixGeometry(own, shell).visibleRows - 1))
        return before == (own.truth, own.predicted) ? shell.refuse(.atLimit) : []
    }

    /// A press moves the cursor, a second one opens the cell.
    package static func command(for mouse: Mouse, _ own: inout MatrixState, _ shell: Shell) -> Command? {
        switch mouse.kind {
        case .wheelUp: return .up
        case .wheelDown: return .down
        case .press, .doublePress:
            if let place = MatrixGeometry(own, shell).cell(at: mouse.position) {
                own.truth = own.displayOrder[place.row]
                own.predicted = own.displayOrder[place.column]
            }
            return mouse.kind == .doublePress ? .open : nil
        }
    }
}

extension MatrixState {
    /// Project order, or the classes with the most errors about them first.
    fileprivate mutating func order() {
        guard let figures = figures else { return }
        let counts = figures.zeroShot.classCount
        displayOrder = Array(0..<counts)
        guard isSortedByConfusion else { return }
        let shown = head == .zeroShot ? figures.zeroShot : figures.active ?? figures.zeroShot
        let errors = (0..<counts).map { position in
            (0..<counts).reduce(0) { sum, other in
                other == position
                    ? sum : sum + shown[truth: position, predicted: other] + shown[truth: other, predicted: position]
            }
        }
        displayOrder.sort { errors[$0] != errors[$1] ? errors[$0] > errors[$1] : $0 < $1 }
    }

    /// The cursor starts where the eye should: on the largest confusion.
    fileprivate mutating func moveToWorstCell() {
        guard let figures = figures else { return }
        let shown = figures.active ?? figures.zeroShot
        var worst = 0.0
        for truth in 0..<shown.classCount {
            for predicted in 0..<shown.classCount where truth != predicted {
                guard shown[truth: truth, predicted: predicted] > worst else { continue }
                worst = shown[truth: truth, predicted: predicted]
                self.truth = truth
                self.predicted = predicted
            }
        }
    }

    fileprivate mutating func move(_ command: Command, page: Int) {
        let order = displayOrder
        guard let row = order.firstIndex(of: truth), let column = order.firstIndex(of: predicted) else { return }
        func at(_ place: Int) -> Int { order[min(max(place, 0), order.count - 1)] }
        switch command {
        case .up: truth = at(row - 1)
        case .down: truth = at(row + 1)
        case .left: predicted = at(column - 1)
        case .right: predicted = at(column + 1)
        case .pageUp: truth = at(row - page)
        case .pageDown: truth = at(row + page)
        case .first:
            truth = at(0)
            predicted = at(0)
        case .last:
            truth = at(order.count - 1)
            predicted = at(order.count - 1)
        default: break
        }
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

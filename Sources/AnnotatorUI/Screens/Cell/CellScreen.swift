package import Figures
package import TextUI

extension ViewName {
    /// The images of one cell of the matrix.
    package static let cell = ViewName(rawValue: "cell")
}

extension Unavailable {
    static let noImages = Unavailable("refusal.no-images")
}

/// The images of one cell of the matrix: a list, and beside it the one under the cursor.
package enum CellScreen: FullScreen {
    package static let name: ViewName = .cell
    package static let parent: ViewName? = .matrix
    package static let hasMessageLine = false

    /// The images of a cell.
    package typealias Request = CellRequest

    package enum Event: Sendable, Equatable {
        /// From the matrix.
        case opened(CellRequest)
        case loaded(CellImages)
        /// A sentence for the person.
        case failed(String)
    }

    package static let keys: [KeyBinding] =
        KeyBinding.movement + KeyBinding.openers + [enlarge] + KeyBinding.paging + [.back] + KeyBinding.general

    private static let enlarge = KeyBinding(.open, [.enter], hint: 3, called: "enlarge")

    package static func receive(_ event: Event, _ own: inout CellState, _ shell: inout Shell) -> [Effect] {
        switch event {
        case .opened(let request):
            own = CellState(request: request)
            return ask(request, &shell)
        case .loaded(let images): if images.request == own.request { own.images = images }
        case .failed(let sentence): own.failure = sentence
        }
        return []
    }

    package static func unavailability(of command: Command, _ own: CellState, _ shell: Shell) -> Unavailable? {
        command == .open && own.entry == nil ? .noImages : nil
    }

    package static func perform(
        _ command: Command, _ own: inout CellState, _ shell: inout Shell
    ) -> [Effect] {
        if command == .open {
            shell.view = .picture
            return []
        }
        let count = own.images?.images.count ?? 0
        let page = max(1, shell.size.rows - CellGeometry.otherRows)
        let wanted =
            switch command {
            case .up, .left: own.selected - 1
            case .down, .right: own.selected + 1
            case .pageUp: own.selected - page
            case .pageDown: own.selected + page
            case .first: 0
            case .last: count - 1
            default: own.selected
            }
        let index = max(0, min(wanted, count - 1))
        let before = own.selected
        own.select(index)
        return index == before ? shell.refuse(.atLimit) : []
    }

    /// A press moves the cursor, a second one enlarges the picture.
    package static func command(for mouse: Mouse, _ own: inout CellState, _ shell: Shell) -> Command? {
        switch mouse.kind {
        case .wheelUp: return .up
        case .wheelDown: return .down
        case .press, .doublePress:
            let list = CellGeometry(shell).list
            if list.contains(mouse.position) {
                let window = ScrollWindow(
                    count: own.images?.images.count ?? 0, selected: own.selected, rows: list.size.rows)
                let index = window.visible.lowerBound + mouse.position.row - list.minRow
                if window.visible.contains(index) { own.select(index) }
            }
            return mouse.kind == .doublePress ? .open : nil
        }
    }

    package static func pictures(_ own: CellState, _ shell: Shell) -> [PictureRequest]? {
        own.pictures(of: CellGeometry(shell).preview.size)
    }

    package static func draw(_ own: CellState, _ shell: Shell, on screen: inout Screen) {
        screen.drawCell(own, shell)
    }
}

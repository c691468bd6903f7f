package import TextUI

extension ViewName {
    /// One image of a cell, as large as the screen.
    package static let picture = ViewName(rawValue: "picture")
}

/// One image of a cell, as large as the screen: the one under the cursor of the list, with which it shares its state.
package enum PictureScreen: FullScreen {
    package static let name: ViewName = .picture
    package static let parent: ViewName? = .cell
    package static let hasMessageLine = false

    package static let keys: [KeyBinding] =
        KeyBinding.pictures + KeyBinding.openers + [.back] + KeyBinding.general

    package static func unavailability(of command: Command, _ own: CellState, _ shell: Shell) -> Unavailable? {
        command.looks && !shell.project.hasPictures ? .noPictures : nil
    }

    package static func perform(
        _ command: Command, _ own: inout CellState, _ shell: inout Shell
    ) -> [Effect] {
        shell.look(command, &own.view)
    }

    package static func command(for mouse: Mouse, _ own: inout CellState, _ shell: Shell) -> Command? {
        switch mouse.kind {
        case .wheelUp: .zoomIn
        case .wheelDown: .zoomOut
        case .press, .doublePress: nil
        }
    }

    package static func pictures(_ own: CellState, _ shell: Shell) -> [PictureRequest]? {
        own.pictures(of: PictureGeometry(shell).picture.size)
    }

    package static func draw(_ own: CellState, _ shell: Shell, on screen: inout Screen) {
        screen.drawPicture(own, shell)
    }
}

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

    package static func draw(_ state: State, on screen: inout Screen) { screen.drawMatrix(state) }
}

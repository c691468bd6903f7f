package import Figures
package import TextUI

extension ViewName {
    /// How far the labelling has come, and what it brought.
    package static let progress = ViewName(rawValue: "progress")
}

extension Command {
    package static let progress = Command("progress")
}

/// How far the labelling has come, what it brought, and whether that is shown.
package enum ProgressScreen: FullScreen {
    package static let name: ViewName = .progress
    package static let parent: ViewName? = .compare

    package static let opener: KeyBinding? = KeyBinding(.progress, [.character("g")], hint: 13)

    package static let keys: [KeyBinding] =
        KeyBinding.movement + KeyBinding.openers + KeyBinding.paging + KeyBinding.training + [.back]
        + KeyBinding.general

    /// The figures, counted anew.
    package enum Request: Sendable, Equatable { case figures }

    package enum Event: Sendable, Equatable {
        case loaded(ProgressFigures)
        /// A sentence for the person.
        case failed(String)
    }

    /// Always anew: answers change them, and they are made in the background.
    package static func opened(_ own: inout ProgressState, _ shell: inout Shell) -> [Effect] { ask(.figures, &shell) }

    package static func receive(_ event: Event, _ own: inout ProgressState, _ shell: inout Shell) -> [Effect] {
        switch event {
        case .loaded(let figures):
            own.figures = figures
            own.failure = nil
        case .failed(let sentence): own.failure = sentence
        }
        return []
    }

    package static func hear(_ news: News, _ own: inout ProgressState, _ shell: inout Shell) -> [Effect] {
        news == .estimatorChanged && shell.view == name ? ask(.figures, &shell) : []
    }

    /// Scrolls the classes.
    package static func perform(
        _ command: Command, _ own: inout ProgressState, _ shell: inout Shell
    ) -> [Effect] {
        let rows = ProgressGeometry(own, shell).classes.size.rows
        let page = max(1, rows - 1)
        let last = max(0, shell.project.classes.count - rows)
        let wanted =
            switch command {
            case .up: own.scroll - 1
            case .down: own.scroll + 1
            case .pageUp: own.scroll - page
            case .pageDown: own.scroll + page
            case .first: 0
            case .last: last
            default: own.scroll
            }
        let before = own.scroll
        own.scroll = min(max(wanted, 0), last)
        return own.scroll == before ? shell.refuse(.atLimit) : []
    }

    package static func draw(_ own: ProgressState, _ shell: Shell, on screen: inout Screen) {
        screen.drawProgress(own, shell)
    }
}

/// What the progress screen knows.
package struct ProgressState: ScreenState {
    package var figures: ProgressFigures?
    /// A sentence for the person, where the figures could not be made.
    package var failure: String?
    /// The first class on the screen, by its place in the list, fewest labels first.
    package var scroll = 0

    package init(_ project: ProjectFacts) {}
}

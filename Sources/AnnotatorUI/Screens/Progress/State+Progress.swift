internal import TextUI

extension State {
    mutating func toggleProgress() -> [Effect] {
        if view == .progress {
            view = .compare
            return []
        }
        view = .progress
        return requestProgress()
    }

    /// Always anew: answers change it, and it is made in the background.
    mutating func requestProgress() -> [Effect] {
        [.loadProgress(request(.progress))]
    }

    /// After a training, where it is looked at.
    mutating func refreshProgress() -> [Effect] {
        view == .progress ? requestProgress() : []
    }

    mutating func receive(_ figures: ProgressFigures, _ generation: Generation) {
        guard accept(.progress, generation) else { return }
        progressScreen.figures = figures
        progressScreen.failure = nil
    }

    mutating func progressFailed(_ sentence: String, _ generation: Generation) {
        guard accept(.progress, generation) else { return }
        progressScreen.failure = sentence
    }

    mutating func moveInProgress(_ command: Command) {
        let layout = ProgressLayout(state: self)
        let page = max(1, layout.classes.size.rows - 1)
        let last = max(0, project.classes.count - layout.classes.size.rows)
        let wanted =
            switch command {
            case .up: progressScreen.scroll - 1
            case .down: progressScreen.scroll + 1
            case .pageUp: progressScreen.scroll - page
            case .pageDown: progressScreen.scroll + page
            case .first: 0
            case .last: last
            default: progressScreen.scroll
            }
        progressScreen.scroll = min(max(wanted, 0), last)
    }
}

internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

/// The mark of idleness stands on the first line, this far from the right edge, whatever the size of the terminal.
package let idleMarkInset = 2
package let idleMark: Character = "●"
package let busyMark: Character = "○"

extension Screen {
    /// Whether this picture carries the mark of idleness: nothing will change until a key is pressed.
    package var showsIdle: Bool {
        // A screen without room for the mark keeps nobody waiting for it.
        guard size.columns >= idleMarkInset, size.rows > 0 else { return true }
        return self[size.columns - idleMarkInset, 0].glyph == idleMark
    }

    mutating func drawIdleMark(_ state: State) {
        put(
            state.isReady ? idleMark : busyMark, column: size.columns - idleMarkInset, row: 0,
            role: state.isReady ? .statusBar : .statusStrong)
    }

    /// Project, reviews, head and mode, last training, what is going on, idle mark.
    ///
    /// Reviews, since every answer moves them: labels in training would give an audit prompt away by standing still.
    mutating func drawStatusLine(_ state: State) {
        let line = Rect(column: 0, row: 0, columns: size.columns, rows: 1)
        fill(line, role: .statusBar)
        drawIdleMark(state)
        let activity = state.shell.activity
        let activityWidth = activity.columns
        let activityStart = size.columns - idleMarkInset - 1 - activityWidth
        write(activity, column: activityStart, row: 0, role: .statusStrong)

        var room = activityStart - 2
        var segments: [(text: String, role: Role)] = [(state.project.name, .statusStrong)]
        segments.append((state.words.reviews(state.progress.counts.reviews), .statusBar))
        if let estimator = state.estimator {
            segments.append((state.words.head(estimator), .statusBar))
            if let round = state.words.lastRound(estimator) { segments.append((round, .statusBar)) }
        } else {
            segments.append((state.words.notTrained, .statusBar))
        }
        var column = 1
        for (index, segment) in segments.enumerated() {
            let separator = index == 0 ? "" : " │ "
            let text = index == 0 ? segment.text.truncated(to: max(8, size.columns / 4)) : segment.text
            guard separator.columns + text.columns <= room else { break }
            room -= separator.columns + text.columns
            column = write(separator, column: column, row: 0, role: .statusBar)
            column = write(text, column: column, row: 0, role: segment.role)
        }
    }
}

extension Shell {
    fileprivate var activity: String {
        if case .running(_, let fraction, let isCancelling) = training {
            if isCancelling { return words.stopping }
            return words.training(fraction)
        }
        if isSaving { return words.saving }
        return embedding.map(words.embedding) ?? ""
    }
}

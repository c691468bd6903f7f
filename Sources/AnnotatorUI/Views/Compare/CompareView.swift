internal import ProjectModel
internal import TextUI

extension Screen {
    /// The question: two pictures, one of them framed, and the keys that answer it.
    mutating func drawCompare(_ state: State) {
        let layout = CompareLayout(state: state)
        drawOrder(state, in: layout.order)
        guard let question = state.compare.current else {
            drawNoQuestion(state, in: layout.both)
            drawMessage(state, in: layout.message)
            return
        }
        for pane in layout.frames(of: question) where !pane.isCovered {
            drawPane(pane, of: question, state)
        }
        if let rect = layout.why(of: question) { drawWhy(state, in: rect) }
        drawCandidates(question, state, in: layout.candidates)
        drawClasses(state, in: layout.classes)
        drawMessage(state, in: layout.message)
    }

    /// The order's name and what it ranks by, always.
    private mutating func drawOrder(_ state: State, in rect: Rect) {
        let title = state.words.orderTitle(state.compare.order)
        var column = write(title, in: rect, role: .title)
        if let ranking = state.compare.ranking {
            let rest = Rect(column: column, row: rect.minRow, columns: rect.maxColumn - column, rows: 1)
            column = write(": " + state.words.ranking(ranking), in: rest, role: .dim)
        }
        guard let question = state.compare.current, state.compare.ranking != nil else { return }
        let score = state.words.score(question.score)
        guard column + 3 + score.columns <= rect.maxColumn else { return }
        write(score, in: rect, role: .dim, alignment: .right)
    }

    private mutating func drawNoQuestion(_ state: State, in rect: Rect) {
        let words = state.words
        let lines: [(String, Role)] =
            if state.isAwaiting(.page) {
                [(words.lookingForQuestions, .text)]
            } else if state.compare.ranking == nil {
                [(words.noQuestions, .error)]
            } else {
                [(words.nothingToAsk, .title), (words.nothingToAskRemedy, .dim)]
            }
        drawLines(lines, in: rect)
    }

    /// Lines in the middle of a rectangle, each wrapped where it is too long.
    mutating func drawLines(_ lines: [(text: String, role: Role)], in rect: Rect) {
        let wrapped = lines.flatMap { line in
            line.text.wrapped(to: rect.size.columns).map { (text: $0, role: line.role) }
        }
        let first = max(0, (rect.size.rows - wrapped.count) / 2)
        for (offset, line) in wrapped.prefix(rect.size.rows).enumerated() {
            write(line.text, in: rect, row: first + offset, role: line.role, alignment: .centre)
        }
    }

    // MARK: Answers

    /// The two candidates with their keys; the one that was pressed shows so until it is saved.
    private mutating func drawCandidates(_ question: Question, _ state: State, in rect: Rect) {
        let halves = rect.columns(.share(1), .share(1))
        let candidates: [(id: ClassID, command: Command)] = [
            (question.first, .answerFirst), (question.second, .answerSecond),
        ]
        for (candidate, room) in zip(candidates, halves) {
            let isPending = state.compare.pending?.edit.change.newReview == .labelled(candidate.id)
            let key = " " + state.keymap.hint(for: candidate.command) + " "
            let column = write(key, in: room, role: isPending ? .selection : .keyCap)
            let nameRoom = Rect(column: column, row: room.minRow, columns: room.maxColumn - column - 1, rows: 1)
            let name = " " + state.project.name(of: candidate.id) + " "
            let role: Role =
                isPending ? .selection : state.project.position(of: candidate.id).map(Role.classColor) ?? .text
            write(name, in: nameRoom, role: role)
        }
    }

    /// The classes that have keys, then the way to all of them.
    private mutating func drawClasses(_ state: State, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let keyed = state.project.classes.enumerated().compactMap { position, label in
            label.key.map { (key: String($0), name: label.name, position: position, id: label.id) }
        }
        let any = state.words.anyClass(state.project.classes.count)
        let anyWidth = 2 + any.columns
        let pendingReview = state.compare.pending?.edit.change.newReview
        var column = rect.minColumn
        var row = 0
        let gap = 3
        for entry in keyed {
            let name = entry.name.truncated(to: 18)
            let width = 2 + name.columns
            let isLastRow = row == rect.size.rows - 1
            let limit = isLastRow ? rect.maxColumn - anyWidth - gap : rect.maxColumn
            if column + width > limit {
                guard !isLastRow else { break }
                row += 1
                column = rect.minColumn
            }
            let line = rect.minRow + row
            column = write(entry.key, column: column, row: line, role: .keyHint) + 1
            let isPending = pendingReview == .labelled(entry.id)
            column =
                write(
                    name, column: column, row: line, role: isPending ? .selection : .classColor(entry.position)) + gap
        }
        guard column + anyWidth <= rect.maxColumn else { return }
        let line = rect.minRow + row
        let start = write(state.keymap.hint(for: .findClass), column: column, row: line, role: .keyHint) + 1
        write(any, column: start, row: line, role: .dim)
    }

    // MARK: The line of messages

    /// One line: what went wrong, else what is being saved, else what was said last, else what was recorded.
    mutating func drawMessage(_ state: State, in rect: Rect) {
        let words = state.words
        let compare = state.compare
        if state.view == .compare, let failure = compare.failure {
            write("✗ " + words.notSaved(failure), in: rect, role: .error)
        } else if state.view == .compare, let pending = compare.pending {
            write("… " + words.saving(pending.edit, in: state.project), in: rect, role: .warning)
        } else if let message = state.message {
            write(message.tone.mark + message.text, in: rect, role: message.tone.role)
        } else if state.view == .compare, compare.isBeliefShown, let framed = compare.framed {
            write("◇ " + words.beliefs(of: framed, state), in: rect, role: .warning)
        } else if state.view == .compare, let recorded = compare.recorded {
            drawRecorded(recorded, state, in: rect)
        }
    }

    private mutating func drawRecorded(_ recorded: Recorded, _ state: State, in rect: Rect) {
        let words = state.words
        let undo = state.keymap.hint(for: .undo) + " " + words.pick("takes it back", "で取消")
        let undoRoom = undo.columns + 2
        let room = Rect(
            column: rect.minColumn, row: rect.minRow, columns: rect.size.columns - undoRoom, rows: 1)
        var column = write("✓ " + words.recorded(recorded, in: state.project), in: room, role: .success)
        var rest = [recorded.path]
        if let belief = recorded.zeroShot { rest.append(words.believed("CLIP", belief, in: state.project)) }
        if let belief = recorded.active, let estimator = state.estimator {
            rest.append(words.believed(estimator.head, belief, in: state.project))
        }
        for text in rest {
            let left = Rect(column: column, row: rect.minRow, columns: room.maxColumn - column, rows: 1)
            let piece = " · " + text
            guard piece.columns <= left.size.columns else { continue }
            column = write(piece, in: left, role: .dim)
        }
        write(undo, in: rect, role: .dim, alignment: .right)
    }
}

extension Words {
    fileprivate func score(_ score: Float) -> String {
        pick("score \(Figure.fixed(score, 2))", "スコア \(Figure.fixed(score, 2))")
    }

    /// What the model takes the framed picture for: the answer to a peek.
    fileprivate func beliefs(of picture: Question.Picture, _ state: State) -> String {
        var parts = [believed("CLIP", picture.zeroShot, in: state.project)]
        if let active = picture.active, let estimator = state.estimator {
            parts.append(believed(estimator.head, active, in: state.project))
        }
        if picture.review != .unseen { parts.append(label(name(of: picture.review, in: state.project))) }
        return parts.joined(separator: "   ") + "   (" + countsAsPeek + ")"
    }
}

extension Message.Tone {
    /// A sign before the text, so that nothing is told by colour alone.
    fileprivate var mark: String {
        switch self {
        case .plain: "· "
        case .success: "✓ "
        case .warning: "! "
        case .error: "✗ "
        }
    }

    fileprivate var role: Role {
        switch self {
        case .plain: .text
        case .success: .success
        case .warning: .warning
        case .error: .error
        }
    }
}

extension Edit.Change {
    /// What the image becomes; nil for a flag.
    var newReview: Review? {
        if case .review(_, let review) = self { review } else { nil }
    }
}

internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension Screen {
    /// The question: two pictures, one of them framed, and the keys that answer it.
    mutating func drawCompare(_ state: State) {
        let layout = CompareGeometry(state.compare, state.shell)
        drawOrder(state, in: layout.order)
        guard let question = state.compare.current else {
            drawNoQuestion(state, in: layout.both)
            drawOutcome(state, in: layout.message)
            return
        }
        for pane in layout.frames(of: question) where !pane.isCovered {
            drawPane(pane, of: question, state)
        }
        if let rect = layout.why(of: question) { drawWhy(state, in: rect) }
        drawCandidates(question, state, in: layout.candidates)
        drawClasses(state, in: layout.classes)
        drawOutcome(state, in: layout.message)
    }

    /// The order's name and what it ranks by, always.
    private mutating func drawOrder(_ state: State, in rect: Rect) {
        let title = state.words.orderTitle(state.compare.order)
        var column = write(title, in: rect, role: .title)
        if let ranking = state.compare.ranking {
            let rest = Rect(column: column, row: rect.minRow, columns: rect.maxColumn - column, rows: 1)
            column = write(" · " + state.words.ranking(ranking), in: rest, role: .dim)
        }
        guard let question = state.compare.current, state.compare.ranking != nil else { return }
        let score = state.words.score(question.score)
        let gap = 3
        guard column + gap + score.columns <= rect.maxColumn else { return }
        write(score, in: rect, role: .dim, alignment: .right)
        guard let estimator = state.estimator else { return }
        // The longest way to say it that there is room for.
        let room = rect.maxColumn - score.columns - gap - column - gap
        guard
            let words = state.words.reason(estimator.reason, of: estimator.head.rawValue).first(where: {
                $0.columns <= room
            })
        else { return }
        write(" · " + words, column: column, row: rect.minRow, role: .dim)
    }

    private mutating func drawNoQuestion(_ state: State, in rect: Rect) {
        let words = state.words
        let lines: [(String, Role)] =
            if state.isAwaiting(.page) {
                [(words.lookingForQuestions, .text)]
            } else if state.embedding != nil {
                [(words.embeddingFirstImages, .title), (words.embeddingFirstImagesDetail, .dim)]
            } else if state.compare.ranking == nil {
                [(words.noQuestions, .error)]
            } else {
                [(words.nothingToAsk, .title), (words.nothingToAskRemedy, .dim)]
            }
        drawLines(lines, in: rect)
    }

    /// One picture in its frame. The question has a heavy frame and says so; the other has a light one.
    private mutating func drawPane(_ pane: CompareGeometry.Pane, of question: Question, _ state: State) {
        let words = state.words
        let title: String
        if pane.isFramed {
            title = words.whichClass
        } else if let similarity = question.similarity {
            title = words.forComparison + " · " + words.alike(similarity)
        } else {
            title = words.forComparison
        }
        let flag = pane.picture.isFlagged ? "⚑ " : ""
        let inside = drawBox(
            pane.frame, lines: pane.isFramed ? .heavy : .light, role: pane.isFramed ? .question : .border,
            title: title, titleRole: pane.isFramed ? .question : .dim, footer: flag + pane.picture.path,
            footerRole: pane.isFramed ? .text : .dim)
        drawPictureOrReason(
            PictureRequest(image: pane.picture.image, size: inside.size, view: state.compare.view),
            path: pane.picture.path, in: inside, state)
        drawViewMark(state.compare.view, in: pane.frame)
    }

    // MARK: Answers

    /// The two candidates with their keys; the one that was pressed shows so until it is saved.
    private mutating func drawCandidates(_ question: Question, _ state: State, in rect: Rect) {
        let candidates: [(id: ClassID, command: Command)] = [
            (question.first, .answerFirst), (question.second, .answerSecond),
        ]
        let names = candidates.map { state.project.name(of: $0.id) }
        // Side by side, and not each below one of the pictures: neither belongs to a side.
        let keyColumns = 6
        let gap = 3
        var column = rect.minColumn
        let lead = state.words.framedIs
        let wanted = names.reduce(gap) { $0 + $1.columns + keyColumns }
        if lead.columns + 2 + wanted <= rect.size.columns {
            column = write(lead, column: column, row: rect.minRow, role: .dim) + 2
        }
        let most = (rect.maxColumn - column - gap) / 2 - keyColumns
        for (candidate, name) in zip(candidates, names) {
            let isPending = state.compare.pending?.edit.change.newReview == .labelled(candidate.id)
            let key = " " + state.keymap.hint(for: candidate.command) + " "
            column = write(key, column: column, row: rect.minRow, role: isPending ? .selection : .keyCap)
            let text = " " + name.truncated(to: most) + " "
            let role: Role =
                isPending ? .selection : state.project.position(of: candidate.id).map(Role.classColor) ?? .text
            column = write(text, column: column, row: rect.minRow, role: role) + gap
        }
    }

    /// The classes that have keys, then the way to all of them.
    private mutating func drawClasses(_ state: State, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let keyed = state.project.classes.enumerated().compactMap { position, label in
            label.key.map {
                (key: String($0), name: label.name.truncated(to: 18), position: position, id: label.id)
            }
        }
        let any = state.words.anyClass(state.project.classes.count)
        let gap = 3
        let pendingReview = state.compare.pending?.edit.change.newReview
        // Without the way to all classes, where every class has its key and all of them fit.
        let widths = keyed.map { 2 + $0.name.columns }
        let isComplete = keyed.count == state.project.classes.count
        let places =
            (isComplete ? Flow.places(of: widths, gap: gap, in: rect.size, reserved: 0) : nil)
            ?? Flow.firstPlaces(of: widths, gap: gap, in: rect.size, reserved: 2 + any.columns + gap)
        for (entry, place) in zip(keyed, places) {
            let column = rect.minColumn + place.column
            let row = rect.minRow + place.row
            let start = write(entry.key, column: column, row: row, role: .keyHint) + 1
            let isPending = pendingReview == .labelled(entry.id)
            write(entry.name, column: start, row: row, role: isPending ? .selection : .classColor(entry.position))
        }
        guard !isComplete || places.count < keyed.count else { return }
        let last = places.last.map { (column: $0.column + widths[places.count - 1] + gap, row: $0.row) }
        let column = rect.minColumn + (last?.column ?? 0)
        let row = rect.minRow + (last?.row ?? 0)
        guard column + 2 + any.columns <= rect.maxColumn else { return }
        let start = write(state.keymap.hint(for: .findClass), column: column, row: row, role: .keyHint) + 1
        write(any, column: start, row: row, role: .dim)
    }

    // MARK: The line of messages

    /// One line: what went wrong, else what is being saved, else what was said last, else what was recorded.
    private mutating func drawOutcome(_ state: State, in rect: Rect) {
        let words = state.words
        let compare = state.compare
        if let failure = compare.failure {
            write("✗ " + words.notSaved(failure), in: rect, role: .error)
        } else if let pending = compare.pending {
            write("· " + words.saving(pending.edit, in: state.project), in: rect, role: .warning)
        } else if state.message != nil {
            drawMessage(state, in: rect)
        } else if compare.isBeliefShown, let framed = compare.framed {
            write("◇ " + words.beliefs(of: framed, state), in: rect, role: .warning)
        } else if let recorded = compare.recorded {
            drawRecorded(recorded, state, in: rect)
        }
    }

    private mutating func drawRecorded(_ recorded: Recorded, _ state: State, in rect: Rect) {
        let words = state.words
        let undo = words.takesItBack
        let undoRoom = undo.columns + 2
        let room = Rect(
            column: rect.minColumn, row: rect.minRow, columns: rect.size.columns - undoRoom, rows: 1)
        var column = write("✓ " + words.recorded(recorded, in: state.project), in: room, role: .success)
        var rest = [recorded.path]
        if let belief = recorded.zeroShot { rest.append(words.believed("CLIP", belief, in: state.project)) }
        if let belief = recorded.active { rest.append(words.believed(belief, in: state.project)) }
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
    /// What the model takes the framed picture for: the answer to a peek.
    fileprivate func beliefs(of picture: Question.Picture, _ state: State) -> String {
        var parts = [believed("CLIP", picture.zeroShot, in: state.project)]
        if let active = picture.active { parts.append(believed(active, in: state.project)) }
        let isRepeated = state.compare.current?.role == .repeated && state.compare.current?.asked == picture
        if picture.review != .unseen, !isRepeated { parts.append(label(name(of: picture.review, in: state.project))) }
        return parts.joined(separator: "   ") + "   (" + countsAsPeek + ")"
    }
}

extension Edit.Change {
    /// What the image becomes; nil for a flag.
    var newReview: Review? {
        if case .review(_, let review) = self { review } else { nil }
    }
}

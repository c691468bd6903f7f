internal import ActiveLearning
internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension Screen {
    /// The question: two pictures, one of them framed, and the keys that answer it.
    mutating func drawCompare(_ own: CompareState, _ shell: Shell) {
        let layout = CompareGeometry(own, shell)
        drawOrder(own, shell, in: layout.order)
        guard let question = own.current else {
            drawNoQuestion(own, shell, in: layout.both)
            drawOutcome(own, shell, in: layout.message)
            return
        }
        for pane in layout.frames(of: question) where !pane.isCovered {
            drawPane(pane, of: question, own, shell)
        }
        if let rect = layout.why(of: question) { drawWhy(own, shell, in: rect) }
        drawCandidates(question, own, shell, in: layout.candidates)
        drawClasses(own, shell, in: layout.classes)
        drawOutcome(own, shell, in: layout.message)
    }

    /// The order's name and what it ranks by, always.
    private mutating func drawOrder(_ own: CompareState, _ shell: Shell, in rect: Rect) {
        let title = shell.words.orderTitle(own.order.name)
        var column = write(title, in: rect, role: .title)
        if let ranking = own.ranking {
            let rest = Rect(column: column, row: rect.minRow, columns: rect.maxColumn - column, rows: 1)
            column = write(" · " + shell.words.ranking(ranking), in: rest, role: .dim)
        }
        guard let question = own.current, own.ranking != nil else { return }
        let score = shell.words.score(question.score)
        let gap = 3
        guard column + gap + score.columns <= rect.maxColumn else { return }
        write(score, in: rect, role: .dim, alignment: .right)
        guard let estimator = shell.estimator else { return }
        // The longest way to say it that there is room for.
        let room = rect.maxColumn - score.columns - gap - column - gap
        guard
            let words = shell.words.reason(estimator.reason, of: estimator.head.rawValue).first(where: {
                $0.columns <= room
            })
        else { return }
        write(" · " + words, column: column, row: rect.minRow, role: .dim)
    }

    private mutating func drawNoQuestion(_ own: CompareState, _ shell: Shell, in rect: Rect) {
        let words = shell.words
        let lines: [(String, Role)] =
            if shell.isAwaiting(.page) {
                [(words.lookingForQuestions, .text)]
            } else if shell.embedding != nil {
                [(words.embeddingFirstImages, .title), (words.embeddingFirstImagesDetail, .dim)]
            } else if own.ranking == nil {
                [(words.noQuestions, .error)]
            } else {
                [(words.nothingToAsk, .title), (words.nothingToAskRemedy, .dim)]
            }
        drawLines(lines, in: rect)
    }

    /// One picture in its frame. The question has a heavy frame and says so; the other has a light one.
    private mutating func drawPane(
        _ pane: CompareGeometry.Pane, of question: Question, _ own: CompareState, _ shell: Shell
    ) {
        let words = shell.words
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
            PictureRequest(image: pane.picture.image, size: inside.size, view: own.view),
            path: pane.picture.path, in: inside, shell)
        drawViewMark(own.view, in: pane.frame)
    }

    // MARK: Answers

    /// The two candidates with their keys; the one that was pressed shows so until it is saved.
    private mutating func drawCandidates(_ question: Question, _ own: CompareState, _ shell: Shell, in rect: Rect) {
        let candidates: [(id: ClassID, command: Command)] = [
            (question.first, .answerFirst), (question.second, .answerSecond),
        ]
        let names = candidates.map { shell.project.name(of: $0.id) }
        // Side by side, and not each below one of the pictures: neither belongs to a side.
        let keyColumns = 6
        let gap = 3
        var column = rect.minColumn
        let lead = shell.words.framedIs
        let wanted = names.reduce(gap) { $0 + $1.columns + keyColumns }
        if lead.columns + 2 + wanted <= rect.size.columns {
            column = write(lead, column: column, row: rect.minRow, role: .dim) + 2
        }
        let most = (rect.maxColumn - column - gap) / 2 - keyColumns
        for (candidate, name) in zip(candidates, names) {
            let isPending = own.pending?.edit.change.newReview == .labelled(candidate.id)
            let key = " " + shell.keymap.hint(for: candidate.command) + " "
            column = write(key, column: column, row: rect.minRow, role: isPending ? .selection : .keyCap)
            let text = " " + name.truncated(to: most) + " "
            let role: Role =
                isPending ? .selection : shell.project.position(of: candidate.id).map(Role.classColor) ?? .text
            column = write(text, column: column, row: rect.minRow, role: role) + gap
        }
    }

    /// The classes that have keys, then the way to all of them.
    private mutating func drawClasses(_ own: CompareState, _ shell: Shell, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let keyed = shell.project.classes.enumerated().compactMap { position, label in
            label.key.map {
                (key: String($0), name: label.name.truncated(to: 18), position: position, id: label.id)
            }
        }
        let any = shell.words.anyClass(shell.project.classes.count)
        let gap = 3
        let pendingReview = own.pending?.edit.change.newReview
        // Without the way to all classes, where every class has its key and all of them fit.
        let widths = keyed.map { 2 + $0.name.columns }
        let isComplete = keyed.count == shell.project.classes.count
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
        let start = write(shell.keymap.hint(for: .findClass), column: column, row: row, role: .keyHint) + 1
        write(any, column: start, row: row, role: .dim)
    }

    // MARK: The line of messages

    /// One line: what went wrong, else what is being saved, else what was said last, else what was recorded.
    private mutating func drawOutcome(_ own: CompareState, _ shell: Shell, in rect: Rect) {
        let words = shell.words
        if let failure = own.failure {
            write("✗ " + words.notSaved(failure), in: rect, role: .error)
        } else if let pending = own.pending {
            write("· " + words.saving(pending.edit, in: shell.project), in: rect, role: .warning)
        } else if shell.message != nil {
            drawMessage(shell, in: rect)
        } else if own.isBeliefShown, let framed = own.framed {
            write("◇ " + words.beliefs(of: framed, own, shell), in: rect, role: .warning)
        } else if let recorded = own.recorded {
            drawRecorded(recorded, shell, in: rect)
        }
    }

    private mutating func drawRecorded(_ recorded: Recorded, _ shell: Shell, in rect: Rect) {
        let words = shell.words
        let undo = words.takesItBack
        let undoRoom = undo.columns + 2
        let room = Rect(
            column: rect.minColumn, row: rect.minRow, columns: rect.size.columns - undoRoom, rows: 1)
        var column = write("✓ " + words.recorded(recorded, in: shell.project), in: room, role: .success)
        var rest = [recorded.path]
        if let belief = recorded.zeroShot { rest.append(words.believed("CLIP", belief, in: shell.project)) }
        if let belief = recorded.active { rest.append(words.believed(belief, in: shell.project)) }
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
    fileprivate func beliefs(of picture: Question.Picture, _ own: CompareState, _ shell: Shell) -> String {
        var parts = [believed("CLIP", picture.zeroShot, in: shell.project)]
        if let active = picture.active { parts.append(believed(active, in: shell.project)) }
        let isRepeated = own.current?.role == .repeated && own.current?.asked == picture
        if picture.review != .unseen, !isRepeated { parts.append(label(name(of: picture.review, in: shell.project))) }
        return parts.joined(separator: "   ") + "   (" + countsAsPeek + ")"
    }
}

extension Edit.Change {
    /// What the image becomes; nil for a flag.
    var newReview: Review? {
        if case .review(_, let review) = self { review } else { nil }
    }
}

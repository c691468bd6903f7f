internal import ProjectModel

extension State {
    /// Sends an answer about the framed picture to the disk. The question stays until it is there.
    mutating func answer(_ review: Review?) -> [Effect] {
        guard let review, let framed = compare.framed else { return refuse(.nothingAsked) }
        // Skipping a repeated question leaves its answer as it is.
        if review == .skipped, let question = compare.current, question.role == .repeated, !compare.isPartnerFramed {
            message = nil
            return showNext()
        }
        return commit(.review(from: framed.review, to: review))
    }

    mutating func toggleFlag() -> [Effect] {
        guard let framed = compare.framed else { return refuse(.nothingAsked) }
        return commit(.flag(from: framed.isFlagged, to: !framed.isFlagged))
    }

    private mutating func commit(_ change: Edit.Change) -> [Effect] {
        guard let question = compare.current, let framed = compare.framed else { return refuse(.nothingAsked) }
        let answer = Answer(
            edit: Edit(image: framed.image, change: change, origin: .answer), question: question,
            role: framed.image == question.asked.image ? question.role : .partner, wasPeeked: compare.wasPeeked)
        compare.pending = answer
        compare.failure = nil
        message = nil
        return [.commit(answer, request(.commit))]
    }

    mutating func committed(_ progress: Progress, _ generation: Generation) -> [Effect] {
        guard accept(.commit, generation), let answer = compare.pending else { return [] }
        compare.pending = nil
        self.progress = progress
        compare.apply(answer.edit)
        compare.recorded = Recorded(answer)
        if isLeaving { return [.quit] }
        var effects: [Effect] = []
        switch answer.edit.change {
        case .flag: break
        case .review where answer.role == .partner:
            // The question itself is still open.
            effects += frame(partner: false)
        case .review:
            compare.remember(answer.question)
            effects += showNext()
        }
        return effects + trainWhenDue()
    }

    mutating func commitFailed(_ sentence: String, _ generation: Generation) -> [Effect] {
        guard accept(.commit, generation) else { return [] }
        compare.pending = nil
        compare.failure = sentence
        isLeaving = false
        return [.bell]
    }

    // MARK: Undo and redo

    mutating func undoFinished(_ result: UndoResult, _ generation: Generation) -> [Effect] {
        guard accept(.undo, generation) else { return [] }
        if isLeaving { return [.quit] }
        switch result {
        case .nothingLeft:
            message = Message(words.nothingToUndo, tone: .warning)
            return [.bell]
        case .failed(let sentence):
            message = Message(sentence, tone: .error)
            return [.bell]
        case .done(let edit, let question, let progress):
            self.progress = progress
            compare.apply(edit)
            compare.recorded = nil
            let known = compare.answered.last { $0.asked.image == edit.image } ?? question
            let path = known?.asked.path ?? compare.path(of: edit.image) ?? ""
            message = Message(words.tookBack(edit, path: path, in: project))
            return (edit.origin == .undo ? askAgain(edit, known) : answeredAgain(edit)) + trainWhenDue()
        }
    }

    /// Puts the question of an undone review back on the screen; the one that was there comes next.
    private mutating func askAgain(_ edit: Edit, _ known: Question?) -> [Effect] {
        guard case .review(_, let review) = edit.change, var question = known else { return [] }
        guard compare.current?.asked.image != edit.image, compare.current?.partner?.image != edit.image else {
            return []
        }
        question.asked.review = review
        compare.answered.removeAll { $0.asked.image == edit.image }
        compare.upcoming.removeAll { $0.asked.image == edit.image }
        if let current = compare.current { compare.upcoming.insert(current, at: 0) }
        // The line below the pictures named the model's belief after the first answer.
        compare.peeked.insert(edit.image)
        return show(question)
    }

    private mutating func answeredAgain(_ edit: Edit) -> [Effect] {
        guard case .review = edit.change else { return [] }
        compare.upcoming.removeAll { $0.asked.image == edit.image }
        guard let current = compare.current, current.asked.image == edit.image else { return [] }
        compare.remember(current)
        return showNext()
    }
}

extension CompareState {
    /// Brings an edit to every question that shows its image.
    mutating func apply(_ edit: Edit) {
        if case .review(_, let review) = edit.change { reviewsSinceRequest[edit.image] = review }
        current?.apply(edit)
        for index in upcoming.indices { upcoming[index].apply(edit) }
    }

    mutating func remember(_ question: Question) {
        answered.append(question)
        if answered.count > CompareState.rememberedQuestions { answered.removeFirst() }
    }

    func path(of image: ImageID) -> String? {
        for question in [current].compactMap(\.self) + upcoming {
            for picture in [question.asked, question.partner].compactMap(\.self) where picture.image == image {
                return picture.path
            }
        }
        return nil
    }
}

extension Question {
    fileprivate mutating func apply(_ edit: Edit) {
        asked.apply(edit)
        partner?.apply(edit)
    }
}

extension Question.Picture {
    fileprivate mutating func apply(_ edit: Edit) {
        guard edit.image == image else { return }
        switch edit.change {
        case .review(_, let review): self.review = review
        case .flag(_, let flag): isFlagged = flag
        }
    }
}

extension Recorded {
    /// Names the model's belief once its question is closed: not after a flag, an answer about the look-alike or a skip.
    fileprivate init(_ answer: Answer) {
        let isAsked = answer.edit.image == answer.question.asked.image
        let picture = isAsked ? answer.question.asked : answer.question.partner
        let isClosed =
            switch answer.edit.change {
            case .review(_, let review): isAsked && review.isAnswered
            case .flag: false
            }
        self.init(
            edit: answer.edit, path: picture?.path ?? "", zeroShot: isClosed ? picture?.zeroShot : nil,
            active: isClosed ? picture?.active : nil)
    }
}

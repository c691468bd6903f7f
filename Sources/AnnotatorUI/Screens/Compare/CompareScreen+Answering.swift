internal import ActiveLearning
internal import Figures
internal import Languages
package import ProjectModel

extension CompareScreen {
    /// Sends an answer about the framed picture to the disk. The question stays until it is there.
    package static func answer(_ review: Review, _ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        guard let framed = own.framed else { return shell.refuse(.nothingAsked) }
        // Skipping a repeated question leaves its answer as it is.
        if review == .skipped, let question = own.current, question.role == .repeated, !own.isPartnerFramed {
            shell.message = nil
            return showNext(&own, &shell)
        }
        return commit(.review(from: framed.review, to: review), &own, &shell)
    }

    static func toggleFlag(_ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        guard let framed = own.framed else { return shell.refuse(.nothingAsked) }
        return commit(.flag(from: framed.isFlagged, to: !framed.isFlagged), &own, &shell)
    }

    private static func commit(
        _ change: Edit.Change, _ own: inout CompareState, _ shell: inout Shell
    ) -> [Effect] {
        guard let question = own.current, let framed = own.framed else { return shell.refuse(.nothingAsked) }
        let answer = Answer(
            edit: Edit(image: framed.image, change: change, origin: .answer), question: question,
            role: framed.image == question.asked.image ? question.role : .partner, wasPeeked: own.wasPeeked)
        own.pending = answer
        own.failure = nil
        shell.message = nil
        return ask(.commit(answer), &shell)
    }

    static func committed(
        _ progress: Progress, _ own: inout CompareState, _ shell: inout Shell
    ) -> [Effect] {
        guard let answer = own.pending else { return [] }
        own.pending = nil
        shell.progress = progress
        own.apply(answer.edit)
        own.recorded = Recorded(answer)
        if shell.isLeaving { return [.quit] }
        var effects: [Effect] = []
        switch answer.edit.change {
        case .flag: break
        case .review where answer.role == .partner:
            // The question itself is still open.
            effects += frame(partner: false, &own, &shell)
        case .review:
            own.remember(answer.question)
            effects += showNext(&own, &shell)
        }
        return effects + shell.trainWhenDue()
    }

    static func commitFailed(
        _ sentence: String, _ own: inout CompareState, _ shell: inout Shell
    ) -> [Effect] {
        own.pending = nil
        own.failure = sentence
        shell.isLeaving = false
        return [.bell]
    }

    // MARK: Undo and redo

    static func undoFinished(
        _ result: UndoResult, _ own: inout CompareState, _ shell: inout Shell
    ) -> [Effect] {
        if shell.isLeaving { return [.quit] }
        switch result {
        case .nothingLeft:
            shell.message = Message(shell.words.nothingToUndo, tone: .warning)
            return [.bell]
        case .failed(let sentence):
            shell.message = Message(sentence, tone: .error)
            return [.bell]
        case .done(let edit, let question, let progress):
            shell.progress = progress
            own.apply(edit)
            own.recorded = nil
            let known = own.answered.last { $0.asked.image == edit.image } ?? question
            let path = known?.asked.path ?? own.path(of: edit.image) ?? ""
            shell.message = Message(shell.words.tookBack(edit, path: path, in: shell.project))
            return (edit.origin == .undo ? askAgain(edit, known, &own, &shell) : answeredAgain(edit, &own, &shell))
                + shell.trainWhenDue()
        }
    }

    /// Puts the question of an undone review back on the screen; the one that was there comes next.
    private static func askAgain(
        _ edit: Edit, _ known: Question?, _ own: inout CompareState, _ shell: inout Shell
    ) -> [Effect] {
        guard case .review(_, let review) = edit.change, var question = known else { return [] }
        guard own.current?.asked.image != edit.image, own.current?.partner?.image != edit.image else {
            return []
        }
        question.asked.review = review
        own.answered.removeAll { $0.asked.image == edit.image }
        own.upcoming.removeAll { $0.asked.image == edit.image }
        if let current = own.current { own.upcoming.insert(current, at: 0) }
        // The line below the pictures named the model's belief after the first answer.
        own.peeked.insert(edit.image)
        return show(question, &own, &shell)
    }

    private static func answeredAgain(
        _ edit: Edit, _ own: inout CompareState, _ shell: inout Shell
    ) -> [Effect] {
        guard case .review = edit.change else { return [] }
        own.upcoming.removeAll { $0.asked.image == edit.image }
        guard let current = own.current, current.asked.image == edit.image else { return [] }
        own.remember(current)
        return showNext(&own, &shell)
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

extension CompareScreen {
    static func requestPage(_ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        own.reviewsSinceRequest = [:]
        return ask(.page(order: own.order), &shell)
    }

    static func choose(order: RankingOrder, _ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        guard order != own.order else { return shell.refuse(.sameOrder) }
        own.order = order
        own.upcoming = []
        own.isReordering = true
        return requestPage(&own, &shell)
    }

    /// The new ranking takes the place of the old one behind the question that is being looked at.
    static func pageLoaded(_ page: Page, _ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        let shown = own.isReordering ? nil : own.current?.asked.image
        let reviews = own.reviewsSinceRequest
        own.upcoming = page.questions.compactMap { question in
            guard question.asked.image != shown, reviews[question.asked.image, default: .unseen] == .unseen else {
                return nil
            }
            var question = question
            if let partner = question.partner, let review = reviews[partner.image] {
                question.partner?.review = review
            }
            return question
        }
        own.ranking = page.ranking
        own.hasMore = page.hasMore
        let isReplaced = own.isReordering && own.pending == nil
        own.isReordering = false
        guard own.current == nil || isReplaced else { return [] }
        guard !own.upcoming.isEmpty else {
            own.current = nil
            return []
        }
        return showNext(&own, &shell)
    }

    static func pageFailed(
        _ sentence: String, _ own: inout CompareState, _ shell: inout Shell
    ) -> [Effect] {
        own.isReordering = false
        shell.message = Message(sentence, tone: .error)
        return [.bell]
    }

    /// The next question, and a new page before the last one is used up.
    static func showNext(_ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        guard !own.upcoming.isEmpty else {
            own.current = nil
            return own.hasMore && !shell.isAwaiting(.page) ? requestPage(&own, &shell) : []
        }
        return show(own.upcoming.removeFirst(), &own, &shell)
    }

    static func show(_ question: Question, _ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        own.current = question
        own.isQuestionMarked = false
        shell.door.inSight = []
        own.isPartnerFramed = false
        own.isBeliefShown = false
        own.isWhyShown = false
        own.explanation = nil
        own.failure = nil
        own.view.resetGeometry()
        var effects: [Effect] = []
        if own.upcoming.count < CompareState.lowWater, own.hasMore, !shell.isAwaiting(.page) {
            effects += requestPage(&own, &shell)
        }
        return effects
    }

    // MARK: Looking at the question

    static func frameOther(_ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        frame(partner: !own.isPartnerFramed, &own, &shell)
    }

    static func frame(partner: Bool, _ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        guard own.isPartnerFramed != partner else { return [] }
        own.isPartnerFramed = partner
        return own.isWhyShown ? explainFramed(&own, &shell) : []
    }

    static func togglePeek(_ own: inout CompareState) {
        own.isBeliefShown.toggle()
        if own.isBeliefShown { own.markPeeked() }
    }

    static func toggleWhy(_ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        own.isWhyShown.toggle()
        guard own.isWhyShown else { return [] }
        own.markPeeked()
        return explainFramed(&own, &shell)
    }

    /// Asks for the reasons again where the panel is open, after a training or a change of frame.
    static func explainFramed(_ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        guard let image = own.framed?.image else { return [] }
        if own.explanation?.image != image { own.explanation = nil }
        return ask(.explanation(image), &shell)
    }

    /// The reasons say what the head in use believes now: from here on that is what the person was shown.
    static func show(_ explanation: Explanation, _ own: inout CompareState, _ project: ProjectFacts) {
        own.explanation = explanation
        guard explanation.rows.contains(where: { $0.confusion != nil }),
            let best = explanation.rows.indices.max(by: {
                explanation.rows[$0].probability < explanation.rows[$1].probability
            }), project.classes.indices.contains(best)
        else { return }
        let belief = HeadBelief(
            explanation.head, Belief(project.classes[best].id, probability: Double(explanation.rows[best].probability)))
        if own.current?.asked.image == explanation.image { own.current?.asked.active = belief }
        if own.current?.partner?.image == explanation.image { own.current?.partner?.active = belief }
    }
}

extension CompareState {
    fileprivate mutating func markPeeked() {
        if let image = current?.asked.image { peeked.insert(image) }
    }
}

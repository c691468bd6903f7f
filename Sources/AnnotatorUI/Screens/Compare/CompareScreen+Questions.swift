internal import Figures
internal import ProjectModel

extension CompareScreen {
    static func requestPage(_ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        own.reviewsSinceRequest = [:]
        return ask(.page(order: own.order), &shell)
    }

    static func choose(order: String, _ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
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

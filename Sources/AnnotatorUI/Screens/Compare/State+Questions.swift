internal import ProjectModel

extension State {
    mutating func requestPage() -> [Effect] {
        compare.reviewsSinceRequest = [:]
        return [.loadPage(order: compare.order, request(.page))]
    }

    mutating func choose(order: String) -> [Effect] {
        guard order != compare.order else { return refuse(.sameOrder) }
        compare.order = order
        compare.upcoming = []
        compare.isReordering = true
        return requestPage()
    }

    /// The new ranking takes the place of the old one behind the question that is being looked at.
    mutating func receive(_ page: Page, _ generation: Generation) -> [Effect] {
        guard accept(.page, generation) else { return [] }
        let shown = compare.isReordering ? nil : compare.current?.asked.image
        let reviews = compare.reviewsSinceRequest
        compare.upcoming = page.questions.compactMap { question in
            guard question.asked.image != shown, reviews[question.asked.image, default: .unseen] == .unseen else {
                return nil
            }
            var question = question
            if let partner = question.partner, let review = reviews[partner.image] {
                question.partner?.review = review
            }
            return question
        }
        compare.ranking = page.ranking
        compare.hasMore = page.hasMore
        let isReplaced = compare.isReordering && compare.pending == nil
        compare.isReordering = false
        guard compare.current == nil || isReplaced else { return [] }
        guard !compare.upcoming.isEmpty else {
            compare.current = nil
            return []
        }
        return showNext()
    }

    mutating func pageFailed(_ sentence: String, _ generation: Generation) -> [Effect] {
        guard accept(.page, generation) else { return [] }
        compare.isReordering = false
        message = Message(sentence, tone: .error)
        return [.bell]
    }

    /// The next question, and a new page before the last one is used up.
    mutating func showNext() -> [Effect] {
        guard !compare.upcoming.isEmpty else {
            compare.current = nil
            return compare.hasMore && !isAwaiting(.page) ? requestPage() : []
        }
        return show(compare.upcoming.removeFirst())
    }

    mutating func show(_ question: Question) -> [Effect] {
        compare.current = question
        compare.isQuestionMarked = false
        door.inSight = []
        compare.isPartnerFramed = false
        compare.isBeliefShown = false
        compare.isWhyShown = false
        compare.explanation = nil
        compare.failure = nil
        compare.view.resetGeometry()
        var effects: [Effect] = []
        if compare.upcoming.count < CompareState.lowWater, compare.hasMore, !isAwaiting(.page) {
            effects += requestPage()
        }
        return effects
    }

    // MARK: Looking at the question

    mutating func frameOther() -> [Effect] { frame(partner: !compare.isPartnerFramed) }

    mutating func frame(partner: Bool) -> [Effect] {
        guard compare.isPartnerFramed != partner else { return [] }
        compare.isPartnerFramed = partner
        return compare.isWhyShown ? explainFramed() : []
    }

    mutating func togglePeek() -> [Effect] {
        compare.isBeliefShown.toggle()
        if compare.isBeliefShown { markPeeked() }
        return []
    }

    mutating func toggleWhy() -> [Effect] {
        compare.isWhyShown.toggle()
        guard compare.isWhyShown else { return [] }
        markPeeked()
        return explainFramed()
    }

    private mutating func markPeeked() {
        if let image = compare.current?.asked.image { compare.peeked.insert(image) }
    }

    /// Asks for the reasons again where the panel is open, after a training or a change of frame.
    mutating func explainFramed() -> [Effect] {
        guard let image = compare.framed?.image else { return [] }
        if compare.explanation?.image != image { compare.explanation = nil }
        return [.explain(image, request(.explanation))]
    }
}

extension State {
    /// The reasons say what the head in use believes now: from here on that is what the person was shown.
    mutating func show(_ explanation: Explanation) {
        compare.explanation = explanation
        guard explanation.rows.contains(where: { $0.confusion != nil }),
            let best = explanation.rows.indices.max(by: {
                explanation.rows[$0].probability < explanation.rows[$1].probability
            }), project.classes.indices.contains(best)
        else { return }
        let belief = HeadBelief(
            explanation.head, Belief(project.classes[best].id, probability: explanation.rows[best].probability))
        if compare.current?.asked.image == explanation.image { compare.current?.asked.active = belief }
        if compare.current?.partner?.image == explanation.image { compare.current?.partner?.active = belief }
    }
}

extension ViewTransform {
    /// Back to the whole, upright picture; brightness, contrast and inversion suit the line's lighting and stay.
    mutating func resetGeometry() {
        zoomSteps = 0
        centreX = 0.5
        centreY = 0.5
        quarterTurns = 0
    }
}

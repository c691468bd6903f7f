/// The next questions in one order.
package struct Page: Sendable, Equatable {
    /// Best first, audit prompts already mixed in.
    package var questions: [Question]
    package var ranking: Ranking
    /// False when nothing is left to ask beyond these questions.
    package var hasMore: Bool

    /// What the numbers of a page rank by; always named on the screen.
    package enum Ranking: Sendable, Equatable {
        /// `score(x, y)` of the pair: the magnitude of Δs.
        case confusion
        /// CLIP's own margin: before the first training Δs does not exist.
        case zeroShotMargin
        /// `1 − p(CLIP's answer)` by the corrected head.
        case suspectedError
        /// The next images of the audit reserve, in their seeded order.
        case reserve
        /// A registered strategy, by its name.
        case strategy(String)
    }

    package init(questions: [Question], ranking: Ranking, hasMore: Bool) {
        self.questions = questions
        self.ranking = ranking
        self.hasMore = hasMore
    }
}

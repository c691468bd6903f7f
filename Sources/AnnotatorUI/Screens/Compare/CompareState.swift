package import ActiveLearning
package import Figures
package import ProjectModel

/// The question on the screen and those behind it.
package struct CompareState: ScreenState {
    package var order: RankingOrder
    package var current: Question?
    /// The log knows since when a picture of it is on the screen.
    package var isQuestionMarked = false
    /// `Tab`: the look-alike is framed and takes the answer.
    package var isPartnerFramed = false
    package var upcoming: [Question] = []
    /// How the page in `upcoming` is ranked; nil before the first page.
    package var ranking: Page.Ranking?
    package var hasMore = true
    /// The answer that is on its way to the disk.
    package var pending: Answer?
    /// Why the last answer could not be written; the question stays until it could.
    package var failure: String?
    /// What was written last, for the line below the pictures.
    package var recorded: Recorded?
    /// Questions whose belief has been on the screen, by the asked image: they stay peeked when they come back.
    package var peeked: Set<ImageID> = []
    package var isBeliefShown = false
    package var isWhyShown = false
    /// The reasons with their symbols and figures, not in words; kept for the session.
    package var isWhyExpert = false
    package var explanation: Explanation?
    package var view = ViewTransform()
    /// Answered in this session, oldest first: undo shows the same question again.
    package var answered: [Question] = []
    /// What became of images since the page was requested: a page that was ranked before must not ask them again.
    package var reviewsSinceRequest: [ImageID: Review] = [:]
    /// Another order was chosen: its first question replaces the one on the screen.
    package var isReordering = false

    /// The page is asked for again when fewer questions than this are left, so that the next one is always there.
    package static let lowWater = 5
    /// Pictures converted ahead: the next questions of the page.
    package static let prefetchedQuestions = 2
    /// Questions remembered for undo.
    package static let rememberedQuestions = 200

    package init(_ project: ProjectFacts) {
        order = project.orders[0]
    }

    /// The belief about this question was looked at: goes into the log with the answer.
    package var wasPeeked: Bool { current.map { peeked.contains($0.asked.image) } ?? false }

    /// The picture that the next answer is about.
    package var framed: Question.Picture? {
        guard let current else { return nil }
        return isPartnerFramed ? current.partner ?? current.asked : current.asked
    }
}

/// What was written to the disk last.
package struct Recorded: Sendable, Equatable {
    package var edit: Edit
    package var path: String
    /// What the model had believed; nil where saying so would give an open question away.
    package var zeroShot: Belief?
    package var active: HeadBelief?

    package init(edit: Edit, path: String, zeroShot: Belief? = nil, active: HeadBelief? = nil) {
        self.edit = edit
        self.path = path
        self.zeroShot = zeroShot
        self.active = active
    }
}

/// An edit with what was on the screen when it was made.
package struct Answer: Sendable, Equatable {
    package var edit: Edit
    package var question: Question
    /// `partner` when the other picture of the pair was framed, else the question's own role.
    package var role: PromptRole
    /// Whether the belief or the reasons were looked at before answering.
    package var wasPeeked: Bool

    package init(edit: Edit, question: Question, role: PromptRole, wasPeeked: Bool) {
        self.edit = edit
        self.question = question
        self.role = role
        self.wasPeeked = wasPeeked
    }
}

/// What undo or redo came to.
package enum UndoResult: Sendable, Equatable {
    /// The edit that was made (already inverted for an undo) and the image's question, to be asked again after an undo
    /// of a review; nil where the screen has nothing to ask (a flag, a redo, an image that is gone).
    case done(Edit, question: Question?, Progress)
    case nothingLeft
    /// A sentence for the person.
    case failed(String)
}

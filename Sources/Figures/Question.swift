package import ActiveLearning
package import ProjectModel

package import struct Foundation.Date

/// One prompt as the screen needs it: the framed picture, its look-alike and the two candidates.
package struct Question: Sendable, Equatable {
    /// Unique within a session; the runner counts.
    package var number: Int
    package var asked: Picture
    package var partner: Picture?
    /// Where the asked picture stands; drawn at random.
    package var askedPlace: Place
    /// The two candidates, in project order.
    package var first: ClassID
    package var second: ClassID
    /// Cosine of the two image embeddings; nil without a partner.
    package var similarity: Float?
    /// The number by which the page is ranked.
    package var score: Float
    /// `asked`, `audit` or `repeated`. Never shown: they must look alike.
    package var role: PromptRole
    /// The registered name of the order that chose it.
    package var order: String
    /// The probability with which this prompt's stream was drawn.
    package var probability: Double
    /// The estimator that ranked it.
    package var estimator: EstimatorID

    package enum Place: Sendable, Hashable {
        case left
        case right
    }

    /// One of the two pictures.
    package struct Picture: Sendable, Equatable {
        package var side: ConfusedPair.Side
        /// Relative to the image folder.
        package var path: String
        /// What is known about the image when the page is made.
        package var review: Review
        package var isFlagged: Bool
        /// CLIP's own answer. Shown after the answer, or by a peek.
        package var zeroShot: Belief
        /// The answer of the head that was in use when it was asked, or when its reasons were shown; nil before the first
        /// training. The log gets this one, whatever is trained meanwhile.
        package var active: HeadBelief?

        package var image: ImageID { side.image }

        package init(
            side: ConfusedPair.Side, path: String, review: Review = .unseen, isFlagged: Bool = false, zeroShot: Belief,
            active: HeadBelief? = nil
        ) {
            self.side = side
            self.path = path
            self.review = review
            self.isFlagged = isFlagged
            self.zeroShot = zeroShot
            self.active = active
        }
    }

    package init(
        number: Int, asked: Picture, partner: Picture?, askedPlace: Place, first: ClassID, second: ClassID,
        similarity: Float?, score: Float, role: PromptRole, order: String, probability: Double, estimator: EstimatorID
    ) {
        self.number = number
        self.asked = asked
        self.partner = partner
        self.askedPlace = askedPlace
        self.first = first
        self.second = second
        self.similarity = similarity
        self.score = score
        self.role = role
        self.order = order
        self.probability = probability
        self.estimator = estimator
    }
}

/// What a trained head believes, with its name.
package struct HeadBelief: Sendable, Equatable {
    package var head: Head
    package var belief: Belief

    package init(_ head: Head, _ belief: Belief) {
        self.head = head
        self.belief = belief
    }
}

extension Question {
    /// What the log keeps of an answer to one of the two pictures.
    ///
    /// - Parameter role: `partner` for an answer about the look-alike, else the question's own.
    package func prompt(answeredAs role: PromptRole, shownAt: Date, wasPeeked: Bool = false) -> Prompt {
        let isPartner = role == .partner
        // What the screen had, also where another head is in use by now.
        let shown = isPartner ? partner ?? asked : asked
        let other = isPartner ? asked : partner
        let isLeft = (askedPlace == .left) != isPartner
        return Prompt(
            image: shown.image,
            // An image of the reserve is nobody's partner in the log: that would give it away to whoever reads it.
            partner: isPartner && self.role == .audit ? nil : other?.image, role: role, order: order,
            probability: probability, estimator: estimator, candidates: [first, second], shownAt: shownAt,
            wasPeeked: wasPeeked, side: partner == nil ? nil : isLeft ? .left : .right,
            belief: shown.active?.belief ?? shown.zeroShot)
    }
}

/// The next questions in one order.
package struct Page: Sendable, Equatable {
    /// Best first, audit prompts already mixed in.
    package var questions: [Question]
    package var ranking: Ranking
    /// False when nothing is left to ask beyond these questions.
    package var hasMore: Bool

    /// Where the questions of a page come from; always named on the screen.
    package enum Ranking: Sendable, Equatable {
        /// By the number of an order.
        case order(RankingOrder, by: RankingScore)
        /// The next images of the audit reserve, in their seeded order.
        case reserve
    }

    package init(questions: [Question], ranking: Ranking, hasMore: Bool) {
        self.questions = questions
        self.ranking = ranking
        self.hasMore = hasMore
    }
}

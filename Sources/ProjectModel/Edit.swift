package import struct Foundation.Date

/// One change to what is known about one image, and its own inverse: undo, the audit log and export all read this type.
package struct Edit: Sendable, Equatable {
    package var image: ImageID
    package var change: Change
    package var origin: Origin

    package enum Change: Sendable, Equatable {
        case review(from: Review, to: Review)
        case flag(from: Bool, to: Bool)
    }

    /// How the edit came about. Labels given from a suggestion never enter an unbiased figure.
    package enum Origin: String, Sendable, Equatable, CaseIterable {
        case answer
        case undo
        case redo
        case command
        case imported
    }

    package init(image: ImageID, change: Change, origin: Origin) {
        self.image = image
        self.change = change
        self.origin = origin
    }

    /// The edit that takes this one back.
    package func inverted(origin: Origin) -> Edit {
        let inverse: Change =
            switch change {
            case .review(let from, let to): .review(from: to, to: from)
            case .flag(let from, let to): .flag(from: to, to: from)
            }
        return Edit(image: image, change: inverse, origin: origin)
    }
}

/// Why an image was on the screen.
package enum PromptRole: String, Sendable, Hashable, CaseIterable {
    /// The framed picture: the question.
    case asked
    /// The other picture of the pair, answered too.
    case partner
    /// The next image of the audit reserve.
    case audit
    /// An image that was answered before, asked again without a word: it measures how far the person agrees with himself.
    case repeated = "repeat"
}

/// What was shown when a question was asked: enough to weigh the answer later.
package struct Prompt: Sendable, Equatable {
    package var image: ImageID
    package var partner: ImageID?
    package var role: PromptRole
    /// The registered name of the order that chose it, such as `suggested`.
    package var order: String
    /// The probability with which this prompt's stream (audit or order) was drawn.
    package var probability: Double
    /// The estimator whose Δs ranked it; round 0 is plain CLIP.
    package var estimator: EstimatorID
    /// The two candidate classes that were offered, in project order.
    package var candidates: [ClassID]
    package var shownAt: Date
    /// Whether the belief or the reasons were looked at before answering.
    package var wasPeeked: Bool
    /// On which side of the screen `image` stood; nil where it stood alone.
    package var side: Side?
    /// What the head in use believed about `image`: shown after the answer, or before it where `wasPeeked`.
    package var belief: Belief?

    package enum Side: String, Sendable, Hashable, CaseIterable {
        case left
        case right
    }

    package init(
        image: ImageID, partner: ImageID?, role: PromptRole, order: String, probability: Double,
        estimator: EstimatorID, candidates: [ClassID], shownAt: Date, wasPeeked: Bool = false,
        side: Side? = nil, belief: Belief? = nil
    ) {
        self.image = image
        self.partner = partner
        self.role = role
        self.order = order
        self.probability = probability
        self.estimator = estimator
        self.candidates = candidates
        self.shownAt = shownAt
        self.wasPeeked = wasPeeked
        self.side = side
        self.belief = belief
    }
}

/// A class and how probable a head thinks it is.
package struct Belief: Sendable, Equatable {
    package var label: ClassID
    /// In [0, 1].
    package var probability: Double

    package init(_ label: ClassID, probability: Double) {
        self.label = label
        self.probability = probability
    }
}

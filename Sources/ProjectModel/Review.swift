/// What the inspector has said about an image so far.
package enum Review: Sendable, Hashable {
    case unseen
    case labelled(ClassID)
    case unsure
    /// None of the project's classes: perhaps a new one.
    case noneOfThese
    /// The picture cannot be judged: blurred, cropped, empty.
    case unusable
    case skipped

    package var labelledClass: ClassID? {
        if case .labelled(let id) = self { id } else { nil }
    }

    /// Whether the question was answered; a skip is not an answer and comes back.
    package var isAnswered: Bool {
        switch self {
        case .unseen, .skipped: false
        case .labelled, .unsure, .noneOfThese, .unusable: true
        }
    }
}

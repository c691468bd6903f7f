package import Foundation
package import ProjectModel

/// An edit as the log keeps it.
package struct LoggedEdit: Sendable, Equatable, Identifiable {
    package let id: EventID
    package var edit: Edit
    package var who: String
    package var madeAt: Date
    /// From the picture's appearance to the key, in whole milliseconds.
    package var latency: Duration?
    package var prompt: PromptID?
    /// The edit that an undo took back, or that a redo made again.
    package var reverses: EventID?
}

/// A prompt as the log keeps it.
package struct LoggedPrompt: Sendable, Equatable, Identifiable {
    package let id: PromptID
    package var prompt: Prompt
}

/// What was shown when an edit was made.
package enum Shown: Sendable, Equatable {
    /// Nothing: a command, or a flag from a list.
    case nothing
    /// This prompt, which is logged together with the edit.
    case prompt(Prompt)
    /// A prompt that was logged with an earlier edit, such as a flag before the answer.
    case logged(PromptID)
}

/// What undo or redo did.
package struct Reversal: Sendable, Equatable {
    /// The edit that was made, with origin `undo` or `redo`.
    package var edit: Edit
    package var event: EventID
    /// The edit that it took back or made again.
    package var reversed: LoggedEdit
    /// What was shown when that edit was made: an undone answer is asked again.
    package var prompt: Prompt?
}

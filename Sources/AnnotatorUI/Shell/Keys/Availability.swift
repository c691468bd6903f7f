/// Why a command cannot do anything now; the screen says it when the key is pressed.
///
/// An open set: a screen declares the reasons of its own in its own folder, by the keys of their sentences in the language files.
package struct Unavailable: Sendable, Hashable {
    package let message: String
    /// A key that is held down meets it many times a second: no bell.
    let isHeardOften: Bool

    package init(_ message: String, isHeardOften: Bool = false) {
        self.message = message
        self.isHeardOften = isHeardOften
    }
}

// MARK: Of several screens

extension Unavailable {
    /// An answer is on its way to the disk, and the next question has not been seen.
    static let isSaving = Unavailable("refusal.is-saving")
    static let noPictures = Unavailable("refusal.no-pictures")
    /// A picture is turned, zoomed or lit as far as it goes, or a list is at its end.
    static let atLimit = Unavailable("refusal.at-limit", isHeardOften: true)
    static let wholeInView = Unavailable("refusal.whole-in-view", isHeardOften: true)
}

// MARK: Of training

extension Unavailable {
    static let trainingRuns = Unavailable("refusal.training-runs")
    static let noTrainingRuns = Unavailable("refusal.no-training-runs")
    static let tooFewLabels = Unavailable("refusal.too-few-labels")
    static let isStopping = Unavailable("refusal.is-stopping")
}

// MARK: Answers that the door does not let in

extension Unavailable {
    static let notInSight = Unavailable("refusal.not-in-sight")
    static let justShown = Unavailable("refusal.just-shown")
    static let keyHeld = Unavailable("refusal.key-held", isHeardOften: true)
    static let typingOn = Unavailable("refusal.typing-on")
    static let soonAfterEscape = Unavailable("refusal.soon-after-escape")
    /// What was chosen in a list was meant for the picture before.
    static let otherPicture = Unavailable("refusal.other-picture")
}

extension State {
    /// Nil where the command can be used.
    package func unavailability(of command: Command) -> Unavailable? {
        switch command {
        case .retrain, .cancelRetrain: shell.unavailabilityOfTraining(command)
        case .help, .commandLine, .suspend, .quit: nil
        default: screen.unavailability(of: command, in: self)
        }
    }
}

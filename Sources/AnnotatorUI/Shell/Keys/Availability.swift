/// Why a command cannot do anything now; the screen says it when the key is pressed.
package enum Unavailable: Sendable, Hashable, CaseIterable {
    case nothingAsked
    /// An answer is on its way to the disk, and the next question has not been seen.
    case isSaving
    case noPartner
    case noPictures
    case oneClassOnly
    case trainingRuns
    case noTrainingRuns
    case tooFewLabels
    case notTrained
    case noMatrix
    case noImages
    /// A picture is turned, zoomed or lit as far as it goes, or a list is at its end.
    case atLimit
    case wholeInView
    case nothingOpen
    case sameOrder
    case isStopping

    // Answers that the door does not let in.
    case notInSight
    case justShown
    case keyHeld
    case typingOn
    case soonAfterEscape
    /// What was chosen in a list was meant for the picture before.
    case otherPicture

    /// A key that is held down meets it many times a second: no bell.
    var isHeardOften: Bool { self == .keyHeld || self == .atLimit || self == .wholeInView }
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

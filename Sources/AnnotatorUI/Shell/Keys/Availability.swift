internal import ProjectModel

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
        case .answerFirst, .answerSecond, .findClass, .skip, .unsure, .noneOfThese, .unusable, .flag:
            if compare.current == nil { return .nothingAsked }
            return isSaving ? .isSaving : nil
        case .frameOther:
            if compare.current == nil { return .nothingAsked }
            return compare.current?.partner == nil ? .noPartner : nil
        case .peek, .why:
            return compare.current == nil ? .nothingAsked : nil
        case .undo, .redo:
            return isSaving ? .isSaving : nil
        case .zoomIn, .zoomOut, .zoomFit, .rotate, .brighter, .darker, .moreContrast, .lessContrast, .invert, .stretch:
            return project.hasPictures ? nil : .noPictures
        case .left, .right, .up, .down:
            return view == .compare && !project.hasPictures ? .noPictures : nil
        case .retrain:
            if training != .none { return .trainingRuns }
            return progress.counts.inTraining < State.fewestLabelsToTrain ? .tooFewLabels : nil
        case .cancelRetrain:
            if case .running(_, _, isCancelling: true) = training { return .isStopping }
            return training == .none ? .noTrainingRuns : nil
        case .matrixHead:
            guard let figures = matrix.figures else { return .noMatrix }
            return figures.active == nil ? .notTrained : nil
        case .matrixUnits, .hideDiagonal, .sortByConfusion:
            return matrix.figures == nil ? .noMatrix : nil
        case .open:
            if view == .cell { return cell?.images?.images.isEmpty == false ? nil : .noImages }
            return matrix.figures == nil ? .noMatrix : nil
        default:
            return nil
        }
    }

    /// What the screen says of it.
    package func sentence(for reason: Unavailable) -> String { words.sentence(for: reason) }

    /// An answer, an undo or a redo has not reached the disk yet.
    package var isSaving: Bool { isAwaiting(.commit) || isAwaiting(.undo) }

    /// Batch normalisation needs two samples.
    package static let fewestLabelsToTrain = 2
}

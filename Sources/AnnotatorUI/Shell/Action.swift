package import ProjectModel
package import TextUI

/// Something that happened: the only way a state changes.
package enum Action: Sendable, Equatable {
    /// Once, before the first frame.
    case start
    case input(Input, at: Arrival)
    /// The last frame is on the screen since then, by the terminal's clock.
    case frameShown(at: Duration)
    /// It is that late now: what waits for a time can go on.
    case clock(at: Duration)
    /// What a key means, also from the command line.
    case command(Command)

    case pageLoaded(Page, Generation)
    case pageFailed(String, Generation)

    /// The edit is on disk.
    case committed(Progress, Generation)
    /// Nothing was written; the sentence says why.
    case commitFailed(String, Generation)
    case undoFinished(UndoResult, Generation)

    case pictureDrawn(PictureRequest, CellPicture)
    case pictureMissing(PictureRequest, PictureAbsence)

    case explained(Explanation, Generation)
    case explanationFailed(String, Generation)

    /// `fraction` of the steps, in [0, 1].
    case trainingAdvanced(fraction: Float, Generation)
    case trainingFinished(EstimatorFacts, Progress, Generation)
    case trainingFailed(String, Generation)
    /// Nothing has changed since that round: there is nothing to train.
    case trainingUnneeded(sinceRound: Int, Generation)
    case trainingCancelled(Generation)

    /// The same round with another head or temperature: out-of-fold figures have chosen it in the background.
    case estimatorChanged(EstimatorFacts)
    /// The weights of the latest round are lost or damaged, as the sentence says; the one in use instead, nil for plain CLIP.
    case estimatorLost(inUse: EstimatorFacts?, String)

    case matrixLoaded(MatrixResult, Generation)
    case cellLoaded(CellImages, Generation)
    case cellFailed(String, Generation)
    case progressLoaded(ProgressFigures, Generation)
    case progressFailed(String, Generation)

    /// More images are embedded and on the disk; they are not ranked yet.
    case embeddingAdvanced(EmbeddingProgress)
    /// More images can be asked about.
    case poolGrew(Progress)
    /// Nothing is left to embed, or it could not be done; the sentence is for the person, where there is something to say.
    case embeddingFinished(String?)

    /// The counts changed for another reason, such as an import or images embedded in the background.
    case progressChanged(Progress)
    /// Everything is drawn in that theme from now on.
    case themeInUse(String)
    /// The theme stays as it was; the sentence says why.
    case themeFailed(String)
    /// What a guide says now; nil takes it away.
    case caption(Caption?)
    /// The latest round was trained on other classes, and nothing is read from it.
    case roundOfOtherClasses(Int)
    /// A sentence for the person, from outside the screens.
    case notice(String)
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

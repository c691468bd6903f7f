package import Figures
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

    /// What a screen is told, mostly in answer to its request.
    case event(ScreenEvent)

    case pictureDrawn(PictureRequest, CellPicture)
    case pictureMissing(PictureRequest, PictureAbsence)

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

extension Action {
    /// The answer to a request of a screen.
    package static func answer<Told: FullScreen>(
        _ screen: Told.Type, _ event: Told.Event, _ generation: Generation
    ) -> Action {
        .event(ScreenEvent(screen, event, answering: generation))
    }
}

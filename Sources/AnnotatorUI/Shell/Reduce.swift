internal import Languages
internal import TextUI

/// What an action does to the state, and what the world must do for it. Pure.
package func reduce(_ state: inout State, _ action: Action) -> [Effect] {
    let effects = state.receive(action)
    return state.deliverMail() + effects + state.wantPictures()
}

extension State {
    fileprivate mutating func receive(_ action: Action) -> [Effect] {
        switch action {
        case .start:
            shell.announce(.started)
            return shell.embedWhenPossible()
        case .input(let input, let arrival):
            shell.door.now = arrival
            return receive(input)
        case .frameShown(let time):
            noteSight(at: time)
            shell.announce(.frameShown)
            return []
        case .clock(let time):
            shell.door.now = Arrival(at: time)
            return settleKeptBack()
        case .command(let command): return perform(command)
        case .event(let event): return deliver(event)
        default: return shell.receive(action)
        }
    }
}

extension Shell {
    /// What concerns no screen by itself.
    fileprivate mutating func receive(_ action: Action) -> [Effect] {
        switch action {
        case .pictureDrawn(let request, let picture): pictures.add(picture, for: request)
        case .pictureMissing(let request, let absence): pictures.markMissing(request, absence)
        case .trainingAdvanced(let fraction, let generation): trainingAdvanced(fraction, generation)
        case .trainingFinished(let estimator, let progress, let generation):
            return trainingFinished(estimator, progress, generation)
        case .trainingFailed(let sentence, let generation): return trainingEnded(generation, sentence: sentence)
        case .trainingUnneeded(let round, let generation): trainingUnneeded(since: round, generation)
        case .trainingCancelled(let generation): return trainingEnded(generation, sentence: nil)
        case .estimatorChanged(let estimator): estimatorChanged(estimator)
        case .estimatorLost(let inUse, let sentence): return estimatorLost(inUse: inUse, sentence)
        case .embeddingAdvanced(let progress): if embedding != nil { embedding = progress }
        case .poolGrew(let progress):
            self.progress = progress
            // The ranking and the matrix take the new images in; the question on the screen stays where it is.
            announce(.poolGrew)
        case .embeddingFinished(let sentence):
            embedding = nil
            if let sentence { tell(Message(sentence)) }
        case .progressChanged(let progress): self.progress = progress
        case .themeInUse(let name): theme = name
        case .themeFailed(let sentence):
            message = Message(sentence, tone: .error)
            return [.bell]
        case .caption(let caption): self.caption = caption
        case .roundOfOtherClasses(let round): message = Message(words.roundOfOtherClasses(round), tone: .warning)
        case .notice(let sentence): message = Message(sentence)
        case .start, .input, .frameShown, .clock, .command, .event: break
        }
        return []
    }
}

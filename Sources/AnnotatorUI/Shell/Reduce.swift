internal import TextUI

/// What an action does to the state, and what the world must do for it. Pure.
package func reduce(_ state: inout State, _ action: Action) -> [Effect] {
    let effects = state.receive(action)
    return effects + state.wantPictures()
}

extension State {
    fileprivate mutating func receive(_ action: Action) -> [Effect] {
        switch action {
        case .start: return requestPage() + embedWhenPossible()
        case .input(let input, let arrival):
            door.now = arrival
            return receive(input)
        case .frameShown(let time): return frameShown(at: time)
        case .clock(let time):
            door.now = Arrival(at: time)
            return settleKeptBack()
        case .command(let command): return perform(command)
        case .pageLoaded(let page, let generation): return receive(page, generation)
        case .pageFailed(let sentence, let generation): return pageFailed(sentence, generation)
        case .committed(let progress, let generation): return committed(progress, generation)
        case .commitFailed(let sentence, let generation): return commitFailed(sentence, generation)
        case .undoFinished(let result, let generation): return undoFinished(result, generation)
        case .pictureDrawn(let request, let picture):
            pictures.add(picture, for: request)
            return []
        case .pictureMissing(let request, let absence):
            pictures.markMissing(request, absence)
            return []
        case .explained(let explanation, let generation):
            if accept(.explanation, generation) { show(explanation) }
            return []
        case .explanationFailed(let sentence, let generation):
            if accept(.explanation, generation) { message = Message(sentence, tone: .error) }
            return []
        case .trainingAdvanced(let fraction, let generation):
            trainingAdvanced(fraction, generation)
            return []
        case .trainingFinished(let estimator, let progress, let generation):
            return trainingFinished(estimator, progress, generation)
        case .trainingFailed(let sentence, let generation): return trainingEnded(generation, sentence: sentence)
        case .trainingUnneeded(let round, let generation): return trainingUnneeded(since: round, generation)
        case .trainingCancelled(let generation): return trainingEnded(generation, sentence: nil)
        case .estimatorChanged(let estimator): return estimatorChanged(estimator)
        case .estimatorLost(let inUse, let sentence): return estimatorLost(inUse: inUse, sentence)
        case .matrixLoaded(let result, let generation):
            receive(result, generation)
            return []
        case .cellLoaded(let images, let generation):
            receive(images, generation)
            return []
        case .cellFailed(let sentence, let generation):
            if accept(.cell, generation) { cell?.failure = sentence }
            return []
        case .embeddingAdvanced(let progress):
            if embedding != nil { embedding = progress }
            return []
        case .poolGrew(let progress): return poolGrew(progress)
        case .embeddingFinished(let sentence):
            embedding = nil
            if let sentence { tell(Message(sentence)) }
            return []
        case .progressLoaded(let figures, let generation):
            receive(figures, generation)
            return []
        case .progressFailed(let sentence, let generation):
            progressFailed(sentence, generation)
            return []
        case .progressChanged(let progress):
            self.progress = progress
            return []
        case .themeInUse(let name):
            theme = name
            return []
        case .themeFailed(let sentence):
            message = Message(sentence, tone: .error)
            return [.bell]
        case .caption(let caption):
            self.caption = caption
            return []
        case .roundOfOtherClasses(let round):
            message = Message(words.roundOfOtherClasses(round), tone: .warning)
            return []
        case .notice(let sentence):
            message = Message(sentence)
            return []
        }
    }
}

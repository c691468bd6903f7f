internal import ProjectModel

extension State {
    mutating func train() -> [Effect] {
        let generation = request(.training)
        training = .running(generation, fraction: 0, isCancelling: false)
        return [.train(generation)]
    }

    /// A run starts by itself after so many changes of what it would learn from; after a run without a result it waits for as many
    /// again. Audit answers, skips and flags are no such change.
    mutating func trainWhenDue() -> [Effect] {
        guard let interval = project.labelsPerRetrain, training == .none else { return [] }
        guard progress.counts.inTraining >= State.fewestLabelsToTrain else { return [] }
        guard progress.trainingChanges >= changesAtLastFailure + interval else { return [] }
        return train()
    }

    mutating func cancelTraining() -> [Effect] {
        guard case .running(let generation, let fraction, let isCancelling) = training, !isCancelling else {
            return []
        }
        training = .running(generation, fraction: fraction, isCancelling: true)
        return [.cancelTraining(generation)]
    }

    mutating func trainingAdvanced(_ fraction: Float, _ generation: Generation) {
        guard case .running(generation, _, let isCancelling) = training else { return }
        training = .running(generation, fraction: min(max(fraction, 0), 1), isCancelling: isCancelling)
    }

    /// The ranking, the matrix and the reasons refresh; the question on the screen stays where it is.
    mutating func trainingFinished(
        _ estimator: EstimatorFacts, _ progress: Progress, _ generation: Generation
    ) -> [Effect] {
        guard accept(.training, generation) else { return [] }
        training = .none
        changesAtLastFailure = 0
        self.progress = progress
        tell(Message(words.trained(estimator), tone: .success))
        return use(estimator) + trainWhenDue()
    }

    /// All that is shown or coming was made by the estimator before.
    mutating func use(_ estimator: EstimatorFacts) -> [Effect] {
        self.estimator = estimator
        return requestPage() + (compare.isWhyShown ? explainFramed() : []) + refreshMatrix() + refreshProgress()
    }

    /// The figures have chosen another head for the round in use: the ranking and the matrix follow it.
    mutating func estimatorChanged(_ estimator: EstimatorFacts) -> [Effect] {
        guard var known = self.estimator, known.id == estimator.id else { return [] }
        known.reason = estimator.reason
        // Why the head is in use was not known at the first frame; that alone changes no figure.
        guard known != estimator else {
            self.estimator = estimator
            return []
        }
        return use(estimator)
    }

    /// The weights that the first frame counted on are not there: another round's are in use, or none.
    mutating func estimatorLost(inUse: EstimatorFacts?, _ sentence: String) -> [Effect] {
        // What is in use comes first: a narrow terminal cuts the end.
        message = Message(words.meanwhile(inUse) + " " + sentence, tone: .error)
        guard estimator != inUse else { return [.bell] }
        estimator = inUse
        return [.bell] + requestPage() + (compare.isWhyShown ? explainFramed() : []) + refreshMatrix()
            + refreshProgress()
    }

    /// The estimator in use has learnt from just what a run would learn from.
    mutating func trainingUnneeded(since round: Int, _ generation: Generation) -> [Effect] {
        guard accept(.training, generation) else { return [] }
        training = .none
        message = Message(words.nothingChanged(since: round))
        return []
    }

    /// A run that brought nothing: it failed with a sentence, or was stopped.
    mutating func trainingEnded(_ generation: Generation, sentence: String?) -> [Effect] {
        guard accept(.training, generation) else { return [] }
        training = .none
        changesAtLastFailure = progress.trainingChanges
        message = Message(sentence ?? words.trainingStopped, tone: sentence == nil ? .warning : .error)
        return sentence == nil ? [] : [.bell]
    }
}

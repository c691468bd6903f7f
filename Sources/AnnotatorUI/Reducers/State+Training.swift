extension State {
    mutating func train() -> [Effect] {
        let generation = request(.training)
        training = .running(generation, fraction: 0, isCancelling: false)
        return [.train(generation)]
    }

    /// A run starts by itself after so many new labels; after a run without a result it waits for as many again.
    mutating func trainWhenDue() -> [Effect] {
        guard let interval = project.labelsPerRetrain, training == .none else { return [] }
        guard progress.labelled >= State.fewestLabelsToTrain else { return [] }
        guard progress.labelsSinceTraining >= labelsAtLastFailure + interval else { return [] }
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
        labelsAtLastFailure = 0
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

    /// A run that brought nothing: it failed with a sentence, or was stopped.
    mutating func trainingEnded(_ generation: Generation, sentence: String?) -> [Effect] {
        guard accept(.training, generation) else { return [] }
        training = .none
        labelsAtLastFailure = progress.labelsSinceTraining
        message = Message(sentence ?? words.trainingStopped, tone: sentence == nil ? .warning : .error)
        return sentence == nil ? [] : [.bell]
    }
}

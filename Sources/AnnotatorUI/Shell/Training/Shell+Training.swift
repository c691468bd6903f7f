internal import Figures
internal import Languages
internal import ProjectModel

/// How far the images have been embedded, in the background.
package struct EmbeddingProgress: Sendable, Equatable {
    /// Images that have been dealt with, of all that were to be.
    package var done: Int
    /// 0 while the folder is being looked through.
    package var total: Int

    package init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }

    /// In [0, 1].
    package var fraction: Float { total > 0 ? Float(done) / Float(total) : 0 }
}

/// Whether a training run is under way.
package enum Training: Sendable, Equatable {
    case none
    /// `fraction` in [0, 1]; `isCancelling` once the person has asked to stop.
    case running(Generation, fraction: Float, isCancelling: Bool)
}

extension Shell {
    /// Batch normalisation needs two samples.
    package static let fewestLabelsToTrain = 2

    mutating func train() -> [Effect] {
        let generation = request(.training)
        training = .running(generation, fraction: 0, isCancelling: false)
        return [.train(generation)]
    }

    /// A run starts by itself after so many changes of what it would learn from; after a run without a result it waits for as many
    /// again. Audit answers, skips and flags are no such change.
    mutating func trainWhenDue() -> [Effect] {
        guard let interval = project.labelsPerRetrain, training == .none else { return [] }
        guard progress.counts.inTraining >= Shell.fewestLabelsToTrain else { return [] }
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
        guard accept(generation) else { return [] }
        training = .none
        changesAtLastFailure = 0
        self.progress = progress
        tell(Message(words.trained(estimator), tone: .success))
        use(estimator)
        return trainWhenDue()
    }

    private mutating func use(_ estimator: EstimatorFacts?) {
        self.estimator = estimator
        announce(.estimatorChanged)
    }

    /// The figures have chosen another head for the round in use: the ranking and the matrix follow it.
    mutating func estimatorChanged(_ estimator: EstimatorFacts) {
        let known = self.estimator
        guard known?.id == estimator.id else { return }
        // Before the first training every page follows the labels by itself. Why a head is in use was not known at the first
        // frame; that alone changes no figure.
        let isTold =
            estimator.id == nil
            ? known.map { $0.head != estimator.head } ?? false
            : known.map { !$0.isSameBut(forItsReason: estimator) } ?? true
        if isTold { use(estimator) } else { self.estimator = estimator }
    }

    /// The weights that the first frame counted on are not there: another round's are in use, or none.
    mutating func estimatorLost(inUse: EstimatorFacts?, _ sentence: String) -> [Effect] {
        // What is in use comes first: a narrow terminal cuts the end.
        message = Message(words.meanwhile(inUse) + " " + sentence, tone: .error)
        if estimator != inUse { use(inUse) }
        return [.bell]
    }

    /// The estimator in use has learnt from just what a run would learn from.
    mutating func trainingUnneeded(since round: Int, _ generation: Generation) {
        guard accept(generation) else { return }
        training = .none
        message = Message(words.nothingChanged(since: round))
    }

    /// A run that brought nothing: it failed with a sentence, or was stopped.
    mutating func trainingEnded(_ generation: Generation, sentence: String?) -> [Effect] {
        guard accept(generation) else { return [] }
        training = .none
        changesAtLastFailure = progress.trainingChanges
        message = Message(sentence ?? words.trainingStopped, tone: sentence == nil ? .warning : .error)
        return sentence == nil ? [] : [.bell]
    }

    /// Why training cannot be started or stopped; nil where it can.
    func unavailabilityOfTraining(_ command: Command) -> Unavailable? {
        switch (command, training) {
        case (.retrain, .running): .trainingRuns
        case (.retrain, .none): progress.counts.inTraining < Shell.fewestLabelsToTrain ? .tooFewLabels : nil
        case (.cancelRetrain, .running(_, _, isCancelling: true)): .isStopping
        case (.cancelRetrain, .none): .noTrainingRuns
        default: nil
        }
    }

    /// Starts with the first frame, which it does not delay.
    mutating func embedWhenPossible() -> [Effect] {
        guard project.embedsImages else { return [] }
        embedding = EmbeddingProgress(done: 0, total: 0)
        return [.embed]
    }
}

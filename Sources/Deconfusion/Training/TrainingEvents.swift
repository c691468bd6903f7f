/// What a running training says.
package enum TrainingEvent: Sendable {
    case progress(TrainingProgress)
    /// The last event.
    case finished(Estimator)
}

/// A training as a stream: each element asked for is one step taken, on the executor of whoever asks.
///
/// Nothing runs between two elements, so cancelling the task stops the training within one step, and a slow reader slows it
/// down rather than filling a queue.
package struct TrainingEvents: AsyncSequence, Sendable {
    package typealias Element = TrainingEvent
    package typealias Failure = TrainingError

    fileprivate let run: TrainingRun

    package struct AsyncIterator: AsyncIteratorProtocol {
        private var run: TrainingRun?

        fileprivate init(_ run: TrainingRun) {
            self.run = run
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(TrainingError) -> TrainingEvent?
        {
            // Taken out and put back, so that the step works on the only copy of its memory.
            guard var run = self.run.take() else { return nil }
            if Task.isCancelled { throw .cancelled }
            guard !run.isFinished else { return .finished(run.estimator) }
            let progress = try run.step()
            self.run = run
            return .progress(progress)
        }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(run) }
}

extension TrainingRun {
    /// The rest of the run as a stream: `for try await event in run.events { … }`.
    package var events: TrainingEvents { TrainingEvents(run: self) }

    /// Takes all steps that are left and returns the trained estimator; stops within one step when the task is cancelled.
    package consuming func finish(
        progress: (TrainingProgress) -> Void = { _ in }
    ) throws(TrainingError) -> Estimator {
        while !isFinished {
            if Task.isCancelled { throw .cancelled }
            progress(try step())
        }
        return estimator
    }
}

/// Why an estimator cannot be trained, or stopped early.
package enum TrainingError: Error, Sendable, Equatable {
    /// BatchNorm has no statistics of fewer than two images: the visible state "not trained yet".
    case tooFewImages(found: Int)
    /// One class alone cannot be told from others: the visible state "not trained yet".
    case tooFewClasses(found: Int)
    /// A loss was not a number: features or logits hold values that no image gives.
    case diverged(step: Int)
    /// The task was cancelled; nothing was kept.
    case cancelled
}

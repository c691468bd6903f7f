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

/// Whether a training run is under way.
package enum Training: Sendable, Equatable {
    case none
    /// `fraction` in [0, 1]; `isCancelling` once the person has asked to stop.
    case running(Generation, fraction: Float, isCancelling: Bool)
}

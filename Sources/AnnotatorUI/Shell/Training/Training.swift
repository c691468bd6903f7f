package import Evaluation
package import ProjectModel

/// The estimator in use; its head and mode are named wherever a figure is shown.
package struct EstimatorFacts: Sendable, Equatable {
    package var id: EstimatorID
    /// Counts from 1.
    package var round: Int
    /// The name of the head in use, such as `icd` or `icd+kernel-ridge`.
    package var head: String
    package var mode: FeatureMode
    package var labelCount: Int
    /// Wall-clock seconds of the run; nil for a round of an earlier session.
    package var seconds: Double?
    /// False while the prior of the tempering weighs more than the labels.
    package var isCalibrated: Bool
    /// Why this head is in use; nil until it is known.
    package var reason: HeadChoice.Reason?

    package init(
        id: EstimatorID, round: Int, head: String, mode: FeatureMode, labelCount: Int, seconds: Double?,
        isCalibrated: Bool, reason: HeadChoice.Reason? = nil
    ) {
        self.id = id
        self.round = round
        self.head = head
        self.mode = mode
        self.labelCount = labelCount
        self.seconds = seconds
        self.isCalibrated = isCalibrated
        self.reason = reason
    }
}

/// Whether a training run is under way.
package enum Training: Sendable, Equatable {
    case none
    /// `fraction` in [0, 1]; `isCancelling` once the person has asked to stop.
    case running(Generation, fraction: Float, isCancelling: Bool)
}

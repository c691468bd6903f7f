package import Evaluation
package import ProjectModel

/// What is in use; its head and mode are named wherever a figure is shown.
package struct EstimatorFacts: Sendable, Equatable {
    /// The estimator; nil before the first training, while the pool itself teaches.
    package var id: EstimatorID?
    /// Which head is in use, and why.
    package var choice: HeadChoice
    /// How the estimator was fed; nil where there is none.
    package var mode: FeatureMode?
    package var labelCount: Int
    /// Wall-clock seconds of the run; nil for a round of an earlier session.
    package var seconds: Double?
    /// False while the prior of the tempering weighs more than the labels.
    package var isCalibrated: Bool

    package init(
        id: EstimatorID?, choice: HeadChoice, mode: FeatureMode?, labelCount: Int, seconds: Double? = nil,
        isCalibrated: Bool
    ) {
        self.id = id
        self.choice = choice
        self.mode = mode
        self.labelCount = labelCount
        self.seconds = seconds
        self.isCalibrated = isCalibrated
    }
}

extension EstimatorFacts {
    /// Counts from 1; nil before the first training.
    package var round: Int? { id.map { Int($0.rawValue) } }
    package var head: Head { choice.head }
    package var reason: HeadChoice.Reason { choice.reason }

    /// Whether every figure made with one is as it is with the other: why the head is in use may differ.
    package func isSameBut(forItsReason other: EstimatorFacts) -> Bool {
        var like = other
        if like.head == head { like.choice = choice }
        return like == self
    }
}

internal import Evaluation
package import Figures
package import ProjectStore

extension Scores {
    /// What is named beside every figure made with them.
    ///
    /// - Parameter seconds: that the run took; nil for a round of an earlier session.
    package func facts(seconds: Double? = nil) -> EstimatorFacts {
        EstimatorFacts(
            id: round.id, choice: choice, mode: round.mode, labelCount: round.labels, seconds: seconds,
            isCalibrated: heads.tempering.isCalibrated)
    }
}

extension Workbench {
    /// The same from the index alone, for a first frame that waits for no features: the weights are not opened, and what was
    /// measured stands beside the figures.
    package func recordedFacts(of round: EstimatorRound) -> EstimatorFacts {
        EstimatorFacts(
            id: round.id, choice: recordedChoice(of: round), mode: round.mode, labelCount: round.labels,
            isCalibrated: false)
    }
}

internal import Evaluation

/// What a run came to.
package struct SimulationResult: Sendable, Equatable {
    package let run: SimulationRun
    /// Images on which accuracies are counted, and how many of them plain CLIP has right, as a share.
    package let heldOut: Int
    package var zeroShotAccuracy: Double
    /// How well CLIP's own margin finds its errors; nil where it made none.
    package var marginAUROC: Double?
    /// The first without labels.
    package var rounds: [Round] = []
    package var seconds = 0.0

    package init(run: SimulationRun, heldOut: Int, zeroShotAccuracy: Double) {
        self.run = run
        self.heldOut = heldOut
        self.zeroShotAccuracy = zeroShotAccuracy
    }

    package var accuracies: [Double] { rounds.map(\.accuracy) }

    /// What was counted after so many labels.
    package struct Round: Sendable, Equatable, Codable {
        package let labels: Int
        /// On the held-out images; a share.
        package let accuracy: Double
        /// In nats, of the head at temperature 1.
        package let logLoss: Double
        /// How well 1 − p(CLIP's answer) finds CLIP's errors, by ICD where the head holds it; nil where CLIP made none.
        package var suspectedAUROC: Double?
        /// CLIP's errors within its most confused pairs, those that the head has right, and what it has newly wrong; nil where CLIP
        /// made no error.
        package var pairErrors: Int?
        package var pairsResolved: Int?
        package var pairsBroken: Int?
        /// Of the first questions by Δs, the share that asks about real errors of CLIP; nil where there is no Δs, or nobody to ask.
        package var realByDeltaS: Double?
        /// The same of CLIP's own margin.
        package var realByMargin: Double?

        package init(labels: Int, accuracy: Double, logLoss: Double) {
            self.labels = labels
            self.accuracy = accuracy
            self.logLoss = logLoss
        }

        /// The share of CLIP's errors within its most confused pairs that is gone.
        package var pairsResolvedShare: Double? {
            guard let pairErrors, let pairsResolved else { return nil }
            return Double(pairsResolved) / Double(pairErrors)
        }

        mutating func count(_ outcome: ConfusablePairs.Outcome?) {
            pairErrors = outcome?.errors
            pairsResolved = outcome?.resolved
            pairsBroken = outcome?.broken
        }
    }
}

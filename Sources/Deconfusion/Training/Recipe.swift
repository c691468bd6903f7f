/// How long and how fast an estimator learns.
package struct Recipe: Sendable, Hashable, Codable {
    /// What decides the number of steps.
    package enum Length: Sendable, Hashable, Codable {
        /// Times over all images.
        case epochs(Int)
        /// Steps for each label of the smallest class, kept within bounds.
        case perLabel(Int, within: ClosedRange<Int>)
        case steps(Int)
    }

    package let name: String
    package var learningRate: Double
    package var weightDecay: Double
    package var batchSize: Int
    package var length: Length
    /// Δs ≡ 0 before the first label; see `Estimator.init`.
    package var startsFromZeroShot: Bool
    package var lossWeights: LossWeights

    /// The published settings, to reproduce the paper's figures.
    package static let paper = Recipe(
        name: "paper", learningRate: 1e-4, weightDecay: 1e-4, batchSize: 64, length: .epochs(50),
        startsFromZeroShot: false, lossWeights: LossWeights())

    /// The interactive settings: as good after a fifth of the steps at up to four labels per class.
    package static let miwake = Recipe(
        name: "miwake", learningRate: 1e-3, weightDecay: 1e-4, batchSize: 64, length: .perLabel(25, within: 20...150),
        startsFromZeroShot: true, lossWeights: LossWeights())

    /// Fifteen steps from earlier weights equal forty from scratch; more of them drift.
    private static let warmSteps = 15

    /// The same recipe for a run that continues from an earlier round's weights.
    package var warm: Recipe {
        var warm = self
        warm.length = .steps(Self.warmSteps)
        return warm
    }

    /// The steps of a run.
    ///
    /// - Parameters:
    ///   - batches: steps per epoch.
    ///   - labelsPerClass: labels of the class that has fewest.
    package func steps(batches: Int, labelsPerClass: Int) -> Int {
        switch length {
        case .epochs(let epochs): epochs * batches
        case .perLabel(let steps, let bounds): min(max(steps * labelsPerClass, bounds.lowerBound), bounds.upperBound)
        case .steps(let steps): steps
        }
    }
}

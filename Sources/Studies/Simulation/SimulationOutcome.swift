package import ActiveLearning
package import Evaluation
package import ProjectModel

/// Everything that a simulation of one project came to, with what a reader must know about it.
package struct SimulationOutcome: Sendable {
    package let plan: SimulationPlan
    /// The most labels of every class that the key's smallest class can give.
    package let askablePerClass: Int
    /// Images of the first seed on which accuracies are counted, and that may be asked.
    package let heldOutCount: Int
    package let askableCount: Int
    /// Rows of the key whose image has no features here.
    package let unknownPaths: Int
    /// In the order of the plan: heads, then strategies, then seeds.
    package let results: [SimulationResult]
    /// Runs that were played earlier and kept.
    package let keptRuns: Int
    /// Why runs could not be kept in the cache; nil where nothing stood in the way.
    package let notKept: String?

    /// Seeds in order.
    package func results(_ head: Head, _ strategy: QueryStrategy) -> [SimulationResult] {
        results.filter { $0.run.head == head && $0.run.strategy == strategy }
    }

    /// The curves of one strategy with one head, seeds in order.
    package func curves(_ head: Head, _ strategy: QueryStrategy) -> LearningCurves? {
        let own = results(head, strategy)
        guard let first = own.first else { return nil }
        return LearningCurves(labels: first.rounds.map(\.labels), accuracies: own.map(\.accuracies))
    }

    /// Mean seconds of a run.
    package func seconds(_ head: Head, _ strategy: QueryStrategy) -> Double {
        let own = results(head, strategy).map(\.seconds)
        return own.reduce(0, +) / Double(max(1, own.count))
    }

    /// How well 1 − p(CLIP's answer) finds CLIP's errors after a round, and how well CLIP's margin does; seeds without
    /// an error of CLIP left out, nil where none is left.
    package func errorDetection(
        _ head: Head, _ strategy: QueryStrategy, round: Int
    ) -> (suspected: SeedEstimate, margin: SeedEstimate, gain: SeedEstimate)? {
        let pairs = results(head, strategy).compactMap { result in
            result.rounds[round].suspectedAUROC.flatMap { suspected in result.marginAUROC.map { (suspected, $0) } }
        }
        guard !pairs.isEmpty else { return nil }
        func estimate(_ value: ((Double, Double)) -> Double) -> SeedEstimate {
            .ofMeans([pairs.map(value)])
        }
        return (estimate(\.0), estimate(\.1), estimate { $0.0 - $0.1 })
    }

    /// The mean over seeds of something that was counted after a round; seeds where there is nothing to count left out, nil where
    /// none is left.
    package func mean(
        _ head: Head, _ strategy: QueryStrategy, round: Int, _ value: (SimulationResult.Round) -> Double?
    ) -> Double? {
        let values = results(head, strategy).compactMap { value($0.rounds[round]) }
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}

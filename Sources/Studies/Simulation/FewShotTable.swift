internal import ActiveLearning
package import Evaluation
package import ProjectModel

/// What heads make of so many labels of every class, in each project and over all of them.
package struct FewShotTable: Sendable {
    /// Labels of every class, as asked for.
    package let shots: [Int]
    private let outcomes: [SimulationOutcome]

    /// - Parameter outcomes: of simulations by shots, one per project.
    package init(_ outcomes: [SimulationOutcome], shots: [Int]) {
        self.outcomes = outcomes
        self.shots = shots
    }

    /// What one head makes of one number of labels.
    package struct Cell: Sendable, Equatable {
        /// Labels that were given altogether; nil over several projects.
        package let labels: Int?
        package let accuracy: SeedEstimate
        /// Over plain CLIP on the same images, seed by seed.
        package let gain: SeedEstimate
        /// In nats, of the head at temperature 1.
        package let logLoss: Double
        /// The share of CLIP's errors within its most confused pairs that is gone, and how many images are newly wrong; nil where CLIP
        /// made no error.
        package let pairsResolved: Double?
        package let pairsBroken: Double?
        /// Of the first questions, the share that asks about real errors of CLIP; nil where there is no Δs, or nobody to ask.
        package let realByDeltaS: Double?
        package let realByMargin: Double?
    }

    /// Nil where the smallest class of the project, or of one of them, cannot give so many labels: means over some of the projects
    /// could not be compared with those over all.
    ///
    /// - Parameter project: the mean over all of them where it is nil; its interval is by bootstrap over the seeds of each.
    package func cell(_ head: Head, shots count: Int, project: Int? = nil) -> Cell? {
        let chosen = project.map { [outcomes[$0]] } ?? outcomes
        let found = chosen.compactMap { outcome in
            outcome.plan.shots?.firstIndex(of: count).map { round in
                outcome.results(head, .random).map { (result: $0, round: $0.rounds[round]) }
            }
        }
        guard found.count == chosen.count, found.allSatisfy({ !$0.isEmpty }) else { return nil }
        func estimate(_ value: ((result: SimulationResult, round: SimulationResult.Round)) -> Double?) -> SeedEstimate?
        {
            let groups = found.map { $0.compactMap(value) }
            return groups.allSatisfy { !$0.isEmpty } ? .ofMeans(groups) : nil
        }
        guard let accuracy = estimate({ $0.round.accuracy }),
            let gain = estimate({ $0.round.accuracy - $0.result.zeroShotAccuracy }),
            let logLoss = estimate({ $0.round.logLoss })
        else { return nil }
        return Cell(
            labels: found.count == 1 ? found[0].first?.round.labels : nil, accuracy: accuracy, gain: gain,
            logLoss: logLoss.value,
            pairsResolved: estimate { $0.round.pairsResolvedShare }?.value,
            pairsBroken: estimate { $0.round.pairsBroken.map(Double.init) }?.value,
            realByDeltaS: estimate { $0.round.realByDeltaS }?.value,
            realByMargin: estimate { $0.round.realByMargin }?.value)
    }

    /// Whether a project's smallest class can give so many labels.
    package func isPlayed(_ count: Int, project: Int) -> Bool { outcomes[project].plan.shots?.contains(count) == true }
}

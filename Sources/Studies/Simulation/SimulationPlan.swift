package import ActiveLearning
package import Deconfusion
package import ProjectModel
internal import Workbench

/// What is to be simulated.
package struct SimulationPlan: Sendable, Equatable {
    package var strategies: [QueryStrategy]
    package var heads: [Head]
    package var rounds: Int
    /// Labels per round.
    package var batch: Int
    /// Runs of each strategy, with the seeds 1, 2, …
    package var seeds: Int
    /// The probability that an answer is wrong, to any other class alike.
    package var errorRate: Double
    /// Labels of every class after each round, the first of them 0, as few-shot tables count them; nil where the strategies pick
    /// `batch` per round.
    package private(set) var shots: [Int]?
    /// Of the heads that are trained.
    package var recipe: Recipe
    /// What the trained heads read of an image.
    package var mode: FeatureMode

    package init(
        strategies: [QueryStrategy], heads: [Head], rounds: Int, batch: Int, seeds: Int, errorRate: Double = 0,
        recipe: Recipe, mode: FeatureMode = .pooled
    ) {
        shots = nil
        self.recipe = recipe
        self.mode = mode
        self.strategies = strategies
        self.heads = heads
        self.rounds = rounds
        self.batch = batch
        self.seeds = seeds
        self.errorRate = errorRate
    }

    /// The same number of labels of every class, drawn at random: no strategy picks, and each set holds the smaller ones.
    ///
    /// - Parameter shots: rising from 0 or more; what heads say without a label is always found out.
    package init(
        shots: [Int], heads: [Head], seeds: Int, errorRate: Double = 0, recipe: Recipe, mode: FeatureMode = .pooled
    ) {
        precondition(
            shots.allSatisfy { $0 >= 0 } && zip(shots, shots.dropFirst()).allSatisfy { $0 < $1 }, "shots rise from 0")
        let played = [0] + shots.filter { $0 > 0 }
        strategies = [.random]
        self.heads = heads
        rounds = played.count - 1
        batch = 0
        self.seeds = seeds
        self.errorRate = errorRate
        self.shots = played
        self.recipe = recipe
        self.mode = mode
    }

    /// The same without the rounds that give more labels of every class than there are.
    func limited(toShots most: Int) -> SimulationPlan {
        guard let shots else { return self }
        var limited = self
        let given = shots.filter { $0 <= most }
        limited.shots = given
        limited.rounds = given.count - 1
        return limited
    }
}

/// One inspector with one strategy, one head and one seed. Strategies of one seed see the same images held out.
package struct SimulationRun: Sendable, Hashable {
    package var strategy: QueryStrategy
    package var head: Head
    package var seed: UInt64
}

package import ActiveLearning
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
    /// Labels of every class after each round, rising, as few-shot tables count them; nil where the strategies pick `batch` per round.
    package let shots: [Int]?

    package init(
        strategies: [QueryStrategy], heads: [Head], rounds: Int, batch: Int, seeds: Int, errorRate: Double = 0
    ) {
        shots = nil
        self.strategies = strategies
        self.heads = heads
        self.rounds = rounds
        self.batch = batch
        self.seeds = seeds
        self.errorRate = errorRate
    }

    /// The same number of labels of every class, drawn at random: no strategy picks, and each set holds the smaller ones.
    ///
    /// - Parameter shots: positive and rising.
    package init(shots: [Int], heads: [Head], seeds: Int, errorRate: Double = 0) {
        precondition(!shots.isEmpty && zip([0] + shots, shots).allSatisfy { $0 < $1 }, "shots rise from 1")
        strategies = [.random]
        self.heads = heads
        rounds = shots.count
        batch = 0
        self.seeds = seeds
        self.errorRate = errorRate
        self.shots = shots
    }
}

/// One inspector with one strategy, one head and one seed. Strategies of one seed see the same images held out.
package struct SimulationRun: Sendable, Hashable {
    package var strategy: QueryStrategy
    package var head: Head
    package var seed: UInt64
}

/// What a run came to: one entry per round, the first without labels.
package struct SimulationResult: Sendable, Equatable {
    package let run: SimulationRun
    /// Images on which accuracies are counted.
    package let heldOut: Int
    package var labels: [Int] = []
    package var accuracies: [Double] = []
    /// In nats, of the head at temperature 1.
    package var logLosses: [Double] = []
    /// How well 1 − p(CLIP's answer) finds CLIP's errors, by ICD where the head holds it; nil where CLIP made none.
    package var suspectedAUROC: [Double?] = []
    /// How well CLIP's own margin finds them.
    package var marginAUROC: Double?
    package var seconds = 0.0

    package init(run: SimulationRun, heldOut: Int) {
        self.run = run
        self.heldOut = heldOut
    }
}

package import Deconfusion
internal import EstimatorFiles
internal import Evaluation
internal import Foundation
package import ProjectStore

extension Workbench {
    /// The latest estimator's scores; before the first training, and where it was trained on other classes, the pool's. Nil where the
    /// pool holds fewer than two images a class.
    ///
    /// - Parameter makesFigures: whether figures that the choice of the head needs are made where they are missing.
    package func latestScores(
        _ pool: Pool, makesFigures: Bool = true, progress: (Double) -> Void = { _ in }
    ) throws -> Scores? {
        guard let round = try usableRound() else { return try poolScores(pool) }
        let checkpoint = try checkpoint(of: round, for: pool)
        return try scores(
            of: checkpoint.estimator, checkpoint.record.recipe.lossWeights, round, on: pool, makesFigures: makesFigures,
            progress: progress)
    }

    /// What the pool itself says; nil where it holds fewer than two images a class.
    package func poolScores(_ pool: Pool) throws -> Scores? {
        guard pool.saysSomething else { return nil }
        return Scores(fromPool: pool, heads: try heads(of: nil, pool, labelledRows(pool)))
    }

    /// - Parameter makesFigures: see `latestScores`.
    package func scores(
        of estimator: Estimator, _ lossWeights: LossWeights, _ round: EstimatorRound, on pool: Pool,
        makesFigures: Bool, progress: (Double) -> Void = { _ in }
    ) throws -> Scores {
        let heads = try heads(
            of: round, pool, labelledRows(pool), makesFigures: makesFigures, progress: progress)
        return try Scores(estimator, lossWeights, round: round, on: pool, heads: heads)
    }

    /// The scores of the latest round whose weights are there and are what was written; the pool's where there is none, and where the
    /// latest was trained on other classes. What is lost costs a training, never a label.
    ///
    /// - Parameters:
    ///   - makesFigures: whether figures that the choice of the head needs are made where they are missing.
    ///   - passingOver: told of each later round that cannot be used, and why.
    package func usableScores(
        _ pool: Pool, makesFigures: Bool, passingOver: (_ round: EstimatorRound, _ reason: any Error) -> Void
    ) throws -> Scores? {
        // After a change of classes nothing is read from earlier ones, until the next training.
        guard try usableRound() != nil else { return try poolScores(pool) }
        for round in try store.estimators().suffix(ProjectStore.keptEstimators).reversed()
        where round.answers(for: classes) {
            do {
                let checkpoint = try checkpoint(of: round, for: pool)
                return try scores(
                    of: checkpoint.estimator, checkpoint.record.recipe.lossWeights, round, on: pool,
                    makesFigures: makesFigures)
            } catch  where Self.isDamage(error) {
                passingOver(round, error)
            }
        }
        return try poolScores(pool)
    }

    /// Whether the weights of a round are there and are what was written.
    func isUsable(_ round: EstimatorRound) -> Bool {
        (try? store.verifyEstimator(round.id)) != nil
    }

    /// Whether an error says that a checkpoint is lost or rotten, rather than made for something else.
    private static func isDamage(_ error: any Error) -> Bool {
        switch error {
        case StoreError.estimatorLost, StoreError.estimatorChanged: true
        case CheckpointError.file, CheckpointError.notAnEstimator, CheckpointError.badMetadata,
            CheckpointError.notFinite:
            true
        default: false
        }
    }
}

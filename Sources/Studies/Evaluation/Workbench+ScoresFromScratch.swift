internal import Deconfusion
internal import Evaluation
internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore
package import Workbench

extension Workbench {
    /// The scores of an estimator trained from scratch on the present labels: the latest round where it is that, a new one, which
    /// is not kept, where it is not. What the pool itself says where there are too few labels; nil where it says nothing.
    package func scoresFromScratch(
        _ pool: Pool, progress: (TrainingReport) -> Void
    ) throws -> (scores: Scores?, isFresh: Bool) {
        let labelled = try labelledRows(pool)
        let latest = try usableRound()
        if let latest, latest.warmStart == nil, latest.labelsHash == labelled.hash, latest.featureKey == pool.encoderKey
        {
            return (try latestScores(pool), false)
        }
        let plan = TrainingPlan(recipe: recipe, mode: latest?.mode ?? .pooled, seed: file.seed)
        let estimator: Estimator
        do {
            estimator = try train(plan, on: pool, labelled, progress: progress)
        } catch WorkbenchError.notTrained {
            return (try poolScores(pool), false)
        }
        let counts = labelled.counts(classes: classes.count)
        let round = EstimatorRound(
            id: EstimatorID(0), file: "", recipe: plan.recipe.name, mode: plan.mode, createdAt: Date(),
            labelsHash: labelled.hash, classes: zip(classes, counts).map { .init(id: $0.id, labels: $1) },
            warmStart: nil,
            steps: 0, seed: plan.seed, featureKey: pool.encoderKey)
        return (try scores(of: estimator, plan.recipe.lossWeights, round, on: pool, makesFigures: true), true)
    }
}

internal import Deconfusion
internal import EstimatorFiles
internal import ProjectModel
package import ProjectStore

extension Workbench {
    /// Whether a round learnt from just what a plan would learn from: the same labels, features, views of them and classes, by the
    /// same recipe, λ and seed. From where either started is not asked: a warm start on the same labels adds nothing but steps.
    ///
    /// A round whose weights are gone has learnt nothing that could be used.
    package func hasLearnt(
        _ plan: TrainingPlan, from labelled: LabelledRows, on pool: Pool, in round: EstimatorRound
    ) throws -> Bool {
        guard round.labelsHash == labelled.hash, round.featureKey == pool.encoderKey, round.mode == plan.mode,
            round.classes.map(\.id) == classes.map(\.id), round.recipe == plan.recipe.name, round.seed == plan.seed,
            try keptRounds(for: pool).contains(where: { $0.id == round.id })
        else { return false }
        let record = try checkpoint(of: round, for: pool).record
        guard record.recipe.lossWeights == plan.recipe.lossWeights else { return false }
        // Checkpoints that are older than views do not count them.
        return try record.viewedImages ?? 0 == trainingRows(labelled.rows, plan.mode, on: pool).viewedImages
    }
}

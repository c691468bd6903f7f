package import Deconfusion
package import EstimatorFiles
internal import Evaluation
internal import Foundation
internal import Interchange
package import ProjectModel
package import ProjectStore

/// What a training run is to be.
package struct TrainingPlan: Sendable {
    package var recipe: Recipe
    package var mode: FeatureMode
    /// The round whose weights it continues from; nil from scratch.
    package var warmStart: EstimatorRound?
    package var seed: UInt64

    package init(recipe: Recipe, mode: FeatureMode, warmStart: EstimatorRound? = nil, seed: UInt64) {
        self.recipe = recipe
        self.mode = mode
        self.warmStart = warmStart
        self.seed = seed
    }
}

/// How far a run has come.
package struct TrainingReport: Sendable, Equatable {
    package var step: Int
    package var totalSteps: Int
    package var loss: Double
    /// Labelled images of which it draws random views; the others are shown as they are.
    package var viewedImages: Int
}

extension Workbench {
    /// λ of the similarity losses as `miwake.yaml` has them.
    package var lossWeights: LossWeights {
        LossWeights(similarityMAF: Float(file.estimator.lambdaMAF), similarityICD: Float(file.estimator.lambdaICD))
    }

    /// The interactive recipe with this project's λ.
    package var recipe: Recipe {
        var recipe = Recipe.miwake
        recipe.lossWeights = lossWeights
        return recipe
    }

    /// Rounds of these features and classes whose weights are still there and sound, oldest first: those of old rounds are
    /// removed.
    package func keptRounds(for pool: Pool) throws -> [EstimatorRound] {
        try store.estimators().suffix(ProjectStore.keptEstimators).filter {
            $0.featureKey == pool.encoderKey && $0.answers(for: classes) && isUsable($0)
        }
    }

    /// An estimator is trained from scratch every so many rounds: longer warm runs drift.
    private static let roundsBetweenFreshStarts = 4

    /// The interactive plan: a warm start from the latest round; from scratch every fourth time, and where its weights are lost.
    package func interactivePlan(_ pool: Pool, latest: EstimatorRound?) -> TrainingPlan {
        let isFresh =
            latest.map {
                $0.id.rawValue % Int64(Self.roundsBetweenFreshStarts) == 0 || $0.featureKey != pool.encoderKey
                    || !isUsable($0)
            }
            ?? true
        let mode = latest?.mode ?? .pooled
        return TrainingPlan(
            recipe: isFresh ? recipe : recipe.warm, mode: mode, warmStart: isFresh ? nil : latest,
            seed: file.seed)
    }

    /// Whether a round learnt from just what a plan would learn from: the same labels, features, views of them and classes, by the
    /// same recipe, λ and seed. Where either started does not matter: a warm start on the same labels only adds steps.
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

    /// Trains on the labels outside the reserve. Stops within one step when the task is cancelled.
    package func train(
        _ plan: TrainingPlan, on pool: Pool, _ labelled: LabelledRows,
        progress: (TrainingReport) -> Void = { _ in }
    ) throws -> Estimator {
        let start: Estimator
        if let warm = plan.warmStart {
            start = try estimator(of: warm, for: pool)
        } else {
            start = Estimator(
                pool.shape, projection: pool.levels.projection, startsFromZeroShot: plan.recipe.startsFromZeroShot,
                seed: plan.seed)
        }
        return try Self.run(
            from: start, try trainingRows(labelled.rows, plan.mode, on: pool), labelled.labels, plan.recipe,
            seed: plan.seed, weights: plan.recipe.lossWeights,
            progress)
    }

    /// Trains from `start`. Stops within one step when the task is cancelled.
    ///
    /// - Parameters:
    ///   - labels: of the images of `rows`, as columns.
    ///   - weights: of the losses whose sum is reported.
    /// - Throws: `WorkbenchError.notTrained` where there are too few images or classes.
    package static func run(
        from start: Estimator, _ rows: TrainingRows, _ labels: [Int], _ recipe: Recipe, seed: UInt64,
        weights: LossWeights, _ progress: (TrainingReport) -> Void
    ) throws -> Estimator {
        let viewedImages = rows.viewedImages
        do {
            let run = try TrainingRun(
                from: start, on: rows.features, labels: labels, views: rows.views, recipe: recipe, seed: seed)
            return try run.finish { step in
                progress(
                    TrainingReport(
                        step: step.step, totalSteps: step.totalSteps, loss: step.losses.total(weights),
                        viewedImages: viewedImages))
            }
        } catch {
            switch error {
            case .tooFewImages(let found): throw WorkbenchError.notTrained(reason: .tooFewImages(found: found))
            case .tooFewClasses(let found): throw WorkbenchError.notTrained(reason: .tooFewClasses(found: found))
            case .cancelled: throw CancellationError()
            case .diverged: throw error
            }
        }
    }

    /// Writes the checkpoint, then remembers the round: a crash in between loses a file, never a label.
    package func keep(
        _ estimator: Estimator, _ plan: TrainingPlan, on pool: Pool, _ labelled: LabelledRows, steps: Int,
        viewedImages: Int
    ) throws -> EstimatorRound {
        let id = try store.nextEstimator()
        let record = TrainingRecord(
            recipe: plan.recipe, mode: plan.mode.rawValue, labelsHash: labelled.hash, labelCount: labelled.count,
            classes: classes.map(\.name), encoder: pool.encoderKey, steps: steps, seed: plan.seed,
            viewedImages: viewedImages)
        let checksum = try EstimatorCheckpoint(estimator, record).write(to: folder.estimatorFile(id))
        let counts = labelled.counts(classes: classes.count)
        let round = EstimatorRound(
            id: id, file: StoreFolder.estimatorFileName(id), recipe: plan.recipe.name, mode: plan.mode,
            createdAt: Date(),
            labelsHash: labelled.hash, classes: zip(classes, counts).map { .init(id: $0.id, labels: $1) },
            warmStart: plan.warmStart?.id, steps: steps, seed: plan.seed, featureKey: pool.encoderKey)
        try store.record(round, checksum: checksum, trainedOn: labelled.byImage(pool, classes))
        try removeOldCheckpoints(newest: id)
        return round
    }

    /// The weights of a round alone.
    package func estimator(of round: EstimatorRound, for pool: Pool) throws -> Estimator {
        try checkpoint(of: round, for: pool).estimator
    }

    /// The weights of a round with what was recorded of its training, checked against this project's classes and features.
    package func checkpoint(of round: EstimatorRound, for pool: Pool) throws -> EstimatorCheckpoint {
        try store.verifyEstimator(round.id)
        let path = folder.estimatorFile(round.id)
        // The store knows the classes by their numbers; the file has the names that they had when it was trained.
        let record = try EstimatorCheckpoint.record(path: path)
        guard round.answers(for: classes), record.labelsHash == round.labelsHash else {
            throw CheckpointError.classesDiffer(path: path, stored: record.classes, project: classes.map(\.name))
        }
        return try EstimatorCheckpoint(path: path, classes: record.classes, encoder: pool.encoderKey)
    }

    private func removeOldCheckpoints(newest: EstimatorID) throws {
        let oldest = newest.rawValue - Int64(ProjectStore.keptEstimators)
        guard oldest >= 1 else { return }
        try store.forgetTrainingSets(upTo: EstimatorID(oldest))
        // A file that is in the way costs space, nothing else.
        try? FileManager.default.removeItem(atPath: folder.estimatorFile(EstimatorID(oldest)))
    }
}

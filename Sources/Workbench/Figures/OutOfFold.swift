internal import ActiveLearning
internal import ClosedFormHeads
internal import Deconfusion
package import Evaluation
internal import Interchange
package import LinearAlgebra
package import ProjectModel

/// Every labelled image as predicted by a model that did not train on it.
package struct OutOfFold: Sendable {
    /// The labels it was made from.
    package let labelsHash: String
    package let mode: FeatureMode
    /// Rows of the pool that were scored, and their truth.
    package let rows: [Int]
    package let truth: [Int]
    /// Logits of each head, (scored, classes).
    package let logits: [Head: Matrix]
    /// Classes without a scored image although they have labels, or without labels: "not estimable".
    package let notEstimable: [Int]
    /// Labels of the classes that the folds trained on, from the smallest to the largest count over folds and classes.
    package let shotsPerFold: ClosedRange<Int>
    package let smallestClass: Int

    package func matrix(of head: Head, classCount: Int) -> ConfusionMatrix {
        ConfusionMatrix(classCount: classCount, truth: truth, predicted: logits[head]?.argmax() ?? [])
    }

    /// The head that these figures choose: the lowest log-loss of all heads from three labels a class.
    package var choice: HeadChoice {
        let losses = Head.simplestFirst.compactMap { head in
            logits[head].map { HeadChoice.Loss(head: head, logLoss: logLoss($0.softmax(), truth: truth)) }
        }
        return HeadChoice(smallestClass: smallestClass, losses: losses)
    }

    /// The temperature of a head; nil below three labels a class, where it would be a guess.
    package func temperature(of head: Head) -> Float? {
        guard smallestClass >= HeadChoice.labelsToChoose, let logits = logits[head] else { return nil }
        return fittedTemperature(logits, truth: truth)
    }
}

extension Workbench {
    /// Which labelled images stay in one fold: equal numbers for those of one group, byte-equal ones and near-duplicates.
    func foldGroups(_ pool: Pool, _ labelled: LabelledRows) -> [Int] {
        let images = labelled.rows.map { pool.images[$0] }
        return joinedGroups(
            names: images.map(\.group), contents: images.map(\.contentHash),
            embeddings: pool.embeddings.rows(labelled.rows), nearDuplicateCosine: ScoredPool.nearDuplicateCosine)
    }

    /// Trains a model a fold, from scratch, with the interactive recipe. Stops within one step when the task is cancelled.
    package func outOfFold(
        _ pool: Pool, _ labelled: LabelledRows, mode: FeatureMode, progress: (Double) -> Void = { _ in }
    ) throws -> OutOfFold {
        let groups = foldGroups(pool, labelled)
        let folds = GroupedFolds(labels: labelled.labels, groups: groups, seed: file.seed)
        guard folds.neverScored.count < labelled.count else { throw WorkbenchError.tooFewLabelsForFolds }
        var scored: [Int] = []
        var logits: [Head: [Float]] = [:]
        var shots: (least: Int, most: Int) = (.max, 0)
        for fold in 0..<folds.count {
            let heldOut = folds.heldOut(fold)
            guard !heldOut.isEmpty else { continue }
            let training = folds.training(without: fold)
            let labels = training.map { labelled.labels[$0] }
            let counts = Dictionary(grouping: labels, by: \.self).mapValues(\.count).values
            shots = (min(shots.least, counts.min() ?? 0), max(shots.most, counts.max() ?? 0))
            let start = Estimator(pool.shape, projection: pool.levels.projection, seed: file.seed)
            let model = try Self.run(
                from: start, try trainingRows(training.map { labelled.rows[$0] }, mode, on: pool), labels, recipe,
                seed: file.seed, weights: recipe.lossWeights
            ) { progress((Double(fold) + Double($0.step) / Double($0.totalSteps)) / Double(folds.count)) }
            let rows = heldOut.map { labelled.rows[$0] }
            let outputs = model.outputs(for: try pool.batch(rows, mode))
            scored += heldOut
            let fits = ClosedFormFits(pool, rows: training.map { labelled.rows[$0] }, labels: labels)
            for head in Head.allCases {
                let scores: Matrix =
                    switch head {
                    case .zeroShot: pool.zeroShot.gatheringRows(rows)
                    case .maf: outputs.maf
                    case .icd: outputs.icd
                    case .alf: outputs.alf
                    case .mean: meanOfHeads(outputs.icd, fits.logits(of: .kernelRidge, pool, rows: rows))
                    case .kernelRidge, .gaussianDiscriminant, .tipAdapter, .linearProbe:
                        fits.logits(of: head, pool, rows: rows)
                    }
                logits[head, default: []] += scores.elements
            }
        }
        let truth = scored.map { labelled.labels[$0] }
        let estimated = Set(truth)
        return OutOfFold(
            labelsHash: labelled.hash, mode: mode, rows: scored.map { labelled.rows[$0] }, truth: truth,
            logits: logits.mapValues { Matrix(rows: scored.count, columns: classes.count, elements: $0) },
            notEstimable: classes.indices.filter { !estimated.contains($0) },
            shotsPerFold: min(shots.least, shots.most)...shots.most,
            smallestClass: labelled.smallestClass(classes: classes.count))
    }
}

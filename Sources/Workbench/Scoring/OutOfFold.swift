internal import ActiveLearning
internal import Deconfusion
package import Evaluation
internal import Heads
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
        ConfusionMatrix(classCount: classCount, truth: truth, predicted: probabilities(of: head)?.argmax() ?? [])
    }

    /// Tempered by answers to other images: (scored, classes); nil where the head was not scored.
    package func probabilities(of head: Head) -> Matrix? {
        logits[head].map { crossTempered(heldOut: $0, zeroShot: zeroShot(beside: head), truth: truth) }
    }

    /// How well calibrated a head is, before and after tempering.
    package func calibration(of head: Head) -> Calibration? {
        logits[head].map { Calibration($0, zeroShot: zeroShot(beside: head), truth: truth) }
    }

    /// Fitted to all of them: for images that are not among them.
    func tempering(of head: Head) -> Tempering? { calibration(of: head)?.tempering }

    private func zeroShot(beside head: Head) -> Matrix? { head.isTemperedByZeroShot ? logits[.zeroShot] : nil }

    /// Log-losses of all heads, each tempered by answers to other images; the simplest first.
    package var losses: [HeadChoice.Loss] {
        Head.simplestFirst.compactMap { head in
            probabilities(of: head).map { HeadChoice.Loss(head: head, logLoss: logLoss($0, truth: truth)) }
        }
    }
}

extension Pool {
    /// Which images stay in one fold: equal numbers for those of one group, byte-equal ones and near-duplicates.
    package func foldGroups(_ rows: [Int]) -> [Int] {
        let images = rows.map { self.images[$0] }
        return joinedGroups(
            names: images.map(\.group), contents: images.map(\.contentHash), embeddings: embeddings.rows(rows),
            nearDuplicateCosine: ScoredPool.nearDuplicateCosine)
    }
}

extension Workbench {
    /// Trains one model per fold, from scratch, with the interactive recipe. Stops within one step when the task is cancelled.
    package func outOfFold(
        _ pool: Pool, _ labelled: LabelledRows, mode: FeatureMode, progress: (Double) -> Void = { _ in }
    ) throws -> OutOfFold {
        let groups = pool.foldGroups(labelled.rows)
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
            let answers = pool.heads(of: training.map { labelled.rows[$0] }, labels, leavesOut: false)
                .answers(
                    pool.embeddings.rows(rows), zeroShot: pool.zeroShot.gatheringRows(rows), trained: outputs.answers)
            for head in Head.all { logits[head, default: []] += answers.logits(of: head).elements }
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

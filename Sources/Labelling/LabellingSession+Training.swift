internal import Deconfusion
internal import Evaluation
internal import LinearAlgebra
internal import ProjectModel
internal import ProjectStore
internal import Synchronization
package import Workbench

extension LabellingSession {
    /// Fits the closed-form heads to the labels of this moment: milliseconds, while the next estimator is still to be trained.
    func followLabels() {
        let (scored, reviews) = state.withLock { ($0.scored, $0.reviews) }
        guard let current = scored?.scores else { return }
        let columns = Dictionary(uniqueKeysWithValues: pool.classes.enumerated().map { ($0.element.id, $0.offset) })
        var labelled: [Int: Int] = [:]
        for row in pool.images.indices where !pool.images[row].isReserve {
            if let column = reviews[row].labelledClass.flatMap({ columns[$0] }) { labelled[row] = column }
        }
        let fitted = Dictionary(
            zip(current.heads.rows, current.heads.labels), uniquingKeysWith: { first, _ in first })
        guard labelled != fitted else { return }
        let rows = labelled.keys.sorted()
        let columnsOfRows = rows.compactMap { labelled[$0] }
        // Before the first training the labels themselves say which head is in use.
        let choice = current.trained == nil ? pool.choice(before: rows.count) : nil
        let heads = current.heads.refitted(pool, rows: rows, labels: columnsOfRows, choice: choice)
        let updated = Scored(Scores(current, on: pool, heads: heads))
        state.withLock { state in
            // A newer round may be in use by now, and knows these labels.
            if state.scored?.scores.round?.id == current.round?.id { state.scored = updated }
        }
    }

    /// What a retrain came to.
    package struct Trained: Sendable {
        package var scores: Scores
        package var seconds: Double
    }

    /// Trains with the interactive recipe, scores the pool and puts the new head to use. Stops within one step when the task is
    /// cancelled; then nothing changes. Where the round in use learnt from just this, it is an error.
    package func retrain(progress: (Double) -> Void) throws -> Trained {
        let clock = ContinuousClock()
        let began = clock.now
        let labelled = try bench.labelledRows(pool)
        let plan = bench.interactivePlan(pool, latest: scores?.round)
        if let round = scores?.round, try bench.hasLearnt(plan, from: labelled, on: pool, in: round) {
            throw WorkbenchError.nothingChanged(since: round.id)
        }
        var (steps, viewedImages) = (0, 0)
        let estimator = try bench.train(plan, on: pool, labelled) { report in
            steps = report.totalSteps
            viewedImages = report.viewedImages
            progress(Double(report.step) / Double(max(1, report.totalSteps)))
        }
        let round = try bench.keep(estimator, plan, on: pool, labelled, steps: steps, viewedImages: viewedImages)
        // Five more trainings may choose the head: `chooseHead`, behind the new round.
        let scores = try bench.scores(
            of: estimator, plan.recipe.lossWeights, round, on: pool, makesFigures: false)
        let scored = Scored(scores)
        state.withLock { state in
            state.scored = scored
            state.tally.trained(on: labelled.byImage(pool, pool.classes), now: labelsInTraining(state))
        }
        return Trained(scores: scores, seconds: began.duration(to: clock.now) / .seconds(1))
    }

    private func labelsInTraining(_ state: State) -> [ImageID: ClassID] {
        var labels: [ImageID: ClassID] = [:]
        for (row, review) in state.reviews.enumerated() where !pool.images[row].isReserve {
            if let label = review.labelledClass { labels[pool.images[row].id] = label }
        }
        return labels
    }

    /// Makes the out-of-fold figures that choose the head where they are not known yet.
    /// - Returns: the scores with the new choice; nil when it was known, or when the labels have changed since.
    package func chooseHead() throws -> Scores? {
        guard let current = scores, let round = current.round, current.choice.reason == .notMeasured else { return nil }
        let heads = try bench.heads(of: round, pool, bench.labelledRows(pool))
        guard heads.choice != current.choice else { return nil }
        let updated = Scores(current, on: pool, heads: heads)
        let scored = Scored(updated)
        return state.withLock { state in
            // A newer round may be in use by now.
            guard state.scored?.scores.round?.id == round.id else { return nil }
            state.scored = scored
            return updated
        }
    }
}

package import ActiveLearning
internal import Deconfusion
package import Evaluation
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
internal import Synchronization
internal import TensorFiles
package import Workbench

/// Everything that a simulation came to, with what a reader must know about it.
package struct SimulationOutcome: Sendable {
    package let plan: SimulationPlan
    /// Images of the first seed on which accuracies are counted, and that may be asked.
    package let heldOutCount: Int
    package let askableCount: Int
    /// Rows of the key whose image has no features here.
    package let unknownPaths: Int
    /// In the order of the plan: heads, then strategies.
    package let results: [SimulationResult]

    /// The curves of one strategy with one head, seeds in order.
    package func curves(_ head: Head, _ strategy: QueryStrategy) -> LearningCurves? {
        let own = results.filter { $0.run.head == head && $0.run.strategy == strategy }
        guard let first = own.first else { return nil }
        return LearningCurves(labels: first.labels, accuracies: own.map(\.accuracies))
    }

    /// Mean seconds of a run.
    package func seconds(_ head: Head, _ strategy: QueryStrategy) -> Double {
        let own = results.filter { $0.run.head == head && $0.run.strategy == strategy }.map(\.seconds)
        return own.reduce(0, +) / Double(max(1, own.count))
    }

    /// How well 1 − p(CLIP's answer) finds CLIP's errors after a round, and how well CLIP's margin does; seeds without
    /// an error of CLIP left out, nil where none is left.
    package func errorDetection(
        _ head: Head, _ strategy: QueryStrategy, round: Int
    ) -> (suspected: SeedEstimate, margin: SeedEstimate, gain: SeedEstimate)? {
        let pairs = results.filter { $0.run.head == head && $0.run.strategy == strategy }.compactMap { result in
            result.suspectedAUROC[round].flatMap { suspected in result.marginAUROC.map { (suspected, $0) } }
        }
        guard !pairs.isEmpty else { return nil }
        func estimate(_ value: ((Double, Double)) -> Double) -> SeedEstimate {
            .bootstrapped(seeds: pairs.count, resamples: LearningCurves.defaultResamples, seed: 1) { drawn in
                drawn.reduce(0) { $0 + value(pairs[$1]) } / Double(drawn.count)
            }
        }
        return (estimate(\.0), estimate(\.1), estimate { $0.0 - $0.1 })
    }
}

extension Workbench {
    /// Plays a plan against an answer key on all processors. Runs found in `recordsFile` are not played again.
    ///
    /// - Parameters:
    ///   - split: the split of the key that is held out; nil to draw 3 of 7 of each class by seed.
    package func simulate(
        _ plan: SimulationPlan, key path: String, split: String?, pool: Pool, recordsFile: SimulationRecords.File?,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
    ) throws -> SimulationOutcome {
        var key: [(row: Int, column: Int)] = []
        var heldOut: Set<Int> = []
        var unknown = 0
        if let split { _ = try rows(ofTable: path, split: split) }
        for (row, place) in try rows(ofTable: path, split: nil, naming: pool.images) {
            guard let label = classNamed(row.className), let column = position(of: label.id) else {
                throw try unknownClass(row.className, ofTable: path, line: row.line)
            }
            guard let place else {
                unknown += 1
                continue
            }
            key.append((place, column))
            if row.split == split { heldOut.insert(place) }
        }
        guard !key.isEmpty else { throw StudyError.nothingToEvaluate(path: path) }
        let simulation = Simulation(pool, key: key, heldOut: split.map { _ in heldOut }, plan: plan, recipe: recipe)
        if let most = plan.shots?.last, most > simulation.askablePerClass {
            throw StudyError.tooFewShotsToSimulate(shots: most, images: simulation.askablePerClass)
        }
        guard plan.rounds * plan.batch <= simulation.askableCount else {
            throw StudyError.tooFewToSimulate(
                labels: plan.rounds * plan.batch, images: simulation.askableCount)
        }
        guard simulation.heldOutCount > 0 else { throw StudyError.nothingHeldOut(path: path) }
        let records = recordsFile.map {
            SimulationRecords(
                file: $0,
                facts: [
                    pool.featureKey,
                    ContentHash.of(Array(key.map { "\($0.row) \($0.column)" }.joined(separator: "\n").utf8)),
                    split ?? "", "\(plan.rounds)", "\(plan.batch)", "\(plan.errorRate)",
                ] + (plan.shots.map { ["shots \($0)"] } ?? [])
                    + (recipe.lossWeights == LossWeights()
                        ? [] : ["λ \(recipe.lossWeights.similarityMAF) \(recipe.lossWeights.similarityICD)"]))
        }
        let known = records?.read() ?? [:]
        let runs = simulation.runs
        let missing = runs.filter { known[$0] == nil }
        let fresh = try played(missing, simulation, records) { progress(runs.count - missing.count + $0, runs.count) }
        return SimulationOutcome(
            plan: plan, heldOutCount: simulation.heldOutCount, askableCount: simulation.askableCount,
            unknownPaths: unknown, results: runs.compactMap { known[$0] ?? fresh[$0] })
    }

    private func played(
        _ runs: [SimulationRun], _ simulation: Simulation, _ records: SimulationRecords?,
        progress: @escaping @Sendable (Int) -> Void
    ) throws -> [SimulationRun: SimulationResult] {
        struct Played {
            var results: [SimulationRun: SimulationResult] = [:]
            var failure: (any Error)?
        }
        let played = Mutex(Played())
        concurrently(runs.count) { piece, _ in
            guard played.withLock({ $0.failure == nil }) else { return }
            do {
                let result = try simulation.result(of: runs[piece])
                let done = try played.withLock { played in
                    played.results[result.run] = result
                    try records?.append(result)
                    return played.results.count
                }
                progress(done)
            } catch {
                played.withLock { $0.failure = error }
            }
        }
        return try played.withLock { played in
            if let failure = played.failure { throw failure }
            return played.results
        }
    }
}

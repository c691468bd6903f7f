internal import Deconfusion
internal import Interchange
internal import LinearAlgebra
internal import ProjectModel
internal import TensorFiles
package import Workbench

extension Workbench {
    /// Prepares the simulation of a plan against an answer key. Of a plan by shots only those rounds are played that the key's
    /// smallest class can give.
    ///
    /// - Parameters:
    ///   - split: the split of the key that is held out; nil to draw 3 of 7 of each class by seed.
    ///   - place: where finished runs are kept; nil for nowhere.
    ///   - isAfresh: whether runs that are kept there are played again all the same.
    /// - Throws: where the key names nobody to ask or to count on, or the mode reads tokens that are not stored.
    package func simulatedProject(
        _ plan: SimulationPlan, key path: String, split: String?, pool: Pool, keptIn place: SimulationRecords.Place?,
        isAfresh: Bool = false
    ) throws -> SimulatedProject {
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
        guard let first = key.first else { throw StudyError.nothingToEvaluate(path: path) }
        // Refused now rather than in the middle of the first run.
        _ = try pool.batch([first.row], plan.mode)
        let whole = Simulation(pool, key: key, heldOut: split.map { _ in heldOut }, plan: plan)
        let askablePerClass = whole.askablePerClass
        let playable = plan.limited(toShots: askablePerClass)
        let simulation = Simulation(pool, key: key, heldOut: split.map { _ in heldOut }, plan: playable)
        guard plan.rounds * plan.batch <= simulation.askableCount else {
            throw StudyError.tooFewToSimulate(
                labels: plan.rounds * plan.batch, images: simulation.askableCount)
        }
        guard simulation.heldOutCount > 0 else { throw StudyError.nothingHeldOut(path: path) }
        let records = place.map {
            SimulationRecords($0, facts: Self.facts(playable, key, heldOut: split.map { _ in heldOut }, pool))
        }
        let runs = Set(simulation.runs)
        let known = isAfresh ? [:] : (records?.read() ?? [:]).filter { runs.contains($0.key) }
        return SimulatedProject(
            plan: playable, askablePerClass: askablePerClass, heldOutCount: simulation.heldOutCount,
            askableCount: simulation.askableCount, unknownPaths: unknown, simulation: simulation, records: records,
            known: known)
    }

    /// Everything that the result of a run depends on beside its strategy, head and seed.
    private static func facts(
        _ plan: SimulationPlan, _ key: [(row: Int, column: Int)], heldOut: Set<Int>?, _ pool: Pool
    ) -> [String] {
        let weights = plan.recipe.lossWeights
        // Files that changed, prompts and classes change CLIP's logits, though the encoder is the same.
        let logits = pool.zeroShot.gatheringRows(key.map(\.row)).elements.withUnsafeBytes {
            FileChecksum(of: $0).sha256
        }
        let answers = key.map { "\($0.row) \($0.column) \(heldOut?.contains($0.row) == true)" }
        return [
            pool.featureKey, logits, ContentHash.of(Array(answers.joined(separator: "\n").utf8)),
            heldOut == nil ? "drawn" : "split", "\(plan.rounds)", "\(plan.batch)", "\(plan.errorRate)",
            plan.recipe.name, plan.mode.rawValue,
            "λ \(weights.similarityMAF) \(weights.similarityICD)",
        ] + (plan.shots.map { ["shots \($0)"] } ?? [])
    }
}

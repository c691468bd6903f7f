internal import ActiveLearning
internal import Deconfusion
internal import Evaluation
internal import Foundation
internal import Heads
internal import LinearAlgebra
internal import ProjectModel
package import Workbench

/// A simulated inspector who answers from a key: how fast each strategy learns, always counted on images that are never asked.
package struct Simulation: Sendable {
    private let pool: Pool
    /// Rows of the pool that the key knows, and the class of each.
    private let rows: [Int]
    private let truth: [Int]
    private let embeddings: Matrix
    private let zeroShot: Matrix
    private let plan: SimulationPlan
    /// Rows that the key's own split holds out; nil where each seed draws its own.
    private let fixedHeldOut: Set<Int>?

    /// - Parameters:
    ///   - key: row of the pool and class, as a column.
    ///   - heldOut: rows that are never asked; nil to draw 3 of 7 of each class by seed.
    package init(_ pool: Pool, key: [(row: Int, column: Int)], heldOut: Set<Int>?, plan: SimulationPlan) {
        self.pool = pool
        rows = key.map(\.row)
        truth = key.map(\.column)
        embeddings = pool.embeddings.rows(rows)
        zeroShot = pool.zeroShot.gatheringRows(rows)
        fixedHeldOut = heldOut
        self.plan = plan
    }

    /// The runs that the plan asks for, in an order that depends on nothing else.
    package var runs: [SimulationRun] {
        plan.heads.flatMap { head in
            plan.strategies.flatMap { strategy in
                (1...plan.seeds).map { SimulationRun(strategy: strategy, head: head, seed: UInt64($0)) }
            }
        }
    }

    /// The most labels that the smallest pool of a seed can give.
    package var askableCount: Int { (1...plan.seeds).map { split(UInt64($0)).count { !$0 } }.min() ?? 0 }

    /// The most labels of every class that all seeds can give.
    package var askablePerClass: Int {
        (1...plan.seeds).map { seed in
            let isHeldOut = split(UInt64(seed))
            return pool.classes.indices.map { label in
                truth.indices.count { truth[$0] == label && !isHeldOut[$0] }
            }.min() ?? 0
        }.min() ?? 0
    }

    /// The held-out images of the first seed.
    package var heldOutCount: Int { split(1).count { $0 } }

    /// Runs that are played together: those of one seed where labels are drawn at random, since all heads then get the same ones and
    /// share what is trained; each by itself where a strategy picks by what its head says.
    func together(_ runs: [SimulationRun]) -> [[SimulationRun]] {
        guard plan.shots != nil else { return runs.map { [$0] } }
        return Dictionary(grouping: runs, by: \.seed).sorted { $0.key < $1.key }.map(\.value)
    }

    /// Plays runs of one group of `together` from no labels to the last round.
    func results(of runs: [SimulationRun]) throws -> [SimulationResult] {
        guard let first = runs.first else { return [] }
        let clock = ContinuousClock()
        let began = clock.now
        let isHeldOut = split(first.seed)
        let asked = rows.indices.filter { !isHeldOut[$0] }
        let counted = rows.indices.filter { isHeldOut[$0] }
        var generator = SeededGenerator(seed: first.seed &* 0x1_0001)
        let spread = (0..<min(PoolGeometry.sampleSize, asked.count)).map {
            asked[$0 * asked.count / min(PoolGeometry.sampleSize, asked.count)]
        }
        let images = PoolImages(
            embeddings: embeddings.gatheringRows(asked), zeroShot: zeroShot.gatheringRows(asked),
            geometry: PoolGeometry(sample: embeddings.gatheringRows(spread)))
        let placeOfRow = Dictionary(uniqueKeysWithValues: asked.enumerated().map { ($0.element, $0.offset) })
        let classes = pool.classes.map(\.id)
        var reviews = [Review](repeating: .unseen, count: rows.count)
        var labelled: [(place: Int, label: Int)] = []
        let shotOrder = plan.shots == nil ? [] : drawnByClass(asked, seed: first.seed)
        let figures = HeldOutFigures(counted, truth: counted.map { truth[$0] }, zeroShot: zeroShot)
        var results = runs.map { run in
            var result = SimulationResult(
                run: run, heldOut: counted.count, zeroShotAccuracy: figures.accuracy(of: figures.plain))
            result.marginAUROC = figures.marginAUROC
            return result
        }
        for round in 0...plan.rounds {
            try Task.checkCancellation()
            let seed = first.seed &* 1_000 &+ UInt64(round)
            var trained: TrainedRound?
            var picks: [Int] = []
            for (place, run) in runs.enumerated() {
                let answers = try answers(
                    of: run.head, labelled, places: labelled.compactMap { placeOfRow[$0.place] }, in: images,
                    seed: run.seed, &trained)
                // Plain CLIP takes nothing away, and without a label the pool alone says anything.
                let hasDeltaS = run.head == .poolHead || !labelled.isEmpty && run.head != .zeroShot
                let scored = ScoredPool(
                    images: rows.map { pool.images[$0].id }, classes: classes, zeroShot: zeroShot,
                    deltaS: hasDeltaS ? answers.deltaS : nil, probabilities: answers.probabilities,
                    correctedProbabilities: hasDeltaS ? answers.corrected : nil, reviews: reviews,
                    isReserve: isHeldOut, embeddings: EmbeddingSource(embeddings),
                    estimator: EstimatorID(labelled.isEmpty ? 0 : Int64(round)))
                var counts = figures.round(
                    labels: labelled.count, answers.probabilities, corrected: answers.corrected)
                let confusions = scored.realConfusions(seed: seed) { truth[$0] }
                counts.realByDeltaS = confusions.byDeltaS?.share
                counts.realByMargin = confusions.byMargin.share
                results[place].rounds.append(counts)
                guard round < plan.rounds, plan.shots == nil else { continue }
                picks = run.strategy.picks(from: scored, count: plan.batch, seed: seed).map(\.row)
                // A strategy that runs dry, as the pairs may, is filled up by chance: every round costs the same.
                let taken = Set(picks)
                picks += QueryStrategy.random.picks(from: scored, count: scored.images.count, seed: seed).map(\.row)
                    .filter { !taken.contains($0) }.prefix(plan.batch - picks.count)
            }
            guard round < plan.rounds else { break }
            if let shots = plan.shots { picks = shotOrder.flatMap { $0[shots[round]..<shots[round + 1]] } }
            for row in picks {
                let label = Self.answer(
                    truth: truth[row], classes: classes.count, errorRate: plan.errorRate, &generator)
                labelled.append((row, label))
                reviews[row] = .labelled(classes[label])
            }
        }
        let seconds = began.duration(to: clock.now) / .seconds(1) / Double(runs.count)
        for place in results.indices { results[place].seconds = seconds }
        return results
    }

    /// What the simulated inspector says: the truth, or with the probability of an error any other class alike.
    static func answer(truth: Int, classes: Int, errorRate: Double, _ generator: inout SeededGenerator) -> Int {
        guard generator.nextUnit() < errorRate else { return truth }
        return (truth + 1 + generator.nextIndex(below: classes - 1)) % classes
    }

    /// The rows of each class, in an order drawn by seed: the first k of each are its k shots.
    private func drawnByClass(_ asked: [Int], seed: UInt64) -> [[Int]] {
        var generator = SeededGenerator(seed: seed &* 0x1_0003)
        return pool.classes.indices.map { label in generator.shuffled(asked.filter { truth[$0] == label }) }
    }

    // MARK: Heads

    private struct Answers {
        var probabilities: Matrix
        /// Of ICD where it was trained, of the head itself elsewhere.
        var corrected: Matrix
        /// Δs in logits: of ICD where it was trained, s minus what the head itself says elsewhere.
        var deltaS: Matrix
    }

    /// What an estimator that was trained on the labels of a round says; the same for all heads that read it.
    private enum TrainedRound {
        case tooFewLabels
        case outputs(TrainedAnswers, deltaS: Matrix)
    }

    /// - Parameter trained: of these labels; nil until a head first reads it.
    private func answers(
        of head: Head, _ labelled: [(place: Int, label: Int)], places: [Int], in images: PoolImages, seed: UInt64,
        _ trained: inout TrainedRound?
    ) throws -> Answers {
        func ownCorrection(_ logits: Matrix) -> Answers {
            let probabilities = logits.softmax()
            return Answers(
                probabilities: probabilities, corrected: probabilities, deltaS: zeroShot.minus(logits).centredRows())
        }
        guard !labelled.isEmpty || !head.isTrained else { return ownCorrection(zeroShot) }
        let rowsOfKey = labelled.map(\.place)
        // Every image stands for itself, and nothing is tempered: what is compared is what a head and a strategy do by themselves.
        let heads = HeadFits(
            LabelledPool(
                LabelledFeatures(
                    embeddings: embeddings.gatheringRows(rowsOfKey), zeroShot: zeroShot.gatheringRows(rowsOfKey),
                    labels: labelled.map(\.label), places: places), in: images))
        guard head.isTrained else {
            let answers = heads.answers(embeddings, zeroShot: zeroShot, trained: nil)
            var own = ownCorrection(answers.logits(of: head))
            if head == .poolHead {
                // Before any power, and whatever labels say of the answers.
                own.deltaS = answers.poolDeltaS
                own.corrected = zeroShot.minus(own.deltaS).softmax()
            }
            return own
        }
        let known = try trained ?? train(on: labelled, seed: seed)
        trained = known
        guard case .outputs(let outputs, let deltaS) = known else { return ownCorrection(zeroShot) }
        let answers = heads.answers(embeddings, zeroShot: zeroShot, trained: outputs)
        return Answers(
            probabilities: answers.logits(of: head).softmax(), corrected: outputs.icd.softmax(), deltaS: deltaS)
    }

    private func train(on labelled: [(place: Int, label: Int)], seed: UInt64) throws -> TrainedRound {
        do {
            let start = Estimator(
                pool.shape, projection: pool.levels.projection, startsFromZeroShot: plan.recipe.startsFromZeroShot,
                seed: seed)
            let features = try pool.batch(labelled.map { rows[$0.place] }, plan.mode)
            let estimator = try Workbench.run(
                from: start, TrainingRows(features: features), labelled.map(\.label), plan.recipe, seed: seed,
                weights: plan.recipe.lossWeights
            ) { _ in }
            return try outputs(of: estimator)
        } catch WorkbenchError.notTrained {
            return .tooFewLabels
        }
    }

    /// Images whose levels are in memory at once: tokens of one are megabytes.
    private static let blockRows = 512

    private func outputs(of estimator: Estimator) throws -> TrainedRound {
        var (maf, icd, alf, deltaS): ([Float], [Float], [Float], [Float]) = ([], [], [], [])
        for start in stride(from: 0, to: rows.count, by: Self.blockRows) {
            let block = Array(rows[start..<min(start + Self.blockRows, rows.count)])
            let outputs = estimator.outputs(for: try pool.batch(block, plan.mode))
            maf += outputs.maf.elements
            icd += outputs.icd.elements
            alf += outputs.alf.elements
            deltaS += outputs.deltaS.elements
        }
        func matrix(_ elements: [Float]) -> Matrix {
            Matrix(rows: rows.count, columns: pool.classes.count, elements: elements)
        }
        return .outputs(
            TrainedAnswers(maf: matrix(maf), icd: matrix(icd), alf: matrix(alf)), deltaS: matrix(deltaS))
    }

    // MARK: Splits

    /// Of each class, how many parts of seven are held out.
    private static let heldOutParts = 3
    private static let parts = 7

    /// Whether each row of the key is held out: by the key's split, or 3 of 7 of each class, drawn by seed.
    func split(_ seed: UInt64) -> [Bool] {
        if let fixedHeldOut { return rows.map(fixedHeldOut.contains) }
        var generator = SeededGenerator(seed: seed)
        var isHeldOut = [Bool](repeating: false, count: rows.count)
        let members = Dictionary(grouping: truth.indices, by: { truth[$0] })
        for label in members.keys.sorted() {
            let drawn = generator.shuffled(members[label] ?? [])
            let asked = Int((Double(drawn.count * (Self.parts - Self.heldOutParts)) / Double(Self.parts)).rounded())
            for place in drawn.dropFirst(asked) { isHeldOut[place] = true }
        }
        return isHeldOut
    }
}

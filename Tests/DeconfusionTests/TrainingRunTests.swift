import Layers
import LinearAlgebra
import Testing

@testable import Deconfusion

@Suite("A training run")
struct TrainingRunTests {
    static func run(
        _ recipe: Recipe = .miwake, seed: UInt64 = 7, from estimator: Estimator = Samples.estimator()
    ) throws -> TrainingRun {
        try TrainingRun(from: estimator, on: Samples.batch, labels: Samples.labels, recipe: recipe, seed: seed)
    }

    /// Batches of three, so that the order of the images matters.
    static var inBatches: Recipe {
        var recipe = Recipe.miwake
        recipe.batchSize = 3
        return recipe
    }

    @Test("gives the same weights for the same seed, others for another")
    func determinism() throws {
        let first = try Self.run(Self.inBatches).finish()
        #expect(try Self.run(Self.inBatches).finish() == first)
        #expect(try Self.run(Self.inBatches, seed: 8).finish() != first)
    }

    @Test("gives the same weights at full size, where all processors work on it", arguments: [1, 10])
    func determinismAtFullSize(tokens: Int) throws {
        let shape = EstimatorShape.transformer(levels: 2, width: 384, embedding: 256, classes: 5)
        let labels = (0..<20).map { $0 % 5 }
        let features = Samples.features(images: labels.count, tokens: tokens, shape, seed: 4)
        let start = Estimator(shape, projection: Samples.projection(shape, seed: 2), seed: 3)
        let trained = try (0..<2).map { _ in
            var run = try TrainingRun(from: start, on: features, labels: labels, recipe: .miwake, seed: 0)
            for _ in 0..<3 { _ = try run.step() }
            return run.estimator
        }
        #expect(trained[0] == trained[1])
        #expect(trained[0] != start)
    }

    @Test("reports every step, and the loss falls")
    func progress() throws {
        var reports: [TrainingProgress] = []
        let trained = try Self.run().finish { reports.append($0) }
        #expect(reports.map(\.step) == Array(1...50))
        #expect(reports.allSatisfy { $0.totalSteps == 50 })
        #expect(reports[49].losses.total(LossWeights()) < 0.9 * reports[0].losses.total(LossWeights()))
        #expect(trained != Samples.estimator())
    }

    @Test("as a stream ends with the same estimator")
    func stream() async throws {
        var steps = 0
        var trained: Estimator?
        for try await event in try Self.run().events {
            switch event {
            case .progress(let progress):
                steps += 1
                #expect(progress.step == steps)
            case .finished(let estimator): trained = estimator
            }
        }
        #expect(steps == 50)
        #expect(trained == (try Self.run().finish()))
    }

    @Test("stops within one step when its task is cancelled")
    func cancellation() async throws {
        let run = try Self.run()
        let task = Task {
            var steps = 0
            do throws(TrainingError) {
                for try await event in run.events {
                    guard case .progress = event else { continue }
                    steps += 1
                    if steps == 3 { withUnsafeCurrentTask { $0?.cancel() } }
                }
            } catch {
                return (steps, Optional(error))
            }
            return (steps, nil)
        }
        let (steps, error) = await task.value
        #expect(steps == 3)
        #expect(error == .cancelled)

        let direct = Task { () -> (Int, TrainingError?) in
            var steps = 0
            do throws(TrainingError) {
                _ = try run.finish { progress in
                    steps = progress.step
                    if progress.step == 2 { withUnsafeCurrentTask { $0?.cancel() } }
                }
                return (steps, nil)
            } catch {
                return (steps, error)
            }
        }
        #expect(await direct.value == (2, .cancelled))
    }

    @Test("continues from earlier weights for fifteen steps")
    func warmStart() throws {
        let earlier = try Self.run().finish()
        var run = try Self.run(.miwake.warm, from: earlier)
        #expect(run.totalSteps == 15)
        let first = try run.step()
        var fresh = try Self.run()
        #expect(first.losses.total(LossWeights()) < (try fresh.step().losses.total(LossWeights())))
    }

    @Test("is refused below two images or two classes: not trained yet")
    func refusal() throws {
        func train(_ images: [Int], _ labels: [Int]) throws(TrainingError) {
            _ = try TrainingRun(
                from: Samples.estimator(), on: Samples.batch.gathering(images), labels: labels, recipe: .miwake, seed: 0
            )
        }
        #expect(throws: TrainingError.tooFewImages(found: 0)) { try train([], []) }
        #expect(throws: TrainingError.tooFewImages(found: 1)) { try train([0], [0]) }
        #expect(throws: TrainingError.tooFewClasses(found: 1)) { try train([0, 3], [0, 0]) }
        try train([0, 1], [0, 1])
    }

    @Test("says that it diverged instead of keeping numbers that are none")
    func divergence() throws {
        var logits = Samples.batch.logits
        logits[2, 1] = .nan
        var run = try TrainingRun(
            from: Samples.estimator(), on: FeatureBatch(logits: logits, levels: Samples.batch.levels),
            labels: Samples.labels, recipe: .miwake, seed: 0)
        #expect(throws: TrainingError.diverged(step: 1)) { try run.step() }
    }

    @Test(
        "a lone last image joins the batch before it",
        arguments: [
            (2, 4, [2]), (4, 4, [4]), (5, 4, [5]), (6, 4, [4, 2]), (9, 4, [4, 5]), (65, 64, [65]),
            (130, 64, [64, 64, 2]),
        ])
    func batches(images: Int, size: Int, expected: [Int]) {
        let batches = TrainingRun.batches(Array(0..<images), size: size)
        #expect(batches.map(\.count) == expected)
        #expect(batches.flatMap { $0 } == Array(0..<images))
    }

    @Test("the estimator without labels says what zero-shot says; the paper's does not")
    func zeroStart() {
        let outputs = Samples.estimator().outputs(for: Samples.batch)
        #expect(outputs.icd == Samples.batch.logits)
        #expect(outputs.deltaS.elements.allSatisfy { $0 == 0 })
        let paper = Estimator(
            Samples.shape, projection: Samples.projection(Samples.shape, seed: 2), startsFromZeroShot: false, seed: 3)
        #expect(paper.outputs(for: Samples.batch).icd != Samples.batch.logits)
    }

    @Test("an image's outputs do not depend on its neighbours")
    func scoringInChunks() throws {
        let estimator = try Self.run().finish()
        let many = Samples.features(images: 700, tokens: 3, Samples.shape, seed: 9)
        let together = estimator.outputs(for: many)
        for image in [0, 340, 341, 342, 699] {
            let alone = estimator.outputs(for: many.gathering([image]))
            for (left, right) in zip(alone.icd.elements, together.icd[row: image]) { #expect(abs(left - right) < 1e-5) }
            #expect(abs(alone.gate[0] - together.gate[image]) < 1e-6)
        }
        #expect(estimator.outputs(for: many.gathering([])).icd.rows == 0)
    }
}

@Suite("Recipes")
struct RecipeTests {
    @Test(
        "the interactive recipe takes 25 steps per label, within 20 and 150",
        arguments: [(0, 20), (1, 25), (4, 100), (9, 150)])
    func interactive(labels: Int, steps: Int) {
        #expect(Recipe.miwake.steps(batches: 3, labelsPerClass: labels) == steps)
    }

    @Test("the paper's recipe takes fifty epochs")
    func paper() {
        #expect(Recipe.paper.steps(batches: 3, labelsPerClass: 16) == 150)
    }

    @Test("the learning rate falls along half a cosine")
    func schedule() {
        let optimizer = AdamW(learningRate: 2, weightDecay: 0, total: 4)
        #expect(optimizer.rate(at: 0) == 2)
        #expect(abs(optimizer.rate(at: 2) - 1) < 1e-12)
        #expect(abs(optimizer.rate(at: 4)) < 1e-12)
    }

    @Test("levels are mixed in proportion to their depth")
    func fusion() {
        let shape = EstimatorShape.transformer(levels: 4, width: 2, embedding: 2, classes: 2)
        #expect(shape.fusionWeights == [0.1, 0.2, 0.3, 0.4])
        #expect(EstimatorShape.transformer(levels: 1, width: 2, embedding: 2, classes: 2).fusionWeights == [1])
    }
}

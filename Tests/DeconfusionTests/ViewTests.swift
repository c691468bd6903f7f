import Layers
import LinearAlgebra
import Testing

@testable import Deconfusion

@Suite("A training run that draws views")
struct ViewTests {
    private static let images = Samples.labels.count

    /// The images with others behind them.
    private static func batch(followedBy views: FeatureBatch) -> FeatureBatch {
        func joined(_ first: Matrix, _ second: Matrix) -> Matrix {
            Matrix(
                rows: first.rows + second.rows, columns: first.columns, elements: first.elements + second.elements)
        }
        return FeatureBatch(
            logits: joined(Samples.batch.logits, views.logits),
            levels: zip(Samples.batch.levels, views.levels).map { joined($0, $1) })
    }

    private static func run(
        _ views: FeatureBatch, _ ranges: [Range<Int>], _ recipe: Recipe = .miwake, seed: UInt64 = 7
    ) throws -> TrainingRun {
        try TrainingRun(
            from: Samples.estimator(), on: batch(followedBy: views), labels: Samples.labels, views: ranges,
            recipe: recipe, seed: seed)
    }

    /// Every image has one view, the one behind it.
    private static let oneEach = (images..<2 * images).map { $0..<$0 + 1 }

    @Test("views that are the images themselves change nothing, and steps count images")
    func same() throws {
        let run = try Self.run(Samples.batch, Self.oneEach)
        #expect(run.totalSteps == (try TrainingRunTests.run().totalSteps))
        #expect(try run.finish() == TrainingRunTests.run().finish())
    }

    @Test("an image with views is never shown as it is, one without always")
    func shown() throws {
        let others = Samples.features(images: Self.images, tokens: 3, Samples.shape, seed: 9)
        let expected = try TrainingRun(
            from: Samples.estimator(), on: others, labels: Samples.labels, recipe: .miwake, seed: 7
        ).finish()
        #expect(try Self.run(others, Self.oneEach).finish() == expected)
        let none = [Range<Int>](repeating: Self.images..<Self.images, count: Self.images)
        #expect(try Self.run(others, none).finish() == TrainingRunTests.run().finish())
        // Only the first three images have views.
        let some = Self.oneEach.prefix(3) + none.dropFirst(3)
        let mixed = Self.batch(followedBy: others).gathering([7, 8, 9, 3, 4, 5, 6])
        let trained = try TrainingRun(
            from: Samples.estimator(), on: mixed, labels: Samples.labels, recipe: .miwake, seed: 7
        ).finish()
        #expect(try Self.run(others, Array(some)).finish() == trained)
    }

    @Test("of several views a step draws one, the same for the same seed", arguments: [64, 3])
    func drawn(batchSize: Int) throws {
        var recipe = Recipe.miwake
        recipe.batchSize = batchSize
        let others = Samples.features(images: 4 * Self.images, tokens: 3, Samples.shape, seed: 9)
        let four = (0..<Self.images).map { Self.images + 4 * $0..<Self.images + 4 * ($0 + 1) }
        let first = try Self.run(others, four, recipe).finish()
        #expect(try Self.run(others, four, recipe).finish() == first)
        #expect(try Self.run(others, four, recipe, seed: 8).finish() != first)
        let one = four.map { $0.lowerBound..<$0.lowerBound + 1 }
        #expect(try Self.run(others, one, recipe).finish() != first)
    }
}

import Layers
import LinearAlgebra
import Testing

@testable import Deconfusion

@Suite("Gradients agree with central differences of the loss by its definition")
struct GradientTests {
    /// Half the distance between the two losses that are compared, in double precision.
    static let distance = 1e-6
    /// How many elements of each tensor are tried.
    static let elements = 5
    /// Single precision against differences in double: far below what a wrong sign or factor does.
    static let tolerance = 2e-5

    struct Form: CustomTestStringConvertible {
        let testDescription: String
        let shape: EstimatorShape
        let projection: FrozenProjection
        let rowsPerImage: [Int]
        let seed: UInt64
        var weights = LossWeights()

        static let all = [
            Form(
                testDescription: "one level, one token, no projection",
                shape: .transformer(levels: 1, width: 9, embedding: 9, classes: 4, hidden: 16), projection: .identity,
                rowsPerImage: [1], seed: 11),
            Form(
                testDescription: "three levels, seven tokens, a projection to a wider space, other loss weights",
                shape: .transformer(levels: 3, width: 5, embedding: 13, classes: 2, hidden: 3),
                projection: Samples.projection(
                    .transformer(levels: 3, width: 5, embedding: 13, classes: 2), seed: 5),
                rowsPerImage: [7, 7, 7], seed: 12, weights: LossWeights(similarityMAF: 0.3, similarityICD: 2.5)),
            Form(
                testDescription: "two stages of a ResNet, three heads, windows of four and one",
                shape: .resNet(stages: [3, 6], embedding: 7, classes: 3),
                projection: .attentionPool(
                    Samples.attentionPool(width: 6, embedding: 7, positions: 4, heads: 3, seed: 6)),
                rowsPerImage: [16, 4], seed: 13),
        ]
    }

    @Test("at other sizes and seeds", arguments: Form.all)
    func centralDifferences(form: Form) throws {
        var generator = SeededGenerator(seed: form.seed)
        let labels = (0..<6).map { $0 % form.shape.classes }
        let features = FeatureBatch(
            logits: Samples.matrix(labels.count, form.shape.classes, &generator, scale: 3),
            levels: zip(form.shape.levelWidths, form.rowsPerImage).map { width, rows in
                Samples.matrix(labels.count * rows, width, &generator)
            })
        // A3 must not start at zero here: nothing would reach what lies before it.
        let estimator = Estimator(
            form.shape, projection: form.projection, startsFromZeroShot: false, seed: form.seed)
        var recipe = Recipe.paper
        recipe.lossWeights = form.weights
        var run = try TrainingRun(from: estimator, on: features, labels: labels, recipe: recipe, seed: 0)
        let probe = run.probe(Array(labels.indices))

        let oracle = LossOracle(
            shape: form.shape, projection: form.projection, features: features, labels: labels, weights: form.weights)
        var tensors: [String: [Double]] = [:]
        for (tensor, values) in estimator.tensors { tensors[tensor.name] = values.map(Double.init) }
        #expect(abs(probe.losses.total(form.weights) - oracle.loss(tensors)) < 1e-5)

        for (name, gradient) in probe.gradients {
            for _ in 0..<Self.elements {
                let index = generator.nextIndex(below: gradient.count)
                let center = tensors[name]?[index] ?? 0
                let losses = [center + Self.distance, center - Self.distance].map { value in
                    tensors[name]?[index] = value
                    return oracle.loss(tensors)
                }
                tensors[name]?[index] = center
                let expected = (losses[0] - losses[1]) / (2 * Self.distance)
                let found = Double(gradient[gradient.startIndex + index])
                #expect(abs(found - expected) <= Self.tolerance * max(1, abs(expected)), "\(name)[\(index)]")
            }
        }
    }
}

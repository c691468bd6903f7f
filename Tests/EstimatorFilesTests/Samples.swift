import Deconfusion
import Layers
import LinearAlgebra

/// A small estimator with the features to train and to score it.
enum Samples {
    static let shape = EstimatorShape.transformer(levels: 2, width: 8, embedding: 6, classes: 3, hidden: 10)
    private static let labels = [0, 1, 2, 0, 1, 2, 0]

    static var batch: FeatureBatch {
        var generator = SeededGenerator(seed: 1)
        return FeatureBatch(
            logits: matrix(labels.count, shape.classes, &generator),
            levels: shape.levelWidths.map { matrix(3 * labels.count, $0, &generator) })
    }

    static func estimator() -> Estimator {
        var generator = SeededGenerator(seed: 2)
        return Estimator(shape, projection: .matrix(matrix(shape.width, shape.embedding, &generator)), seed: 3)
    }

    static func trained() throws -> Estimator {
        try TrainingRun(from: estimator(), on: batch, labels: labels, recipe: .miwake, seed: 7).finish()
    }

    static func attentionPool(width: Int, embedding: Int, positions: Int, heads: Int) -> AttentionPool {
        var generator = SeededGenerator(seed: 6)
        func matrix(_ rows: Int, _ columns: Int) -> Matrix { Self.matrix(rows, columns, &generator) }
        func bias(_ count: Int) -> [Float] { matrix(1, count).elements }
        return AttentionPool(
            positional: matrix(positions + 1, width), query: matrix(width, width), key: matrix(width, width),
            value: matrix(width, width), output: matrix(embedding, width), queryBias: bias(width),
            keyBias: bias(width), valueBias: bias(width), outputBias: bias(embedding), heads: heads)
    }

    private static func matrix(_ rows: Int, _ columns: Int, _ generator: inout SeededGenerator) -> Matrix {
        Matrix(
            rows: rows, columns: columns,
            elements: (0..<rows * columns).map { _ in 2 * Float(generator.nextUnit()) - 1 })
    }
}

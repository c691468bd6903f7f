import Layers
import LinearAlgebra

@testable import Deconfusion

/// Seeded estimators and features for tests.
enum Samples {
    static func matrix(_ rows: Int, _ columns: Int, _ generator: inout SeededGenerator, scale: Double = 1) -> Matrix {
        let values = (0..<rows * columns).map { _ in Float((generator.nextUnit() * 2 - 1) * scale) }
        return Matrix(rows: rows, columns: columns, elements: values)
    }

    /// Features of a transformer, with logits about as far apart as CLIP's.
    static func features(images: Int, tokens: Int, _ shape: EstimatorShape, seed: UInt64) -> FeatureBatch {
        var generator = SeededGenerator(seed: seed)
        return FeatureBatch(
            logits: matrix(images, shape.classes, &generator, scale: 3),
            levels: shape.levelWidths.map { matrix(images * tokens, $0, &generator) })
    }

    static func projection(_ shape: EstimatorShape, seed: UInt64) -> FrozenProjection {
        var generator = SeededGenerator(seed: seed)
        return .matrix(matrix(shape.width, shape.embedding, &generator, scale: 0.5))
    }

    static func attentionPool(width: Int, embedding: Int, positions: Int, heads: Int, seed: UInt64) -> AttentionPool {
        var generator = SeededGenerator(seed: seed)
        func square() -> Matrix { matrix(width, width, &generator, scale: 0.6) }
        func bias(_ count: Int) -> [Float] { matrix(1, count, &generator, scale: 0.2).elements }
        return AttentionPool(
            positional: matrix(positions + 1, width, &generator), query: square(), key: square(), value: square(),
            output: matrix(embedding, width, &generator), queryBias: bias(width), keyBias: bias(width),
            valueBias: bias(width), outputBias: bias(embedding), heads: heads)
    }

    /// A small transformer form: 2 levels, 8 wide.
    static let shape = EstimatorShape.transformer(levels: 2, width: 8, embedding: 6, classes: 3, hidden: 10)
    static let labels = [0, 1, 2, 0, 1, 2, 0]
    static let batch = features(images: labels.count, tokens: 3, shape, seed: 1)

    static func estimator(seed: UInt64 = 3) -> Estimator {
        Estimator(shape, projection: projection(shape, seed: 2), seed: seed)
    }
}

internal import Deconfusion
internal import Layers
internal import LinearAlgebra

/// Random features with the sizes of CLIP ViT-B/32. Speed does not depend on the values.
enum Workload {
    static let width = 768
    static let embedding = 512
    static let levels = 4
    static let tokens = 50
    private static let seed: UInt64 = 1

    static func shape(classes: Int) -> EstimatorShape {
        .transformer(levels: levels, width: width, embedding: embedding, classes: classes)
    }

    static func features(images: Int, classes: Int, tokens: Int) -> FeatureBatch {
        var generator = SeededGenerator(seed: seed)
        func matrix(_ rows: Int, _ columns: Int, around mean: Float, within width: Float) -> Matrix {
            var elements = [Float](repeating: 0, count: rows * columns)
            for index in elements.indices { elements[index] = mean + width * (2 * Float(generator.nextUnit()) - 1) }
            return Matrix(rows: rows, columns: columns, elements: elements)
        }
        return FeatureBatch(
            logits: matrix(images, classes, around: 20, within: 3),
            levels: (0..<levels).map { _ in matrix(images * tokens, width, around: 0, within: 1.7) })
    }

    static func estimator(classes: Int) -> Estimator {
        var generator = SeededGenerator(seed: seed)
        let scale = 2 / Float(width).squareRoot()
        let projection = (0..<width * embedding).map { _ in (Float(generator.nextUnit()) - 0.5) * scale }
        return Estimator(
            shape(classes: classes),
            projection: .matrix(Matrix(rows: width, columns: embedding, elements: projection)),
            startsFromZeroShot: false, seed: seed)
    }

    /// Parameters that training moves.
    static func parameterCount(classes: Int) -> Int {
        estimator(classes: classes).tensors.filter { !$0.tensor.name.contains("running") }.reduce(0) {
            $0 + $1.elements.count
        }
    }

    /// Operations of one forward pass, per image, and of the products alone that a step needs.
    static func operations(classes: Int, tokens: Int) -> (scoring: Double, training: Double) {
        let maf = 2.0 * Double(levels * tokens * width * width)
        let projection = 2.0 * Double(width * embedding)
        let hidden = EstimatorShape.transformerHidden
        let heads =
            2.0
            * Double(
                embedding * (hidden + 2 * embedding) + 3 * embedding * embedding
                    + classes * (hidden + 2 * embedding) + embedding)
        // A level's input is frozen, so MAF's backward pass is one product, that of its gradient; a head's is two, and the
        // frozen projection's is one.
        return (maf + projection + heads, 2 * maf + 2 * projection + 3 * heads)
    }
}

import ActiveLearning
import LinearAlgebra
import ProjectModel

/// A small scored pool drawn by seed: `count` images of `classes` clusters, some labelled, some in the reserve.
func drawnPool(
    _ count: Int = 60, classes: Int = 4, labelled: Int = 6, reserve: Int = 5, isTrained: Bool = true, seed: UInt64 = 3
) -> ScoredPool {
    var generator = SeededGenerator(seed: seed)
    func noise() -> Float { Float(generator.nextUnit() * 2 - 1) }
    let width = 8
    var embeddings = Matrix(rows: count, columns: width)
    var zeroShot = Matrix(rows: count, columns: classes)
    var deltaS = Matrix(rows: count, columns: classes)
    for row in 0..<count {
        for column in 0..<width { embeddings[row, column] = noise() + (column == row % classes ? 1.5 : 0) }
        for column in 0..<classes {
            zeroShot[row, column] = noise() * 3
            deltaS[row, column] = noise()
        }
    }
    var corrected = zeroShot
    for index in corrected.elements.indices { corrected.elements[index] -= deltaS.elements[index] }
    let ids = (0..<classes).map { ClassID(Int64($0 + 1)) }
    return ScoredPool(
        images: (0..<count).map { ImageID(Int64($0 + 100)) }, classes: ids, zeroShot: zeroShot,
        deltaS: isTrained ? deltaS : nil, probabilities: (isTrained ? corrected : zeroShot).softmax(),
        correctedProbabilities: isTrained ? corrected.softmax() : nil,
        reviews: (0..<count).map { $0 < labelled ? .labelled(ids[$0 % classes]) : .unseen },
        isReserve: (0..<count).map { $0 >= count - reserve }, embeddings: EmbeddingSource(embeddings.normalizedRows()),
        estimator: EstimatorID(isTrained ? 1 : 0))
}

import ActiveLearning
import LinearAlgebra
import ProjectModel

/// Pools small enough to be searched exhaustively.
enum SmallPool {
    /// A pool with random logits, Δs and unit embeddings, all from the seed.
    static func random(
        images count: Int, classes: Int, width: Int = 6, isTrained: Bool = true, seed: UInt64,
        reviews: [Int: Review] = [:], reserve: Set<Int> = [], embeddings: Matrix? = nil
    ) -> ScoredPool {
        var generator = SeededGenerator(seed: seed)
        func matrix(_ columns: Int, scale: Double) -> Matrix {
            Matrix(
                rows: count, columns: columns,
                elements: (0..<count * columns).map { _ in Float((generator.nextUnit() * 2 - 1) * scale) })
        }
        let zeroShot = matrix(classes, scale: 6)
        let deltaS = matrix(classes, scale: 3)
        let drawn = matrix(width, scale: 1).normalizedRows()
        return pool(
            zeroShot: zeroShot, deltaS: isTrained ? deltaS : nil, embeddings: embeddings ?? drawn, reviews: reviews,
            reserve: reserve)
    }

    static func pool(
        zeroShot: Matrix, deltaS: Matrix?, embeddings: Matrix, reviews: [Int: Review] = [:], reserve: Set<Int> = []
    ) -> ScoredPool {
        var corrected = zeroShot
        if let deltaS {
            for index in corrected.elements.indices { corrected.elements[index] -= deltaS.elements[index] }
        }
        let probabilities = corrected.softmax()
        return ScoredPool(
            images: (0..<zeroShot.rows).map { ImageID(Int64($0)) },
            classes: (0..<zeroShot.columns).map { ClassID(Int64($0)) }, zeroShot: zeroShot, deltaS: deltaS,
            probabilities: probabilities, correctedProbabilities: deltaS == nil ? nil : probabilities,
            reviews: (0..<zeroShot.rows).map { reviews[$0] ?? .unseen },
            isReserve: (0..<zeroShot.rows).map(reserve.contains), embeddings: EmbeddingSource(embeddings),
            estimator: EstimatorID(deltaS == nil ? 0 : 1))
    }
}

/// Cosines of unit vectors, added up in the plainest way.
func cosine(_ pool: ScoredPool, _ left: Int, _ right: Int) -> Float {
    let rows = pool.embeddings.rows([left, right])
    return zip(rows[row: 0], rows[row: 1]).reduce(0) { $0 + $1.0 * $1.1 }
}

extension ConfusedPair {
    var askedRow: Int { Int(asked.image.rawValue) }
    var partnerRow: Int? { partner.map { Int($0.image.rawValue) } }
    var rows: [Int] { [askedRow] + (partnerRow.map { [$0] } ?? []) }
    /// The two classes without their order.
    var classPair: Set<ClassID> { [asked.own, asked.other] }
}

package import LinearAlgebra

/// How the images of a pool lie, without labels: what gives the closed-form heads their scale.
package struct PoolGeometry: Sendable, Equatable {
    /// The median of ‖x − x′‖² over pairs of the sample; in (0, 4] for unit vectors.
    package let medianSquaredDistance: Float
    /// The mean embedding: D values.
    package let mean: [Float]
    /// The variance of one coordinate, averaged over the D coordinates.
    package let variance: Float
    /// (tr Σ)² / tr Σ², the number of directions in which the images really differ; in [1, D].
    package let effectiveDimension: Float

    /// Images between which the median is taken: more change it by less than a hundredth.
    package static let sampleSize = 300

    /// - Parameter sample: unit embeddings, (images, D), drawn evenly from the pool.
    package init(sample: Matrix) {
        let (count, width) = (sample.rows, sample.columns)
        medianSquaredDistance = LinearAlgebra.medianSquaredDistance(sample)

        mean = sample.meanRow()
        // The Gram matrix of the centred sample has the covariance's eigenvalues: tr Σ and tr Σ² come from it.
        let centred = sample.subtracting(row: mean)
        let gram = centred.times(transposed: centred)
        var trace: Double = 0
        for row in 0..<count { trace += Double(gram[row, row]) }
        let squares = gram.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
        let spread = trace / Double(max(1, count * width))
        variance = spread > 0 ? Float(spread) : 1
        effectiveDimension = squares > 0 ? Float(trace * trace / squares) : 1
    }
}

extension Matrix {
    /// The mean of the rows; of none, zeros.
    func meanRow() -> [Float] {
        var sums = [Double](repeating: 0, count: columns)
        withRows { rows in
            sums.withUnsafeMutableBufferPointer { sums in
                for row in 0..<rows.count {
                    let values = rows[row: row]
                    for column in 0..<rows.width { sums[column] += Double(values[column]) }
                }
            }
        }
        return sums.map { Float($0 / Double(max(1, rows))) }
    }

    /// Every row minus one vector.
    func subtracting(row vector: [Float]) -> Matrix {
        var result = self
        result.subtract(row: vector)
        return result
    }

    /// In place: every row minus one vector.
    mutating func subtract(row vector: [Float]) {
        precondition(vector.count == columns, "\(vector.count) values for \(columns) columns")
        let opposite = vector.map { -$0 }
        withMutableRows { $0.add(opposite) }
    }
}

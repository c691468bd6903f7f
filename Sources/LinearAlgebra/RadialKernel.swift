internal import Glibc

/// exp(−γ‖x − x′‖²) between the rows of two sets of unit vectors, in [0, 1]: (left rows, right rows). ‖x − x′‖² = 2 − 2·cos.
package func radialKernel(_ left: Matrix, _ right: Matrix, gamma: Float) -> Matrix {
    var values = left.times(transposed: right)
    let columns = values.columns
    let rows = values.rows
    values.elements.withUnsafeMutableBufferPointer { values in
        concurrently(rows) { row, _ in
            for index in row * columns..<(row + 1) * columns {
                values[index] = exp(-gamma * max(0, 2 - 2 * values[index]))
            }
        }
    }
    return values
}

/// The median of ‖x − x′‖² over all pairs of rows, in (0, 4] for unit vectors.
///
/// Rows that are all alike, or one alone, leave no distance: then 1, for any positive scale gives the same answers.
package func medianSquaredDistance(_ unitVectors: Matrix) -> Float {
    let cosines = unitVectors.times(transposed: unitVectors)
    var distances: [Float] = []
    distances.reserveCapacity(cosines.rows * max(0, cosines.rows - 1) / 2)
    for row in 0..<cosines.rows {
        for other in 0..<row { distances.append(max(0, 2 - 2 * cosines[row, other])) }
    }
    distances.sort()
    let median = distances.isEmpty ? 0 : distances[distances.count / 2]
    return median > 0 ? median : 1
}

internal import CKernels

/// exp(−γ‖x − x′‖²) between the rows of two sets of unit vectors, in [0, 1]: (left rows, right rows). ‖x − x′‖² = 2 − 2·cos.
package func radialKernel(_ left: Matrix, _ right: Matrix, gamma: Float) -> Matrix {
    radialKernel(cosines: left.times(transposed: right), gamma: gamma)
}

/// The same from the cosines.
package func radialKernel(cosines: consuming Matrix, gamma: Float) -> Matrix {
    let columns = cosines.columns
    let rows = cosines.rows
    cosines.elements.withUnsafeMutableBufferPointer { values in
        guard let base = values.baseAddress else { return }
        concurrently(rows) { row, _ in miwake_radial_kernel(base + row * columns, columns, gamma) }
    }
    return cosines
}

/// The same into rows that somebody else keeps: (left rows, right rows), without a gap.
package func radialKernel(_ left: Rows, _ right: Rows, gamma: Float, into kernel: Rows) {
    precondition(kernel.stride == kernel.width, "rows of \(kernel.width) that are \(kernel.stride) apart")
    gemm(Operand(left), Operand(right, .transposed), into: kernel)
    concurrently(kernel.count) { row, _ in miwake_radial_kernel(kernel[row: row], kernel.width, gamma) }
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

extension Rows {
    /// In place: to the score of each labelled image's class its vote strength·exp(−sharpness·(1 − cosine)), by the calling thread
    /// alone. cosines: (rows, labelled images), replaced; self: (rows, classes).
    package func addVotes(of cosines: Rows, _ labels: ArraySlice<Int>, strength: Float, sharpness: Float) {
        precondition(stride == width && cosines.stride == cosines.width, "rows without a gap")
        precondition(cosines.count == count && cosines.width == labels.count, "a row per row, a label per cosine")
        labels.withUnsafeBufferPointer { labels in
            guard let labels = labels.baseAddress else { return }
            miwake_add_votes(cosines.base, count, cosines.width, labels, strength, sharpness, base, width)
        }
    }
}

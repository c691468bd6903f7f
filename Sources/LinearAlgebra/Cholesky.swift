internal import CKernels

/// Why a symmetric matrix has no Cholesky factor.
package enum CholeskyError: Error, Equatable {
    /// The leading minor of this order is not positive definite (or holds NaN).
    case notPositiveDefinite(order: Int)
}

/// The lower triangular L with A = L·Lᵀ, for a symmetric positive definite A.
///
/// Blocked: triangles of `blockSize` rows are small enough for loops, what lies between them are matrix products. Golub and Van
/// Loan, "Matrix computations", 2013, §4.2.6. See the decision Kernels.
package struct Cholesky: Sendable, Equatable {
    /// (n, n); zero above the diagonal.
    package let factor: Matrix

    private static let blockSize = 16
    /// Systems that are solved together, by one worker: their part of X stays in its cache.
    private static let columnsPerPiece = 128
    /// Rows below a triangle that one worker takes.
    private static let rowsPerPiece = 64

    /// Factors A; only its lower triangle is read. Traps when A is not square.
    package init(_ matrix: Matrix) throws(CholeskyError) {
        precondition(matrix.rows == matrix.columns, "a \(matrix.rows)×\(matrix.columns) matrix has no Cholesky factor")
        var lower = matrix
        let size = matrix.rows
        let failed = lower.withMutableRows { Self.factor($0) }
        if let failed { throw .notPositiveDefinite(order: failed) }
        for row in 0..<size {
            for column in row + 1..<max(size, row + 1) { lower[row, column] = 0 }
        }
        factor = lower
    }

    /// In place; the order of the first minor that is not positive definite, or nil.
    private static func factor(_ a: Rows) -> Int? {
        for block in blocks(a.count) {
            // The rows from the block on, without what the columns before it explain.
            let panel = a.rows(block.lowerBound..<a.count).columns(block)
            if block.lowerBound > 0 {
                let done = a.columns(0..<block.lowerBound)
                gemm(
                    Operand(done.rows(block.lowerBound..<a.count)), Operand(done.rows(block), .transposed), into: panel,
                    alpha: -1, beta: 1)
            }
            let failed = miwake_cholesky(panel.base, panel.stride, block.count)
            guard failed == 0 else { return block.lowerBound + failed }
            let below = panel.rows(block.count..<panel.count)
            concurrently((below.count + rowsPerPiece - 1) / rowsPerPiece) { piece, _ in
                let part = below.rows(piece * rowsPerPiece..<min(below.count, (piece + 1) * rowsPerPiece))
                miwake_solve_rows(panel.base, panel.stride, block.count, part.base, part.stride, part.count)
            }
        }
        return nil
    }

    private static func blocks(_ size: Int) -> [Range<Int>] {
        stride(from: 0, to: size, by: blockSize).map { $0..<min(size, $0 + blockSize) }
    }

    /// X with A·X = B. B: (n, k), one system per column.
    package func solve(_ right: Matrix) -> Matrix {
        solved(right) { lower, x in
            Self.forward(lower, x)
            Self.backward(lower, x)
        }
    }

    /// X with L·X = B. B: (n, k), one system per column.
    package func solveLower(_ right: Matrix) -> Matrix { solved(right, Self.forward) }

    /// X with Lᵀ·X = B. B: (n, k), one system per column.
    package func solveUpper(_ right: Matrix) -> Matrix { solved(right, Self.backward) }

    private func solved(_ right: Matrix, _ inPlace: (_ lower: Rows, _ x: Rows) -> Void) -> Matrix {
        precondition(right.rows == factor.rows, "\(right.rows) rows for a system of \(factor.rows)")
        var solution = right
        factor.withRows { lower in
            solution.withMutableRows { x in
                let pieces = (x.width + Self.columnsPerPiece - 1) / Self.columnsPerPiece
                concurrently(pieces) { piece, _ in
                    inPlace(
                        lower,
                        x.columns(piece * Self.columnsPerPiece..<min(x.width, (piece + 1) * Self.columnsPerPiece)))
                }
            }
        }
        return solution
    }

    /// L·X = B, in place.
    private static func forward(_ lower: Rows, _ x: Rows) {
        for block in blocks(lower.count) {
            let part = x.rows(block)
            if block.lowerBound > 0 {
                let done = 0..<block.lowerBound
                sequentialGemm(
                    Operand(lower.rows(block).columns(done)), Operand(x.rows(done)), into: part, alpha: -1, beta: 1)
            }
            let triangle = lower.rows(block).columns(block)
            miwake_solve_lower(triangle.base, triangle.stride, block.count, part.base, part.stride, part.width)
        }
    }

    /// Lᵀ·X = B, in place.
    private static func backward(_ lower: Rows, _ x: Rows) {
        for block in blocks(lower.count).reversed() {
            let part = x.rows(block)
            if block.upperBound < lower.count {
                let done = block.upperBound..<lower.count
                sequentialGemm(
                    Operand(lower.rows(done).columns(block), .transposed), Operand(x.rows(done)), into: part, alpha: -1,
                    beta: 1)
            }
            let triangle = lower.rows(block).columns(block)
            miwake_solve_upper(triangle.base, triangle.stride, block.count, part.base, part.stride, part.width)
        }
    }

    /// L⁻¹, (n, n); zero above the diagonal.
    package func inverseFactor() -> Matrix {
        let size = factor.rows
        var inverse = Matrix(rows: size, columns: size)
        for row in 0..<size { inverse[row, row] = 1 }
        factor.withRows { lower in
            inverse.withMutableRows { x in
                let pieces = (size + Self.columnsPerPiece - 1) / Self.columnsPerPiece
                concurrently(pieces) { piece, _ in
                    // A column of the identity is zero above its place, and so is the solution.
                    let columns = piece * Self.columnsPerPiece..<min(size, (piece + 1) * Self.columnsPerPiece)
                    let rest = columns.lowerBound..<size
                    Self.forward(lower.rows(rest).columns(rest), x.rows(rest).columns(columns))
                }
            }
        }
        return inverse
    }

    /// A⁻¹ = L⁻ᵀ·L⁻¹, exactly symmetric.
    package func inverse() -> Matrix {
        let inner = inverseFactor()
        var result = inner.transposedTimes(inner)
        for row in 0..<result.rows {
            for column in 0..<row { result[column, row] = result[row, column] }
        }
        return result
    }
}

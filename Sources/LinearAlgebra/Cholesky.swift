internal import COpenBLAS
internal import Glibc

/// Why a symmetric matrix has no Cholesky factor.
package enum CholeskyError: Error, Equatable {
    /// The leading minor of this order is not positive definite (or holds NaN).
    case notPositiveDefinite(order: Int)
}

/// The lower triangular L with A = L·Lᵀ, for a symmetric positive definite A.
package struct Cholesky: Sendable, Equatable {
    /// (n, n); zero above the diagonal.
    package let factor: Matrix

    /// Factors A; only its lower triangle is read. Traps when A is not square.
    package init(_ matrix: Matrix) throws(CholeskyError) {
        precondition(matrix.rows == matrix.columns, "a \(matrix.rows)×\(matrix.columns) matrix has no Cholesky factor")
        var lower = matrix
        let size = matrix.rows
        var order = blasint(size)
        var info: blasint = 0
        // LAPACK counts columns first: our lower triangle is its upper one.
        lower.elements.withUnsafeMutableBufferPointer { spotrf_("U", &order, $0.baseAddress, &order, &info, 1) }
        guard info == 0 || size == 0 else { throw .notPositiveDefinite(order: Int(info)) }
        for row in 0..<size {
            // OpenBLAS lets NaN through without a word.
            guard lower[row, row] > 0 else { throw .notPositiveDefinite(order: row + 1) }
            for column in row + 1..<max(size, row + 1) { lower[row, column] = 0 }
        }
        factor = lower
    }

    /// X with A·X = B. B: (n, k), one system a column.
    package func solve(_ right: Matrix) -> Matrix {
        precondition(right.rows == factor.rows, "\(right.rows) rows for a system of \(factor.rows)")
        var solution = right
        let size = blasint(factor.rows)
        let count = blasint(right.columns)
        guard size > 0, count > 0 else { return solution }
        factor.elements.withUnsafeBufferPointer { lower in
            solution.elements.withUnsafeMutableBufferPointer { x in
                for transpose in [CblasNoTrans, CblasTrans] {
                    cblas_strsm(
                        CblasRowMajor, CblasLeft, CblasLower, transpose, CblasNonUnit, size, count,
                        1, lower.baseAddress, size, x.baseAddress, count)
                }
            }
        }
        return solution
    }

    /// A⁻¹, exactly symmetric.
    package func inverse() -> Matrix {
        var result = factor
        let size = factor.rows
        var order = blasint(size)
        var info: blasint = 0
        guard size > 0 else { return result }
        result.elements.withUnsafeMutableBufferPointer { spotri_("U", &order, $0.baseAddress, &order, &info, 1) }
        precondition(info == 0, "a Cholesky factor has no zero on its diagonal")
        for row in 0..<size {
            for column in 0..<row { result[column, row] = result[row, column] }
        }
        return result
    }

    /// ln det A = 2·Σ ln Lᵢᵢ.
    package var logDeterminant: Double {
        (0..<factor.rows).reduce(0) { $0 + 2 * log(Double(factor[$1, $1])) }
    }
}

internal import COpenBLAS

/// Which way a stored row-major operand enters a product.
package enum Orientation: Sendable {
    case asStored
    case transposed
}

/// One operand of a product: row-major floats that someone else keeps alive, and how to read them.
package struct Operand {
    package let base: UnsafePointer<Float>
    /// Floats from one stored row to the next.
    package let stride: Int
    package let orientation: Orientation

    package init(_ base: UnsafePointer<Float>, stride: Int, _ orientation: Orientation = .asStored) {
        self.base = base
        self.stride = stride
        self.orientation = orientation
    }
}

/// C ← α·A·B + β·C on raw row-major storage, where A is (rows, inner) and B (inner, columns) after their orientation.
///
/// With β = 0 the old content of C is not read, so it may be uninitialised.
package func gemm(
    rows: Int, columns: Int, inner: Int,
    _ a: Operand, _ b: Operand,
    into c: UnsafeMutablePointer<Float>, stride: Int,
    alpha: Float = 1, beta: Float = 0
) {
    guard rows > 0, columns > 0 else { return }
    cblas_sgemm(
        CblasRowMajor, a.orientation.cblas, b.orientation.cblas,
        blasint(rows), blasint(columns), blasint(inner),
        alpha, a.base, blasint(a.stride), b.base, blasint(b.stride),
        beta, c, blasint(stride))
}

extension Orientation {
    fileprivate var cblas: CBLAS_TRANSPOSE {
        switch self {
        case .asStored: CblasNoTrans
        case .transposed: CblasTrans
        }
    }
}

extension Matrix {
    /// A·B: (n, k) times (k, m) is (n, m).
    package func times(_ other: Matrix) -> Matrix {
        precondition(columns == other.rows, "(\(rows), \(columns)) × (\(other.rows), \(other.columns))")
        return product(.asStored, other, .asStored, rows: rows, columns: other.columns, inner: columns)
    }

    /// A·Bᵀ: (n, k) times the transpose of (m, k) is (n, m): all scalar products of the rows of both.
    package func times(transposed other: Matrix) -> Matrix {
        precondition(columns == other.columns, "(\(rows), \(columns)) × (\(other.rows), \(other.columns))ᵀ")
        return product(.asStored, other, .transposed, rows: rows, columns: other.rows, inner: columns)
    }

    /// Aᵀ·B: the transpose of (k, n) times (k, m) is (n, m).
    package func transposedTimes(_ other: Matrix) -> Matrix {
        precondition(rows == other.rows, "(\(rows), \(columns))ᵀ × (\(other.rows), \(other.columns))")
        return product(.transposed, other, .asStored, rows: columns, columns: other.columns, inner: rows)
    }

    private func product(
        _ orientation: Orientation, _ other: Matrix, _ otherOrientation: Orientation,
        rows: Int, columns: Int, inner: Int
    ) -> Matrix {
        // BLAS wants a positive stride even for an empty operand.
        let result = [Float](unsafeUninitializedCapacity: rows * columns) { target, count in
            count = rows * columns
            guard inner > 0 else { return target.initialize(repeating: 0) }
            elements.withUnsafeBufferPointer { left in
                other.elements.withUnsafeBufferPointer { right in
                    guard let a = left.baseAddress, let b = right.baseAddress, let c = target.baseAddress else {
                        return
                    }
                    gemm(
                        rows: rows, columns: columns, inner: inner,
                        Operand(a, stride: self.columns, orientation),
                        Operand(b, stride: other.columns, otherOrientation),
                        into: c, stride: columns)
                }
            }
        }
        return Matrix(rows: rows, columns: columns, elements: result)
    }

    /// The matrix with rows and columns exchanged.
    package func transposed() -> Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for row in 0..<rows {
            for column in 0..<columns { result[column, row] = self[row, column] }
        }
        return result
    }
}

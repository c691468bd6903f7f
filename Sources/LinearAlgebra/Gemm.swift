internal import CKernels

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
/// With β = 0 the old content of C is not read, so it may be uninitialised. Runs on all processors.
package func gemm(
    rows: Int, columns: Int, inner: Int,
    _ a: Operand, _ b: Operand,
    into c: UnsafeMutablePointer<Float>, stride: Int,
    alpha: Float = 1, beta: Float = 0
) {
    // Nothing to write; dividing it among workers would not even count to nought.
    guard rows > 0, columns > 0 else { return }
    let operations = 2 * rows * columns * inner
    let pieces = min(workerCount, max(1, operations / operationsPerPiece))
    if columns >= rows {
        let width = roundedUp(columns, in: pieces)
        concurrently((columns + width - 1) / max(1, width)) { piece, _ in
            let first = piece * width
            sequentialGemm(
                rows: rows, columns: min(width, columns - first), inner: inner, a, b.skipping(columns: first),
                into: c + first, stride: stride, alpha: alpha, beta: beta)
        }
    } else {
        let height = roundedUp(rows, in: pieces)
        concurrently((rows + height - 1) / max(1, height)) { piece, _ in
            let first = piece * height
            sequentialGemm(
                rows: min(height, rows - first), columns: columns, inner: inner, a.skipping(rows: first), b,
                into: c + first * stride, stride: stride, alpha: alpha, beta: beta)
        }
    }
}

/// The same by the calling thread alone: for those who divide the work themselves.
package func sequentialGemm(
    rows: Int, columns: Int, inner: Int,
    _ a: Operand, _ b: Operand,
    into c: UnsafeMutablePointer<Float>, stride: Int,
    alpha: Float = 1, beta: Float = 0
) {
    guard rows > 0, columns > 0 else { return }
    let status = miwake_sgemm(
        a.orientation.letter, b.orientation.letter, rows, columns, inner, alpha, a.base, a.stride, b.base, b.stride,
        beta, c,
        stride)
    precondition(status == 0, "oneDNN refused a product: \(status)")
}

/// Below this a second thread costs more than it brings: about 50 µs of one processor.
private let operationsPerPiece = 4_000_000
/// Pieces end at a multiple of the kernels' own width.
private let granularity = 16

private func roundedUp(_ count: Int, in pieces: Int) -> Int {
    let size = (count + pieces - 1) / pieces
    return (size + granularity - 1) / granularity * granularity
}

extension Operand {
    /// The operand without its first rows, counted after its orientation.
    fileprivate func skipping(rows: Int) -> Operand {
        Operand(base + rows * (orientation == .asStored ? stride : 1), stride: stride, orientation)
    }

    /// The operand without its first columns, counted after its orientation.
    fileprivate func skipping(columns: Int) -> Operand {
        Operand(base + columns * (orientation == .asStored ? 1 : stride), stride: stride, orientation)
    }
}

extension Orientation {
    fileprivate var letter: CChar {
        switch self {
        case .asStored: CChar(UInt8(ascii: "N"))
        case .transposed: CChar(UInt8(ascii: "T"))
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

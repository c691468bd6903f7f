internal import CKernels

/// Which way a stored row-major operand enters a product.
package enum Orientation: Sendable {
    case asStored
    case transposed
}

/// One operand of a product: rows as they are stored, and how to read them.
package struct Operand {
    fileprivate let stored: Rows
    fileprivate let orientation: Orientation

    package init(_ stored: Rows, _ orientation: Orientation = .asStored) {
        self.stored = stored
        self.orientation = orientation
    }

    /// The size after the orientation.
    package var rows: Int { orientation == .asStored ? stored.count : stored.width }
    package var columns: Int { orientation == .asStored ? stored.width : stored.count }

    fileprivate func rows(_ range: Range<Int>) -> Operand {
        Operand(orientation == .asStored ? stored.rows(range) : stored.columns(range), orientation)
    }

    fileprivate func columns(_ range: Range<Int>) -> Operand {
        Operand(orientation == .asStored ? stored.columns(range) : stored.rows(range), orientation)
    }
}

/// C ← α·A·B + β·C, where A is (rows, inner) and B (inner, columns) after their orientation.
///
/// With β = 0 the old content of C is not read, so it may be uninitialised. Runs on all processors.
package func gemm(_ a: Operand, _ b: Operand, into c: Rows, alpha: Float = 1, beta: Float = 0) {
    // Nothing to write; dividing it among workers would not even count to nought.
    guard c.count > 0, c.width > 0 else { return }
    let operations = 2 * c.count * c.width * a.columns
    let pieces = min(workerCount, max(1, operations / operationsPerPiece))
    if c.width >= c.count {
        let width = roundedUp(c.width, in: pieces)
        concurrently((c.width + width - 1) / max(1, width)) { piece, _ in
            let columns = piece * width..<min(c.width, (piece + 1) * width)
            sequentialGemm(a, b.columns(columns), into: c.columns(columns), alpha: alpha, beta: beta)
        }
    } else {
        let height = roundedUp(c.count, in: pieces)
        concurrently((c.count + height - 1) / max(1, height)) { piece, _ in
            let rows = piece * height..<min(c.count, (piece + 1) * height)
            sequentialGemm(a.rows(rows), b, into: c.rows(rows), alpha: alpha, beta: beta)
        }
    }
}

/// The same by the calling thread alone: for those who divide the work themselves.
package func sequentialGemm(_ a: Operand, _ b: Operand, into c: Rows, alpha: Float = 1, beta: Float = 0) {
    precondition(
        a.rows == c.count && b.columns == c.width && a.columns == b.rows,
        "(\(a.rows), \(a.columns)) × (\(b.rows), \(b.columns)) into (\(c.count), \(c.width))")
    guard c.count > 0, c.width > 0 else { return }
    let status = miwake_sgemm(
        a.orientation.letter, b.orientation.letter, c.count, c.width, a.columns, alpha, a.stored.base, a.stored.stride,
        b.stored.base, b.stored.stride, beta, c.base, c.stride)
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
            guard let c = target.baseAddress else { return }
            withRows { left in
                other.withRows { right in
                    gemm(
                        Operand(left, orientation), Operand(right, otherOrientation),
                        into: Rows(c, count: rows, width: columns))
                }
            }
        }
        return Matrix(rows: rows, columns: columns, elements: result)
    }

    /// The matrix with rows and columns exchanged.
    package func transposed() -> Matrix {
        var result = Matrix.uninitialized(rows: columns, columns: rows)
        withRows { source in
            result.withMutableRows { target in
                for row in 0..<target.count {
                    for column in 0..<target.width { target[row, column] = source[column, row] }
                }
            }
        }
        return result
    }
}

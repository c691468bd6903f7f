internal import CKernels

extension Matrix {
    /// Each row as probabilities: exp(xᵢ / temperature) / Σⱼ exp(xⱼ / temperature).
    package func softmax(temperature: Float = 1) -> Matrix {
        precondition(temperature > 0, "a temperature is positive")
        var result = self
        result.withBase { miwake_softmax_rows($0, rows, columns, 1 / temperature) }
        return result
    }

    /// Each row as log-probabilities, exact also where the probability itself would round to zero.
    package func logSoftmax(temperature: Float = 1) -> Matrix {
        precondition(temperature > 0, "a temperature is positive")
        var result = self
        result.withBase { miwake_log_softmax_rows($0, rows, columns, 1 / temperature) }
        return result
    }

    /// In place: rows of unnormalised probabilities become the logarithms of their shares, none of them below `smallest` before.
    package mutating func logShares(smallest: Float) {
        withMutableRows { rows in
            concurrently((rows.count + Self.rowsPerPiece - 1) / Self.rowsPerPiece) { piece, _ in
                let first = piece * Self.rowsPerPiece
                miwake_log_shares(rows[row: first], min(Self.rowsPerPiece, rows.count - first), rows.width, smallest)
            }
        }
    }

    /// Rows that one worker takes at a time; they stay in its cache.
    private static let rowsPerPiece = 128

    /// Each row scaled to Euclidean length 1; a row of zeros stays zero.
    package func normalizedRows() -> Matrix {
        var result = self
        result.withBase { miwake_normalize_rows($0, rows, columns) }
        return result
    }

    /// Runs a kernel over the elements in place.
    private mutating func withBase(_ body: (UnsafeMutablePointer<Float>) -> Void) {
        elements.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { body(base) }
        }
    }
}

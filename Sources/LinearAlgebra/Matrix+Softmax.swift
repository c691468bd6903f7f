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

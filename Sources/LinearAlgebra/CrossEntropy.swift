internal import CKernels

/// Rows that one worker takes at a time; their scores stay in its cache.
private let rowsPerPiece = 128

extension Rows {
    /// In place: logits, one row an image, become softmax − one-hot, the slope of Σ −ln p(label) in them.
    package func crossEntropySlope(_ labels: ArraySlice<Int>) {
        precondition(stride == width && labels.count == count, "a label per row, and no gap between the rows")
        labels.withUnsafeBufferPointer { labels in
            guard let labels = labels.baseAddress else { return }
            concurrently((count + rowsPerPiece - 1) / rowsPerPiece) { piece, _ in
                let first = piece * rowsPerPiece
                miwake_cross_entropy_slope(
                    self[row: first], labels + first, min(rowsPerPiece, count - first), width)
            }
        }
    }

    /// The first two derivatives of Σ −ln p(label) along self + t·direction, at t = step. The sums are added in the order of the
    /// rows, on any number of processors.
    package func crossEntropy(
        along direction: Rows, at step: Float, _ labels: [Int]
    ) -> (slope: Double, curvature: Double) {
        precondition(stride == width && direction.stride == width, "rows without a gap")
        precondition(direction.count == count && direction.width == width && labels.count == count, "rows of one size")
        let pieces = (count + rowsPerPiece - 1) / rowsPerPiece
        let sums = [Double](unsafeUninitializedCapacity: 2 * pieces) { target, filled in
            filled = 2 * pieces
            guard let sums = target.baseAddress else { return }
            labels.withUnsafeBufferPointer { labels in
                guard let labels = labels.baseAddress else { return }
                concurrently(pieces) { piece, _ in
                    let first = piece * rowsPerPiece
                    miwake_cross_entropy_along(
                        self[row: first], direction[row: first], step, labels + first,
                        min(rowsPerPiece, count - first), width, sums + 2 * piece, sums + 2 * piece + 1)
                }
            }
        }
        var (slope, curvature) = (0.0, 0.0)
        for piece in 0..<pieces {
            slope += sums[2 * piece]
            curvature += sums[2 * piece + 1]
        }
        return (slope, curvature)
    }
}

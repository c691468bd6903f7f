internal import CKernels

extension Rows {
    /// self ← α·x·Wᵀ + β·self: what a linear layer with weights W (outputs, inputs) does to rows x.
    package func set(
        _ x: Rows, timesTransposed weights: Rows, alpha: Float = 1, plus beta: Float = 0, by workers: Workers = .all
    ) {
        forEachPiece(inner: x.width, workers) { columns in
            sequentialGemm(
                Operand(x), Operand(weights.rows(columns), .transposed), into: self.columns(columns), alpha: alpha,
                beta: beta)
        }
    }

    /// self ← α·x·W + β·self: backward through the same layer.
    package func set(
        _ x: Rows, times weights: Rows, alpha: Float = 1, plus beta: Float = 0, by workers: Workers = .all
    ) {
        forEachPiece(inner: x.width, workers) { columns in
            sequentialGemm(
                Operand(x), Operand(weights.columns(columns)), into: self.columns(columns), alpha: alpha, beta: beta)
        }
    }

    /// self ← yᵀ·x + β·self, by the calling thread alone.
    package func set(transposed y: Rows, times x: Rows, plus beta: Float = 0) {
        sequentialGemm(Operand(y, .transposed), Operand(x), into: self, beta: beta)
    }

    /// Divides the columns among the processors. The pieces depend on the sizes alone, so that a training gives the same
    /// weights on any number of processors.
    private func forEachPiece(inner: Int, _ workers: Workers, _ body: (Range<Int>) -> Void) {
        guard 2 * count * width * inner >= Self.operationsWorthDividing else { return body(0..<width) }
        workers.each((width + Self.columnsPerPiece - 1) / Self.columnsPerPiece) { piece in
            let start = piece * Self.columnsPerPiece
            body(start..<min(start + Self.columnsPerPiece, width))
        }
    }

    private static let columnsPerPiece = 256
    /// About 50 µs of one processor.
    private static let operationsWorthDividing = 4_000_000

    /// In place: every row to probabilities.
    package func softmax() {
        precondition(stride == width, "rows of \(width) that are \(stride) apart")
        miwake_softmax_rows(base, count, width, 1)
    }

    /// The scalar product of two rows.
    package func dot(_ row: Int, _ other: Int) -> Float { Float(miwake_dot(self[row: row], self[row: other], width)) }

    /// The places of a row's values above a threshold, in order, among its first ones.
    package func places(above threshold: Float, row: Int, below end: Int) -> [Int] {
        debugPrecondition(end <= width, "\(end) of \(width)")
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: end) { places in
            guard let base = places.baseAddress else { return [] }
            return Array(places.prefix(miwake_places_above(self[row: row], end, threshold, base)))
        }
    }
}

/// A view of row-major floats that somebody else keeps alive: (count, width), rows `stride` floats apart.
///
/// A view knows its bounds. Debug builds check every element, row and column that is asked for; release builds trust the caller.
package struct Rows {
    @usableFromInline package let base: UnsafeMutablePointer<Float>
    @usableFromInline package let count: Int
    @usableFromInline package let width: Int
    @usableFromInline package let stride: Int

    @inlinable
    package init(_ base: UnsafeMutablePointer<Float>, count: Int, width: Int, stride: Int? = nil) {
        self.base = base
        self.count = count
        self.width = width
        self.stride = stride ?? width
        debugPrecondition(count >= 0 && width >= 0 && self.stride >= width, "\(count) rows of \(width)")
    }

    /// Floats that are only read.
    @inlinable
    package init(_ base: UnsafePointer<Float>, count: Int, width: Int, stride: Int? = nil) {
        self.init(UnsafeMutablePointer(mutating: base), count: count, width: width, stride: stride)
    }

    @inlinable package subscript(row: Int, column: Int) -> Float {
        get {
            check(row, column)
            return base[row * stride + column]
        }
        nonmutating set {
            check(row, column)
            base[row * stride + column] = newValue
        }
    }

    @inlinable
    @inline(__always)
    func check(_ row: Int, _ column: Int) {
        debugPrecondition(
            row >= 0 && row < count && column >= 0 && column < width, "(\(row), \(column)) in (\(count), \(width))")
    }

    /// Where a row begins.
    @inlinable
    package subscript(row row: Int) -> UnsafeMutablePointer<Float> {
        debugPrecondition(row >= 0 && row < count, "row \(row) of \(count)")
        return base + row * stride
    }

    /// Some of the columns, as a view of the same floats.
    @inlinable
    package func columns(_ range: Range<Int>) -> Rows {
        debugPrecondition(range.lowerBound >= 0 && range.upperBound <= width, "columns \(range) of \(width)")
        return Rows(base + range.lowerBound, count: count, width: range.count, stride: stride)
    }

    /// Some of the rows, as a view of the same floats.
    @inlinable
    package func rows(_ range: Range<Int>) -> Rows {
        debugPrecondition(range.lowerBound >= 0 && range.upperBound <= count, "rows \(range) of \(count)")
        return Rows(base + range.lowerBound * stride, count: range.count, width: width, stride: stride)
    }

    /// Every `step`-th row from `first` on, as a view of the same floats.
    package func every(_ step: Int, from first: Int = 0) -> Rows {
        debugPrecondition(first >= 0 && first < max(1, step), "row \(first) of every \(step)")
        return Rows(
            base + first * stride, count: (count - first + step - 1) / step, width: width, stride: step * stride)
    }

    /// The same floats in rows of another width, where they follow one another without a gap.
    package func reshaped(width other: Int) -> Rows {
        precondition(stride == width && count * width % max(1, other) == 0, "\(count) × \(width) in rows of \(other)")
        return Rows(base, count: count * width / max(1, other), width: other)
    }

    /// All floats, where the rows follow one another without a gap.
    package var elements: UnsafeBufferPointer<Float> {
        precondition(stride == width, "rows of \(width) that are \(stride) apart")
        return UnsafeBufferPointer(start: base, count: count * width)
    }

    /// The floats as a value of their own, where the rows follow one another without a gap.
    package var matrix: Matrix { Matrix(rows: count, columns: width, elements: Array(elements)) }

    /// self ← other + weight·x, where no other means zero.
    package func add(_ x: Rows, weight: Float, to other: Rows?) {
        debugPrecondition(x.count == count && x.width == width, "(\(x.count), \(x.width)) for (\(count), \(width))")
        for row in 0..<count {
            let (target, source) = (base + row * stride, x.base + row * x.stride)
            if let other {
                let start = other.base + row * other.stride
                for column in 0..<width { target[column] = start[column] + weight * source[column] }
            } else {
                for column in 0..<width { target[column] = weight * source[column] }
            }
        }
    }

    /// Adds the same to every row. bias: (width).
    package func add(_ bias: [Float]) {
        debugPrecondition(bias.count == width, "\(bias.count) for a width of \(width)")
        bias.withUnsafeBufferPointer { bias in
            for row in 0..<count {
                let target = base + row * stride
                for column in 0..<width { target[column] += bias[column] }
            }
        }
    }

    /// Adds every column's sum to its total. totals: (width).
    package func addColumns(to totals: inout [Float]) {
        debugPrecondition(totals.count == width, "\(totals.count) for a width of \(width)")
        totals.withUnsafeMutableBufferPointer { totals in
            for row in 0..<count {
                let source = base + row * stride
                for column in 0..<width { totals[column] += source[column] }
            }
        }
    }

    /// The rows of the chosen images, copied into the arena in the order given.
    package func gathering(_ images: [Int], rowsPerImage: Int, _ arena: inout Arena) -> Rows {
        let gathered = arena.rows(images.count * rowsPerImage, width)
        precondition(stride == width, "rows of \(width) that are \(stride) apart")
        for (place, image) in images.enumerated() {
            let rows = rows(image * rowsPerImage..<(image + 1) * rowsPerImage)
            (gathered.base + place * rowsPerImage * width).update(from: rows.base, count: rowsPerImage * width)
        }
        return gathered
    }
}

extension Matrix {
    /// Lends the elements, unchanged, as rows.
    package func withRows<Result>(_ body: (Rows) throws -> Result) rethrows -> Result {
        try elements.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an array has an address") }
            return try body(Rows(base, count: rows, width: columns))
        }
    }

    /// Lends the elements as rows to be written.
    package mutating func withMutableRows<Result>(_ body: (Rows) throws -> Result) rethrows -> Result {
        let (rows, columns) = (rows, columns)
        return try elements.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an array has an address") }
            return try body(Rows(base, count: rows, width: columns))
        }
    }
}

/// Lends the elements of several matrices, unchanged, as rows.
package func withRows<Result>(of matrices: some Collection<Matrix>, _ body: ([Rows]) -> Result) -> Result {
    guard let first = matrices.first else { return body([]) }
    return first.withRows { rows in withRows(of: Array(matrices.dropFirst())) { body([rows] + $0) } }
}

/// Lends the elements of several matrices as rows to be written.
package func withMutableRows<Result>(of matrices: inout [Matrix], _ body: ([Rows]) -> Result) -> Result {
    func lend(_ matrices: inout [Matrix], from index: Int, _ lent: [Rows]) -> Result {
        guard index < matrices.count else { return body(lent) }
        // Taken out while it is lent, so that nothing is copied.
        var matrix = Matrix(rows: 0, columns: 0)
        swap(&matrix, &matrices[index])
        defer { swap(&matrix, &matrices[index]) }
        return matrix.withMutableRows { lend(&matrices, from: index + 1, lent + [$0]) }
    }
    return lend(&matrices, from: 0, [])
}

/// What debug builds check, even where they are optimised, and release builds take for granted: the bounds of views.
@inlinable
@inline(__always)
package func debugPrecondition(_ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String) {
    #if DEBUG
        precondition(condition(), message())
    #endif
}

internal import CKernels
internal import LinearAlgebra

/// Row-major floats inside a block that someone else owns: (count, width), rows `stride` floats apart.
struct Rows {
    let base: UnsafeMutablePointer<Float>
    let count: Int
    let width: Int
    let stride: Int

    init(_ base: UnsafeMutablePointer<Float>, count: Int, width: Int, stride: Int? = nil) {
        self.base = base
        self.count = count
        self.width = width
        self.stride = stride ?? width
    }

    subscript(row: Int, column: Int) -> Float {
        get { base[row * stride + column] }
        nonmutating set { base[row * stride + column] = newValue }
    }

    /// Some of the columns, as a view of the same floats.
    func columns(_ range: Range<Int>) -> Rows {
        Rows(base + range.lowerBound, count: count, width: range.count, stride: stride)
    }

    /// Some of the rows, as a view of the same floats.
    func rows(_ range: Range<Int>) -> Rows {
        Rows(base + range.lowerBound * stride, count: range.count, width: width, stride: stride)
    }

    /// self ← α·x·Wᵀ + β·self: what a linear layer with weights W (outputs, inputs) does to rows x.
    func set(_ x: Rows, timesTransposed weights: Rows, alpha: Float = 1, plus beta: Float = 0) {
        precondition(count == x.count && width == weights.count && x.width == weights.width)
        forEachPiece(inner: x.width) { columns in
            sequentialGemm(
                rows: count, columns: columns.count, inner: x.width, Operand(x.base, stride: x.stride),
                Operand(weights.base + columns.lowerBound * weights.stride, stride: weights.stride, .transposed),
                into: base + columns.lowerBound, stride: stride, alpha: alpha, beta: beta)
        }
    }

    /// self ← α·x·W + β·self: the way back through the same layer.
    func set(_ x: Rows, times weights: Rows, alpha: Float = 1, plus beta: Float = 0) {
        precondition(count == x.count && width == weights.width && x.width == weights.count)
        forEachPiece(inner: x.width) { columns in
            sequentialGemm(
                rows: count, columns: columns.count, inner: x.width, Operand(x.base, stride: x.stride),
                Operand(weights.base + columns.lowerBound, stride: weights.stride),
                into: base + columns.lowerBound, stride: stride, alpha: alpha, beta: beta)
        }
    }

    /// self ← following(x·B + shift), or following(self + x·B + shift) where `isAdded`, by the calling thread alone.
    func set(
        _ x: Rows, times factor: PackedFactor, isAdded: Bool = false, plus shift: UnsafePointer<Float>? = nil,
        _ following: PackedFactor.Following = .nothing
    ) {
        precondition(count == x.count && width == factor.columns && x.width == factor.inner)
        factor.product(
            x.base, stride: x.stride, rows: count, columns: 0..<width, bias: shift, into: base, stride: stride,
            following: following, isAdded: isAdded)
    }

    /// self ← yᵀ·x + β·self, by the calling thread alone.
    func set(transposed y: Rows, times x: Rows, plus beta: Float = 0) {
        precondition(count == y.width && width == x.width && x.count == y.count)
        sequentialGemm(
            rows: count, columns: width, inner: x.count, Operand(y.base, stride: y.stride, .transposed),
            Operand(x.base, stride: x.stride), into: base, stride: stride, beta: beta)
    }

    /// Divides the columns among the processors. The pieces depend on the sizes alone, so that a training gives the same
    /// weights on any number of processors.
    private func forEachPiece(inner: Int, _ body: (Range<Int>) -> Void) {
        guard 2 * count * width * inner >= Self.operationsWorthDividing else { return body(0..<width) }
        concurrently((width + Self.columnsPerPiece - 1) / Self.columnsPerPiece) { piece, _ in
            let start = piece * Self.columnsPerPiece
            body(start..<min(start + Self.columnsPerPiece, width))
        }
    }

    private static let columnsPerPiece = 256
    /// About 50 µs of one processor.
    private static let operationsWorthDividing = 4_000_000

    /// self ← other + weight·x, where no other means zero.
    func add(_ x: Rows, weight: Float, to other: Rows?) {
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

    /// The rows of the chosen images, copied into the arena in the order given.
    func gathering(_ images: [Int], rowsPerImage: Int, _ arena: inout Arena) -> Rows {
        let gathered = arena.rows(images.count * rowsPerImage, width)
        let size = rowsPerImage * width
        precondition(stride == width)
        for (place, image) in images.enumerated() {
            (gathered.base + place * size).update(from: base + image * size, count: size)
        }
        return gathered
    }

    /// All floats, where the rows follow one another without a gap.
    var elements: UnsafeBufferPointer<Float> {
        precondition(stride == width)
        return UnsafeBufferPointer(start: base, count: count * width)
    }
}

extension Matrix {
    /// Lends the elements, unchanged, as rows.
    func withRows<Result>(_ body: (Rows) -> Result) -> Result {
        elements.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an array has an address") }
            return body(Rows(UnsafeMutablePointer(mutating: base), count: rows, width: columns))
        }
    }
}

/// Lends the elements of several matrices, unchanged, as rows.
func withRows<Result>(of matrices: some Collection<Matrix>, _ body: ([Rows]) -> Result) -> Result {
    guard let first = matrices.first else { return body([]) }
    return first.withRows { rows in withRows(of: Array(matrices.dropFirst())) { body([rows] + $0) } }
}

/// Hands out consecutive rows of one block of floats: the workspace of a batch.
struct Arena {
    private let base: UnsafeMutablePointer<Float>
    private(set) var used = 0

    /// Views start on a cache line of their own.
    private static let alignment = 16

    init(_ base: UnsafeMutablePointer<Float>) {
        self.base = base
    }

    mutating func rows(_ count: Int, _ width: Int) -> Rows {
        let start = used
        used += (count * width + Self.alignment - 1) / Self.alignment * Self.alignment
        return Rows(base + start, count: count, width: width)
    }

    /// The same with a cache line between the rows: rows a power of two apart, or nearly, would all want the same few places
    /// of the first-level cache.
    mutating func spacedRows(_ count: Int, _ width: Int) -> Rows {
        let stride = (width + Self.alignment - 1) / Self.alignment * Self.alignment + Self.alignment
        let start = used
        used += count * stride
        return Rows(base + start, count: count, width: width, stride: stride)
    }

    /// The floats that `plan` would take; nothing is read or written.
    static func size(of plan: (inout Arena) -> Void) -> Int {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an allocation has an address") }
            var arena = Arena(base)
            plan(&arena)
            return arena.used
        }
    }
}

/// In place: every row to probabilities.
func softmax(_ rows: Rows) {
    precondition(rows.stride == rows.width)
    miwake_softmax_rows(rows.base, rows.count, rows.width, 1)
}

internal import CKernels

/// The right factor B of products A·B, laid out once as the kernel reads it. (inner, columns).
///
/// Worth its copy where B is used again and again, or where A has few rows: the library packs B anew in every product.
package final class PackedFactor: Sendable {
    package let inner: Int
    package let columns: Int
    /// Panel by panel: NR columns of all rows, then the next NR.
    private let storage: FloatStorage

    /// What becomes of a product's result while it is still in the cache.
    package enum Epilogue: Sendable {
        case identity
        case relu
        case gelu
        case quickGELU
    }

    /// Parts of a product end at a multiple of this.
    package static let panelWidth = Int(MIWAKE_NR)

    /// Panels that a worker packs at a time.
    private static let panelsPerPiece = 4

    /// - Parameter factor: B, (inner, columns) after its orientation.
    package convenience init(_ factor: Rows, _ orientation: Orientation = .asStored) {
        let isStored = orientation == .asStored
        let (inner, columns) = isStored ? (factor.count, factor.width) : (factor.width, factor.count)
        self.init(
            inner: inner, columns: columns,
            storage: Self.packed(factor, orientation, inner: inner, columns: columns))
    }

    /// A matrix as the right factor, perhaps after exchanging its rows and columns.
    package convenience init(_ matrix: Matrix, _ orientation: Orientation = .asStored) {
        let isStored = orientation == .asStored
        let (inner, columns) = isStored ? (matrix.rows, matrix.columns) : (matrix.columns, matrix.rows)
        // An empty matrix may have no address, and has nothing to pack.
        let storage =
            matrix.elements.isEmpty
            ? FloatStorage(count: 0)
            : matrix.withRows { Self.packed($0, orientation, inner: inner, columns: columns) }
        self.init(inner: inner, columns: columns, storage: storage)
    }

    private init(inner: Int, columns: Int, storage: FloatStorage) {
        self.inner = inner
        self.columns = columns
        self.storage = storage
    }

    private static func packed(
        _ factor: Rows, _ orientation: Orientation, inner: Int, columns: Int
    ) -> FloatStorage {
        let panels = (columns + panelWidth - 1) / panelWidth
        let storage = FloatStorage(count: inner * panels * panelWidth)
        concurrently((panels + panelsPerPiece - 1) / panelsPerPiece) { piece, _ in
            let first = piece * panelsPerPiece * panelWidth
            guard let packed = storage.floats.baseAddress else { return }
            miwake_pack_factor(
                factor.base, factor.stride, orientation == .transposed ? 1 : 0, inner, first,
                min(columns - first, panelsPerPiece * panelWidth), packed + first * inner)
        }
        return storage
    }

    /// B: (inner, columns).
    package var unpacked: Matrix {
        var matrix = Matrix(rows: inner, columns: columns)
        let floats = storage.floats
        for column in 0..<columns {
            let (panel, place) = column.quotientAndRemainder(dividingBy: Self.panelWidth)
            for row in 0..<inner { matrix[row, column] = floats[(panel * inner + row) * Self.panelWidth + place] }
        }
        return matrix
    }

    /// Some columns of C ← epilogue(A·B + bias), by the calling thread alone. An element's value does not depend on how the
    /// product is divided.
    ///
    /// - Parameters:
    ///   - a: (rows, inner).
    ///   - part: the columns wanted, all where there is none; they start at a multiple of `panelWidth`.
    ///   - bias: (columns), or nil.
    ///   - c: (rows, columns).
    ///   - isAdded: whether what C holds is added, before the epilogue.
    package func product(
        _ a: Rows, columns part: Range<Int>? = nil, bias: Floats? = nil, into c: Rows,
        epilogue: Epilogue = .identity, isAdded: Bool = false
    ) {
        let part = part ?? 0..<columns
        precondition(part.lowerBound >= 0 && part.upperBound <= columns && part.lowerBound % Self.panelWidth == 0)
        precondition(
            a.width == inner && c.width == columns && a.count == c.count && bias?.count ?? columns == columns,
            "(\(a.count), \(a.width)) × (\(inner), \(columns)) into (\(c.count), \(c.width))")
        guard let packed = storage.floats.baseAddress, a.count > 0 else { return }
        miwake_packed_product(
            a.base, a.stride, a.count, packed + part.lowerBound * inner, inner, part.count, c.base + part.lowerBound,
            c.stride, isAdded ? 1 : 0, bias.map { $0.base + part.lowerBound }, epilogue.inC)
    }
}

extension PackedFactor.Epilogue {
    fileprivate var inC: miwake_epilogue {
        switch self {
        case .identity: MIWAKE_IDENTITY
        case .relu: MIWAKE_RELU
        case .gelu: MIWAKE_GELU
        case .quickGELU: MIWAKE_QUICK_GELU
        }
    }
}

internal import CKernels

/// The right factor B of products A·B, laid out once as the kernel reads it. (inner, columns).
///
/// Worth its copy where B is used again and again, or where A has few rows: the library packs B anew in every product.
package final class PackedFactor: Sendable {
    package let inner: Int
    package let columns: Int
    /// Panel by panel: 16 columns of all rows, then the next 16.
    private let storage: FloatStorage

    /// What becomes of a product's result while it is still in the cache.
    package enum Following: Sendable {
        case nothing
        case relu
        case gelu
        case quickGELU
    }

    /// Parts of a product end at a multiple of this.
    package static let panelWidth = Int(MIWAKE_PACKED_COLUMNS)

    /// Panels that a worker packs at a time.
    private static let panelsPerPiece = 4

    /// - Parameter factor: B, (inner, columns) after its orientation.
    package convenience init(_ factor: Operand, inner: Int, columns: Int) {
        self.init(inner: inner, columns: columns, storage: Self.packed(factor, inner: inner, columns: columns))
    }

    /// A matrix as the right factor, perhaps after exchanging its rows and columns.
    package convenience init(_ matrix: Matrix, _ orientation: Orientation = .asStored) {
        let isStored = orientation == .asStored
        let (inner, columns) = isStored ? (matrix.rows, matrix.columns) : (matrix.columns, matrix.rows)
        let storage = matrix.elements.withUnsafeBufferPointer { elements in
            // An empty matrix may have no address, and has nothing to pack.
            elements.baseAddress.map {
                Self.packed(Operand($0, stride: matrix.columns, orientation), inner: inner, columns: columns)
            } ?? FloatStorage(count: 0)
        }
        self.init(inner: inner, columns: columns, storage: storage)
    }

    private init(inner: Int, columns: Int, storage: FloatStorage) {
        self.inner = inner
        self.columns = columns
        self.storage = storage
    }

    private static func packed(_ factor: Operand, inner: Int, columns: Int) -> FloatStorage {
        let panels = (columns + panelWidth - 1) / panelWidth
        let storage = FloatStorage(count: inner * panels * panelWidth)
        concurrently((panels + panelsPerPiece - 1) / panelsPerPiece) { piece, _ in
            let first = piece * panelsPerPiece * panelWidth
            guard let packed = storage.floats.baseAddress else { return }
            miwake_pack_factor(
                factor.base, factor.stride, factor.orientation == .transposed ? 1 : 0, inner, first,
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

    /// Some columns of C ← following(A·B + bias), by the calling thread alone. An element's value does not depend on how the
    /// product is divided.
    ///
    /// - Parameters:
    ///   - a: (rows, inner), `stride` floats from row to row.
    ///   - part: the columns wanted; they start at a multiple of `panelWidth`.
    ///   - bias: (columns), or nil.
    ///   - c: (rows, columns).
    ///   - isAdded: whether what C holds is added, before what follows.
    package func product(
        _ a: UnsafePointer<Float>, stride: Int, rows: Int, columns part: Range<Int>, bias: UnsafePointer<Float>? = nil,
        into c: UnsafeMutablePointer<Float>, stride strideC: Int, following: Following = .nothing, isAdded: Bool = false
    ) {
        precondition(part.lowerBound >= 0 && part.upperBound <= columns && part.lowerBound % Self.panelWidth == 0)
        guard let packed = storage.floats.baseAddress, rows > 0 else { return }
        miwake_packed_product(
            a, stride, rows, packed + part.lowerBound * inner, inner, part.count, c + part.lowerBound, strideC,
            isAdded ? 1 : 0, bias.map { $0 + part.lowerBound }, following.inC)
    }
}

extension PackedFactor.Following {
    fileprivate var inC: miwake_following {
        switch self {
        case .nothing: MIWAKE_NOTHING
        case .relu: MIWAKE_RELU
        case .gelu: MIWAKE_GELU
        case .quickGELU: MIWAKE_QUICK_GELU
        }
    }
}

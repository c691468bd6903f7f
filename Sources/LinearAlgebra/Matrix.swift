/// A dense matrix of 32-bit floats, row-major and contiguous: element (r, c) is at `r × columns + c`.
///
/// Nearly every matrix in Miwake has one row an image: logits are (images, classes), embeddings (images, D).
package struct Matrix: Sendable, Equatable {
    package let rows: Int
    package let columns: Int
    /// `rows × columns` values, row after row.
    package var elements: [Float]

    /// A matrix over existing row-major elements. Traps when the count is not `rows × columns`.
    package init(rows: Int, columns: Int, elements: [Float]) {
        precondition(rows >= 0 && columns >= 0, "a matrix cannot have a negative size")
        precondition(elements.count == rows * columns, "\(elements.count) elements for a \(rows)×\(columns) matrix")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// A matrix filled with one value.
    package init(rows: Int, columns: Int, repeating value: Float = 0) {
        self.init(rows: rows, columns: columns, elements: [Float](repeating: value, count: rows * columns))
    }

    package subscript(row: Int, column: Int) -> Float {
        get { elements[row * columns + column] }
        set { elements[row * columns + column] = newValue }
    }

    /// One row, sharing the matrix's storage.
    package subscript(row row: Int) -> ArraySlice<Float> {
        elements[row * columns..<(row + 1) * columns]
    }

    /// The chosen rows, in the order given; a row may be chosen more than once.
    package func gatheringRows(_ indices: some Collection<Int>) -> Matrix {
        var gathered: [Float] = []
        gathered.reserveCapacity(indices.count * columns)
        for index in indices { gathered.append(contentsOf: self[row: index]) }
        return Matrix(rows: indices.count, columns: columns, elements: gathered)
    }
}

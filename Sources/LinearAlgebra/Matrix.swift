/// A dense matrix of 32-bit floats, row-major and contiguous: element (r, c) is at `r × columns + c`.
///
/// Nearly every matrix in Miwake has one row per image: logits are (images, classes), embeddings (images, D).
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

    /// A matrix whose elements are still to be set: they hold anything.
    package static func uninitialized(rows: Int, columns: Int) -> Matrix {
        let elements = [Float](unsafeUninitializedCapacity: rows * columns) { $1 = $0.count }
        return Matrix(rows: rows, columns: columns, elements: elements)
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
        let places = Array(indices)
        let width = columns
        let gathered = [Float](unsafeUninitializedCapacity: places.count * width) { target, count in
            count = places.count * width
            guard let to = target.baseAddress else { return }
            elements.withUnsafeBufferPointer { source in
                guard let from = source.baseAddress else { return }
                concurrently((places.count + Self.rowsGatheredTogether - 1) / Self.rowsGatheredTogether) { piece, _ in
                    let first = piece * Self.rowsGatheredTogether
                    for place in first..<min(first + Self.rowsGatheredTogether, places.count) {
                        precondition(places[place] >= 0 && places[place] < rows, "row \(places[place]) of \(rows)")
                        (to + place * width).initialize(from: from + places[place] * width, count: width)
                    }
                }
            }
        }
        return Matrix(rows: places.count, columns: columns, elements: gathered)
    }

    /// Some 2 MB of embeddings: below it a second thread costs more than it brings.
    private static let rowsGatheredTogether = 1_024
}

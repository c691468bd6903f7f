internal import Foundation

/// The eigenvalues and eigenvectors of a symmetric matrix, the largest first: A = Σ λ_d·v_d·v_dᵀ.
///
/// Householder's reduction to three diagonals, then QL steps with implicit shifts, in double precision; Wilkinson and Reinsch,
/// "Handbook for automatic computation II: Linear algebra", 1971, II/2 and II/4. The vectors lie in rows, so that a rotation reads
/// what follows one another. About 8·n³ operations: made for a few hundred rows.
package struct SymmetricEigen: Sendable {
    /// λ, falling: n values.
    package let values: [Double]
    /// Unit eigenvectors, one per row, in the order of the values; each up to its sign: (n, n).
    package let vectors: Matrix

    /// QL steps for one eigenvalue. Two or three are usual.
    private static let mostSteps = 60

    /// Traps when A is not square; of A both triangles are read, and must be the same.
    package init(_ matrix: Matrix) {
        precondition(matrix.rows == matrix.columns, "a \(matrix.rows)×\(matrix.columns) matrix has no eigenvectors")
        let size = matrix.rows
        var work = matrix.elements.map(Double.init)
        var diagonal = [Double](repeating: 0, count: size)
        var beside = [Double](repeating: 0, count: size)
        var vectors = [Double](repeating: 0, count: size * size)
        for row in 0..<size { vectors[row * size + row] = 1 }
        work.withUnsafeMutableBufferPointer { work in
            vectors.withUnsafeMutableBufferPointer { vectors in
                guard let a = work.baseAddress, let z = vectors.baseAddress else { return }
                Self.reduce(a, size, &diagonal, &beside)
                Self.rotate(&diagonal, &beside, z, size)
                Self.turnBack(z, by: a, size)
            }
        }
        let order = diagonal.indices.sorted { diagonal[$0] > diagonal[$1] }
        values = order.map { diagonal[$0] }
        self.vectors = Matrix(
            rows: size, columns: size,
            elements: order.flatMap { row in vectors[row * size..<(row + 1) * size].map { Float($0) } })
    }

    /// To three diagonals. Row k of `a` keeps, from place k + 1 on, the unit vector whose reflection made it so; zero where none did.
    private static func reduce(
        _ a: UnsafeMutablePointer<Double>, _ size: Int, _ diagonal: inout [Double], _ beside: inout [Double]
    ) {
        var product = [Double](repeating: 0, count: size)
        for step in 0..<size {
            diagonal[step] = a[step * size + step]
            guard step + 1 < size else { break }
            let own = a + step * size
            var square = 0.0
            for place in step + 1..<size { square += own[place] * own[place] }
            let length = square.squareRoot()
            // What is left of the row is one number already, or nothing.
            guard step + 2 < size, length > 0 else {
                beside[step] = own[step + 1]
                for place in step + 1..<size { own[place] = 0 }
                continue
            }
            let first = own[step + 1]
            beside[step] = first > 0 ? -length : length
            own[step + 1] = first - beside[step]
            let scale = 1 / (2 * (square - first * beside[step])).squareRoot()
            for place in step + 1..<size { own[place] *= scale }
            // A ← (I − 2vvᵀ)·A·(I − 2vvᵀ) = A − v·wᵀ − w·vᵀ with w = 2·(Av − (vᵀAv)·v).
            var share = 0.0
            for row in step + 1..<size {
                let line = a + row * size
                var sum = 0.0
                for place in step + 1..<size { sum += line[place] * own[place] }
                product[row] = sum
                share += sum * own[row]
            }
            for row in step + 1..<size { product[row] = 2 * (product[row] - share * own[row]) }
            for row in step + 1..<size {
                let line = a + row * size
                let (v, w) = (own[row], product[row])
                for place in step + 1..<size { line[place] -= v * product[place] + w * own[place] }
            }
        }
    }

    /// The eigenvalues of three diagonals, on the diagonal, and their vectors.
    private static func rotate(
        _ diagonal: inout [Double], _ beside: inout [Double], _ vectors: UnsafeMutablePointer<Double>, _ size: Int
    ) {
        for first in 0..<size {
            for _ in 0..<mostSteps {
                var last = first
                while last + 1 < size,
                    abs(beside[last]) > .ulpOfOne * (abs(diagonal[last]) + abs(diagonal[last + 1]))
                {
                    last += 1
                }
                guard last > first else { break }
                step(first..<last, &diagonal, &beside, vectors, size)
            }
        }
    }

    /// One QL step with an implicit shift on the block from the range's first place to its end.
    private static func step(
        _ block: Range<Int>, _ diagonal: inout [Double], _ beside: inout [Double],
        _ vectors: UnsafeMutablePointer<Double>, _ size: Int
    ) {
        let (first, last) = (block.lowerBound, block.upperBound)
        let half = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first])
        let root = hypot(half, 1)
        var moved = diagonal[last] - diagonal[first] + beside[first] / (half + (half < 0 ? -root : root))
        var (sine, cosine, shift) = (1.0, 1.0, 0.0)
        for place in block.reversed() {
            let across = sine * beside[place]
            let along = cosine * beside[place]
            let length = hypot(across, moved)
            beside[place + 1] = length
            guard length > 0 else {
                diagonal[place + 1] -= shift
                beside[last] = 0
                return
            }
            sine = across / length
            cosine = moved / length
            let before = diagonal[place + 1] - shift
            let change = (diagonal[place] - before) * sine + 2 * cosine * along
            shift = sine * change
            diagonal[place + 1] = before + shift
            moved = cosine * change - along
            let (upper, lower) = (vectors + place * size, vectors + (place + 1) * size)
            for column in 0..<size {
                let (own, next) = (upper[column], lower[column])
                lower[column] = sine * own + cosine * next
                upper[column] = cosine * own - sine * next
            }
        }
        diagonal[first] -= shift
        beside[first] = moved
        beside[last] = 0
    }

    /// From vectors of the three diagonals to vectors of the matrix: the reflections, the last first.
    private static func turnBack(
        _ vectors: UnsafeMutablePointer<Double>, by reflections: UnsafeMutablePointer<Double>, _ size: Int
    ) {
        for row in 0..<size {
            let vector = vectors + row * size
            for step in (0..<max(0, size - 2)).reversed() {
                let reflection = reflections + step * size
                var sum = 0.0
                for place in step + 1..<size { sum += vector[place] * reflection[place] }
                for place in step + 1..<size { vector[place] -= 2 * sum * reflection[place] }
            }
        }
    }
}

import Testing

@testable import LinearAlgebra

@Suite("Matrices")
struct MatrixTests {
    /// A seeded matrix of values in [−1, 1).
    static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
        var generator = SeededGenerator(seed: seed)
        let values = (0..<rows * columns).map { _ in Float(generator.nextUnit() * 2 - 1) }
        return Matrix(rows: rows, columns: columns, elements: values)
    }

    /// The product by its definition, in double precision.
    static func naive(_ a: Matrix, _ b: Matrix) -> Matrix {
        var result = Matrix(rows: a.rows, columns: b.columns)
        for row in 0..<a.rows {
            for column in 0..<b.columns {
                let sum = (0..<a.columns).reduce(0.0) { $0 + Double(a[row, $1]) * Double(b[$1, column]) }
                result[row, column] = Float(sum)
            }
        }
        return result
    }

    static func distance(_ a: Matrix, _ b: Matrix) -> Float {
        #expect(a.rows == b.rows && a.columns == b.columns)
        return zip(a.elements, b.elements).map { abs($0 - $1) }.max() ?? 0
    }

    @Test(
        "products in all three orientations equal the definition",
        arguments: [(1, 1, 1), (3, 5, 7), (24, 65, 129), (130, 1, 33)])
    func products(rows: Int, columns: Int, inner: Int) {
        let a = Self.random(rows, inner, seed: 1)
        let b = Self.random(inner, columns, seed: 2)
        let expected = Self.naive(a, b)
        #expect(Self.distance(a.times(b), expected) < 1e-5)
        #expect(Self.distance(a.times(transposed: b.transposed()), expected) < 1e-5)
        #expect(Self.distance(a.transposed().transposedTimes(b), expected) < 1e-5)
    }

    @Test("an empty inner dimension gives zeros")
    func emptyInner() {
        let product = Matrix(rows: 2, columns: 0).times(Matrix(rows: 0, columns: 3))
        #expect(product == Matrix(rows: 2, columns: 3))
    }

    @Test("gemm scales, accumulates and keeps to its stride")
    func accumulation() {
        let a: [Float] = [1, 2, 3, 4]
        let b: [Float] = [1, 0, 0, 1]
        var c: [Float] = [1, 1, 9, 1, 1, 9]
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeMutableBufferPointer { c in
                    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
                    gemm(
                        Operand(Rows(a, count: 2, width: 2)), Operand(Rows(b, count: 2, width: 2)),
                        into: Rows(c, count: 2, width: 2, stride: 3), alpha: 2, beta: 10)
                }
            }
        }
        #expect(c == [12, 14, 9, 16, 18, 9])
    }

    @Test("softmax sums to one and survives large logits")
    func softmax() {
        let logits = Matrix(rows: 2, columns: 3, elements: [1000, 1001, 999, -5, -5, -5])
        let probabilities = logits.softmax()
        #expect(abs(probabilities[row: 0].reduce(0, +) - 1) < 1e-6)
        #expect(abs(probabilities[0, 1] - 0.66524096) < 1e-6)
        #expect(probabilities[1, 2] == Float(1) / 3)
        #expect(
            Self.distance(
                logits.softmax(temperature: 2),
                Matrix(
                    rows: 2, columns: 3, elements: [500, 500.5, 499.5, -2.5, -2.5, -2.5]
                ).softmax()) < 1e-6)
    }

    @Test("log-softmax keeps what softmax rounds to zero")
    func logSoftmax() {
        let logits = Matrix(rows: 1, columns: 2, elements: [0, -200])
        #expect(logits.logSoftmax().elements == [0, -200])
    }

    @Test("rows are scaled to length one, zero rows stay")
    func normalization() {
        let matrix = Matrix(rows: 2, columns: 2, elements: [3, 4, 0, 0]).normalizedRows()
        #expect(Self.distance(matrix, Matrix(rows: 2, columns: 2, elements: [0.6, 0.8, 0, 0])) < 1e-7)
    }

    @Test("of equal values the first is the largest")
    func ranking() {
        let matrix = Matrix(rows: 2, columns: 4, elements: [1, 3, 3, 2, 0, 0, 0, 0])
        #expect(matrix.argmax() == [1, 0])
        #expect(matrix.topK(3) == [[1, 2, 3], [0, 1, 2]])
        #expect(matrix.topK(9)[0] == [1, 2, 3, 0])
        #expect(matrix.topK(0) == [[], []])
    }
}

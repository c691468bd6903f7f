import Testing

@testable import LinearAlgebra

@Suite("Cholesky factors")
struct CholeskyTests {
    /// A well-conditioned symmetric positive definite matrix.
    static func positive(_ size: Int) -> Matrix {
        let half = MatrixTests.random(size, size, seed: 3)
        var matrix = half.times(transposed: half)
        for index in 0..<size { matrix[index, index] += 1 }
        return matrix
    }

    @Test("the factor times its transpose is the matrix", arguments: [1, 2, 7, 64])
    func factor(size: Int) throws {
        let matrix = Self.positive(size)
        let lower = try Cholesky(matrix).factor
        #expect(MatrixTests.distance(lower.times(transposed: lower), matrix) < 1e-4)
    }

    @Test("solutions and the inverse satisfy their equations", arguments: [1, 2, 7, 64])
    func solutions(size: Int) throws {
        let matrix = Self.positive(size)
        let cholesky = try Cholesky(matrix)
        let right = MatrixTests.random(size, 3, seed: 4)
        #expect(MatrixTests.distance(matrix.times(cholesky.solve(right)), right) < 1e-3)
        let inverse = cholesky.inverse()
        #expect(inverse == inverse.transposed())
        var identity = Matrix(rows: size, columns: size)
        for index in 0..<size { identity[index, index] = 1 }
        #expect(MatrixTests.distance(matrix.times(inverse), identity) < 1e-3)
        #expect(MatrixTests.distance(cholesky.factor.times(cholesky.inverseFactor()), identity) < 1e-3)
    }

    @Test("an indefinite matrix and one with NaN are refused")
    func refusal() {
        #expect(throws: CholeskyError.notPositiveDefinite(order: 2)) {
            try Cholesky(Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 1]))
        }
        #expect(throws: CholeskyError.self) { try Cholesky(Matrix(rows: 1, columns: 1, elements: [.nan])) }
    }
}

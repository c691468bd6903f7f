import Testing

@testable import LinearAlgebra

@Suite("Eigenvectors of symmetric matrices")
struct SymmetricEigenTests {
    @Test("the values and vectors make up the matrix, the largest first", arguments: [1, 2, 3, 17, 80])
    func makeUpTheMatrix(size: Int) {
        let half = MatrixTests.random(size, size, seed: 5)
        var matrix = half
        for row in 0..<size {
            for column in 0..<size { matrix[row, column] = (half[row, column] + half[column, row]) / 2 }
        }
        let eigen = SymmetricEigen(matrix)
        #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 >= $1 })
        var scaled = eigen.vectors
        for row in 0..<size {
            for column in 0..<size { scaled[row, column] *= Float(eigen.values[row]) }
        }
        #expect(MatrixTests.distance(eigen.vectors.transposedTimes(scaled), matrix) < 1e-5)
        var identity = Matrix(rows: size, columns: size)
        for index in 0..<size { identity[index, index] = 1 }
        #expect(MatrixTests.distance(eigen.vectors.times(transposed: eigen.vectors), identity) < 1e-5)
    }

    @Test("values that are known: a diagonal, a matrix of rank one, equal values, nothing at all")
    func known() {
        #expect(
            SymmetricEigen(Matrix(rows: 3, columns: 3, elements: [2, 0, 0, 0, 5, 0, 0, 0, 3])).values == [5, 3, 2])
        let ones = SymmetricEigen(Matrix(rows: 4, columns: 4, repeating: 1))
        #expect(abs(ones.values[0] - 4) < 1e-12 && ones.values.dropFirst().allSatisfy { abs($0) < 1e-12 })
        #expect(ones.vectors[row: 0].allSatisfy { abs(abs($0) - 0.5) < 1e-6 })
        #expect(SymmetricEigen(Matrix(rows: 3, columns: 3)).values == [0, 0, 0])
        #expect(SymmetricEigen(Matrix(rows: 0, columns: 0)).values.isEmpty)
    }
}

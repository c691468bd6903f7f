import Foundation
import LinearAlgebra
import Testing

@Suite("Products with a packed factor")
struct PackedFactorTests {
    private static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
        var generator = SeededGenerator(seed: seed)
        return Matrix(
            rows: rows, columns: columns,
            elements: (0..<rows * columns).map { _ in Float(generator.nextUnit()) * 2 - 1 })
    }

    /// Sums in double precision.
    private static func expected(_ a: Matrix, _ b: Matrix, plus c: Matrix?, bias: [Float]?) -> [[Double]] {
        (0..<a.rows).map { row in
            (0..<b.columns).map { column in
                var sum = Double(c?[row, column] ?? 0) + Double(bias?[column] ?? 0)
                for index in 0..<a.columns { sum += Double(a[row, index]) * Double(b[index, column]) }
                return sum
            }
        }
    }

    @Test(
        "every size, both orientations, with and without an epilogue",
        arguments: [
            (1, 1, 1), (6, 16, 384), (7, 17, 385), (97, 33, 5), (4, 16, 1), (13, 31, 800), (200, 48, 64), (5, 3, 0),
        ])
    func sizes(rows: Int, columns: Int, inner: Int) {
        let a = Self.random(rows, inner, seed: 1)
        let b = Self.random(inner, columns, seed: 2)
        let start = Self.random(rows, columns, seed: 3)
        let bias = Self.random(1, columns, seed: 4).elements
        for isTransposed in [false, true] {
            let stored = isTransposed ? b.transposed() : b
            let factor = PackedFactor(stored, isTransposed ? .transposed : .asStored)
            #expect(factor.unpacked == b)
            for isAdded in [false, true] {
                for hasBias in [false, true] {
                    var result = start
                    result.multiply(a, factor, bias: hasBias ? bias : nil, isAdded: isAdded)
                    let wanted = Self.expected(a, b, plus: isAdded ? start : nil, bias: hasBias ? bias : nil)
                    for row in 0..<rows {
                        for column in 0..<columns {
                            let tolerance = 1e-6 * Double(max(1, inner))
                            #expect(abs(Double(result[row, column]) - wanted[row][column]) <= tolerance)
                        }
                    }
                }
            }
        }
    }

    @Test("a part of the columns leaves the others alone, and has the whole product's bits")
    func parts() {
        let a = Self.random(11, 70, seed: 5)
        let b = Self.random(70, 50, seed: 6)
        let factor = PackedFactor(b)
        var whole = Matrix(rows: 11, columns: 50)
        whole.multiply(a, factor, bias: nil, isAdded: false)
        var parts = Matrix(rows: 11, columns: 50, repeating: 9)
        parts.multiply(a, factor, bias: nil, isAdded: false, columns: 16..<40)
        for row in 0..<11 {
            for column in 0..<50 {
                #expect(parts[row, column] == (16..<40 ~= column ? whole[row, column] : 9))
            }
        }
    }

    @Test("the epilogues of a product", arguments: [PackedFactor.Epilogue.relu, .gelu, .quickGELU])
    func epilogue(_ epilogue: PackedFactor.Epilogue) {
        // One factor, so that the product is its left factor.
        let values = Matrix(rows: 9, columns: 1, elements: [-30, -3, -1, -0.5, 0, 0.5, 1, 3, 30])
        let factor = PackedFactor(Matrix(rows: 1, columns: 1, elements: [1]))
        var result = Matrix(rows: 9, columns: 1)
        result.multiply(values, factor, bias: [0.25], isAdded: false, epilogue: epilogue)
        for row in 0..<9 {
            let x = Double(values[row, 0]) + 0.25
            let wanted =
                switch epilogue {
                case .identity: x
                case .relu: max(0, x)
                case .gelu: x * (1 + erf(x / 2.0.squareRoot())) / 2
                case .quickGELU: x / (1 + exp(-1.702 * x))
                }
            #expect(abs(Double(result[row, 0]) - wanted) <= 2e-6 * max(1, abs(x)))
        }
    }
}

extension Matrix {
    fileprivate mutating func multiply(
        _ a: Matrix, _ factor: PackedFactor, bias: [Float]?, isAdded: Bool, columns part: Range<Int>? = nil,
        epilogue: PackedFactor.Epilogue = .identity
    ) {
        let shift = bias.map { bias in
            let storage = FloatStorage(count: bias.count)
            _ = storage.floats.update(fromContentsOf: bias)
            return Floats(storage)
        }
        a.withRows { a in
            withMutableRows { c in
                factor.product(a, columns: part, bias: shift, into: c, epilogue: epilogue, isAdded: isAdded)
            }
        }
    }
}

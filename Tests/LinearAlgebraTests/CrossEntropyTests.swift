import Foundation
import Testing

@testable import LinearAlgebra

@Suite("Cross-entropy of rows")
struct CrossEntropyTests {
    private static let sizes = [(1, 1), (3, 5), (150, 17), (300, 40)]

    private static func labels(_ rows: Int, _ columns: Int) -> [Int] { (0..<rows).map { $0 * 7 % columns } }

    /// Σ −ln p(label), in double precision.
    private static func loss(_ scores: Matrix, _ labels: [Int], along direction: Matrix, at step: Double) -> Double {
        labels.enumerated().reduce(0) { sum, own in
            let logits = (0..<scores.columns).map {
                Double(scores[own.offset, $0]) + step * Double(direction[own.offset, $0])
            }
            let largest = logits.max() ?? 0
            return sum + largest + log(logits.reduce(0) { $0 + exp($1 - largest) }) - logits[own.element]
        }
    }

    @Test("the slope is softmax minus one-hot", arguments: sizes)
    func slope(rows: Int, columns: Int) {
        var scores = MatrixTests.random(rows, columns, seed: 5)
        scores[rows - 1, 0] = 90
        let labels = Self.labels(rows, columns)
        var expected = scores.softmax()
        for (row, label) in labels.enumerated() { expected[row, label] -= 1 }
        scores.withMutableRows { $0.crossEntropySlope(labels[...]) }
        #expect(MatrixTests.distance(scores, expected) < 1e-6)
    }

    @Test("derivatives along a direction are those that differences give", arguments: sizes, [Float(0), 1.5])
    func derivatives(size: (rows: Int, columns: Int), step: Float) {
        let scores = MatrixTests.random(size.rows, size.columns, seed: 5)
        let direction = MatrixTests.random(size.rows, size.columns, seed: 6)
        let labels = Self.labels(size.rows, size.columns)
        let found = scores.withRows { scores in
            direction.withRows { scores.crossEntropy(along: $0, at: step, labels) }
        }
        let difference = 1e-4
        let around = [-difference, 0, difference].map {
            Self.loss(scores, labels, along: direction, at: Double(step) + $0)
        }
        let slope = (around[2] - around[0]) / (2 * difference)
        let curvature = (around[2] - 2 * around[1] + around[0]) / (difference * difference)
        #expect(abs(found.slope - slope) < 1e-4 * Double(size.rows))
        #expect(abs(found.curvature - curvature) < 1e-3 * Double(size.rows))
    }

    @Test("shares are clipped, add up to one, and become logarithms", arguments: sizes)
    func shares(rows: Int, columns: Int) {
        let values = MatrixTests.random(rows, columns, seed: 7)
        var found = values
        found.logShares(smallest: 0.01)
        for row in 0..<rows {
            let clipped = values[row: row].map { max(0.01, Double($0)) }
            let total = clipped.reduce(0, +)
            for column in 0..<columns {
                #expect(abs(Double(found[row, column]) - log(clipped[column] / total)) < 2e-6)
            }
        }
    }

    @Test("sums of products and scaled sums are those of the definition", arguments: [1, 4_096, 10_000])
    func sums(count: Int) {
        let (x, y) = (MatrixTests.random(1, count, seed: 8), MatrixTests.random(1, count, seed: 9))
        let expected = zip(x.elements, y.elements).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(abs(x.dot(y) - expected) < 1e-5 * Double(count).squareRoot())
        var sum = x
        sum.add(y, times: -0.5)
        #expect(zip(sum.elements, zip(x.elements, y.elements)).allSatisfy { abs($0 - ($1.0 - 0.5 * $1.1)) < 1e-6 })
    }
}

import Evaluation
import LinearAlgebra
import Testing

@Suite("Confusion matrices")
struct MatrixTests {
    @Test("every figure is the one that counting image by image gives", arguments: 1...10)
    func figures(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let classes = 5
        // The last class is never seen, so that its figures do not exist.
        let truth = (0..<80).map { _ in generator.nextIndex(below: classes - 1) }
        let answers = truth.map { generator.nextUnit() < 0.6 ? $0 : generator.nextIndex(below: classes - 1) }
        let matrix = ConfusionMatrix(classCount: classes, truth: truth, predicted: answers)
        let pairs = Array(zip(truth, answers))
        #expect(matrix.total == 80)
        #expect(matrix.correct == Double(pairs.count { $0.0 == $0.1 }))
        #expect(matrix.accuracy == Double(pairs.count { $0.0 == $0.1 }) / 80)
        for label in 0..<classes {
            let images = pairs.filter { $0.0 == label }
            let called = pairs.filter { $0.1 == label }
            let found = Double(images.count { $0.1 == label })
            #expect(matrix.rowTotal(label) == Double(images.count))
            #expect(matrix.columnTotal(label) == Double(called.count))
            #expect(matrix.recall(label) == (images.isEmpty ? nil : found / Double(images.count)))
            #expect(matrix.precision(label) == (called.isEmpty ? nil : found / Double(called.count)))
            for other in 0..<classes {
                #expect(matrix[truth: label, predicted: other] == Double(images.count { $0.1 == other }))
            }
        }
        #expect(matrix.recall(classes - 1) == nil && matrix.precision(classes - 1) == nil)

        let cells = matrix.confusions
        #expect(cells.allSatisfy { $0.truth != $0.predicted && $0.count > 0 })
        #expect(cells.map(\.count).reduce(0, +) == matrix.total - matrix.correct)
        for (cell, next) in zip(cells, cells.dropFirst()) {
            let isOrdered = (cell.truth, cell.predicted) < (next.truth, next.predicted)
            #expect(cell.count > next.count || (cell.count == next.count && isOrdered))
        }
    }

    @Test("a believed matrix adds probabilities up, row by row of the truth believed in", arguments: 1...10)
    func believed(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let probabilities = Matrix(
            rows: 25, columns: 4, elements: (0..<100).map { _ in Float(generator.nextUnit() * 4) }
        ).softmax()
        let rows = [0, 3, 4, 7, 11, 24]
        let matrix = ConfusionMatrix(believed: probabilities, rows: rows)
        for truth in 0..<4 {
            for predicted in 0..<4 {
                let expected = rows.reduce(0.0) { sum, row in
                    let values = Array(probabilities[row: row])
                    let answer = values.indices.max { values[$0] < values[$1] }
                    return answer == predicted ? sum + Double(values[truth]) : sum
                }
                #expect(abs(matrix[truth: truth, predicted: predicted] - expected) < 1e-6)
            }
        }
        #expect(abs(matrix.total - 6) < 1e-5, "an image is one image, however it is spread")
    }

    @Test("a difference is taken cell by cell, and an empty matrix has no accuracy")
    func difference() {
        let left = ConfusionMatrix(classCount: 2, truth: [0, 0, 1], predicted: [0, 1, 1])
        let right = ConfusionMatrix(classCount: 2, truth: [0, 0, 1], predicted: [1, 1, 1])
        #expect(left.subtracting(right).counts == [1, -1, 0, 0])
        #expect(ConfusionMatrix(classCount: 2).accuracy == nil)
    }
}

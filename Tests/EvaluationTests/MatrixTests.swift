import Evaluation
import LinearAlgebra
import ProjectModel
import Testing

@Suite("Confusion matrices")
struct MatrixTests {
    @Test("every figure is the one that counting image by image gives", arguments: 1...10)
    func figures(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let classes = 5
        // The last class is never seen.
        let truth = (0..<80).map { _ in generator.nextIndex(below: classes - 1) }
        let answers = truth.map { generator.nextUnit() < 0.6 ? $0 : generator.nextIndex(below: classes - 1) }
        let matrix = ConfusionMatrix(classCount: classes, truth: truth, predicted: answers)
        let pairs = Array(zip(truth, answers))
        #expect(matrix.total == 80)
        #expect(matrix.correct == Double(pairs.count { $0.0 == $0.1 }))
        #expect(matrix.accuracy == Double(pairs.count { $0.0 == $0.1 }) / 80)
        for label in 0..<classes {
            let images = pairs.filter { $0.0 == label }
            #expect(matrix.rowTotal(label) == Double(images.count))
            for other in 0..<classes {
                #expect(matrix[truth: label, predicted: other] == Double(images.count { $0.1 == other }))
            }
        }
        #expect(ConfusionMatrix(classCount: classes).accuracy == nil, "nothing was counted")

        let cells = matrix.confusions
        #expect(cells.allSatisfy { $0.truth != $0.predicted && $0.count > 0 })
        #expect(cells.map(\.count).reduce(0, +) == matrix.total - matrix.correct)
        for (cell, next) in zip(cells, cells.dropFirst()) {
            let isOrdered = (cell.truth, cell.predicted) < (next.truth, next.predicted)
            #expect(cell.count > next.count || (cell.count == next.count && isOrdered))
        }
    }

    @Test("a believed matrix adds up what images claim, and spreads what they do not", arguments: 1...10)
    func believed(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let probabilities = Matrix(
            rows: 25, columns: 4, elements: (0..<100).map { _ in Float(generator.nextUnit() * 4) }
        ).softmax()
        let rows = [0, 3, 4, 7, 11, 24]
        let matrix = ConfusionMatrix(believed: probabilities, rows: rows)
        func sum(_ truth: Int, where isCounted: ([Float], Float) -> Bool) -> Double {
            rows.reduce(0) { sum, row in
                let values = Array(probabilities[row: row])
                return isCounted(values, values[truth]) ? sum + Double(values[truth]) : sum
            }
        }
        for truth in 0..<4 {
            for predicted in 0..<4 {
                let expected = sum(truth) { values, share in
                    share >= 0.1 && values.indices.max { values[$0] < values[$1] } == predicted
                }
                #expect(abs(matrix[truth: truth, predicted: predicted] - expected) < 1e-6)
            }
            #expect(abs(matrix.spread[truth] - sum(truth) { $1 < 0.1 }) < 1e-6)
            #expect(abs(matrix.rowTotal(truth) - sum(truth) { _, _ in true }) < 1e-5, "row sums stay")
        }
        #expect(matrix.spreadTotal > 0, "the draw leaves something to spread")
        #expect(abs(matrix.total - 6) < 1e-5, "an image is one image, however it is spread")
    }

    @Test("33 leopards at 79 % are not 1.9 crayfish called leopard")
    func leopards() {
        // Leopard, crayfish, three more.
        let image: [Float] = [0.79, 0.057, 0.051, 0.051, 0.051]
        let probabilities = Matrix(rows: 33, columns: 5, elements: (0..<33).flatMap { _ in image })
        let matrix = ConfusionMatrix(believed: probabilities, rows: 0..<33)
        #expect(matrix.confusions.isEmpty)
        #expect(abs(matrix.spread[1] - 33 * 0.057) < 1e-4 && abs(matrix.rowTotal(1) - 33 * 0.057) < 1e-4)
        #expect(abs(matrix[truth: 0, predicted: 0] - 33 * 0.79) < 1e-4)
    }

    @Test(
        "the best-founded source is shown first",
        arguments: [
            (true, 0, 0, MatrixSource.answerKey), (true, 90, 90, .answerKey), (false, 30, 0, .audit),
            (false, 30, 500, .audit), (false, 29, 30, .outOfFold), (false, 29, 29, .predicted),
            (false, 0, 0, .predicted),
        ])
    func bestFounded(hasKey: Bool, answers: Int, scorable: Int, source: MatrixSource) {
        #expect(
            MatrixSource.bestFounded(hasAnswerKey: hasKey, auditAnswers: answers, scorable: scorable) == source)
    }
}

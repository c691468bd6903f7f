package import LinearAlgebra

/// How often each true class was given each predicted class: rows are truth, columns prediction, in project order.
///
/// Counts are whole where images are counted, and expected counts (sums of probabilities) where a model believes them.
package struct ConfusionMatrix: Sendable, Equatable {
    package let classCount: Int
    /// `classCount × classCount`, row-major.
    package private(set) var counts: [Double]
    /// Of each row, what is believed of it but of no one prediction: see `init(believed:rows:)`. Zero where images are counted.
    package private(set) var spread: [Double]

    package init(classCount: Int) {
        self.classCount = classCount
        counts = [Double](repeating: 0, count: classCount * classCount)
        spread = [Double](repeating: 0, count: classCount)
    }

    package subscript(truth truth: Int, predicted predicted: Int) -> Double {
        counts[truth * classCount + predicted]
    }

    package mutating func add(_ weight: Double = 1, truth: Int, predicted: Int) {
        counts[truth * classCount + predicted] += weight
    }

    package mutating func addSpread(_ weight: Double, truth: Int) { spread[truth] += weight }

    package var total: Double { counts.reduce(0, +) + spreadTotal }
    package var spreadTotal: Double { spread.reduce(0, +) }
}

extension ConfusionMatrix {
    /// Counts pairs of truth and prediction.
    package init(classCount: Int, truth: [Int], predicted: [Int]) {
        precondition(truth.count == predicted.count, "a prediction for each truth")
        self.init(classCount: classCount)
        for (actual, answer) in zip(truth, predicted) { add(truth: actual, predicted: answer) }
    }

    /// Below this probability an image says nothing about a class: it names neither its truth nor a confusion.
    package static let smallestClaim: Float = 0.1

    /// The model's own belief: row t gets p_t(x) in the column d that x is called, where p_t(x) ≥ 0.1, and in the column *spread*
    /// where it is less. No labels enter, so it is no measure of accuracy.
    ///
    /// Row sums are Σ_x p_t(x) all the same. Without that column 33 leopards at 79 % read as 1.9 crayfish called leopard, which no
    /// single image says.
    package init(believed probabilities: Matrix, rows: some Sequence<Int>) {
        self.init(classCount: probabilities.columns)
        let answers = probabilities.argmax()
        for row in rows {
            for truth in 0..<classCount {
                let share = probabilities[row, truth]
                if share >= Self.smallestClaim {
                    add(Double(share), truth: truth, predicted: answers[row])
                } else {
                    addSpread(Double(share), truth: truth)
                }
            }
        }
    }

    package var correct: Double { (0..<classCount).reduce(0) { $0 + self[truth: $1, predicted: $1] } }

    /// correct / total; nil when nothing was counted.
    package var accuracy: Double? { total > 0 ? correct / total : nil }

    /// Images that truly are of a class, those that are spread included.
    package func rowTotal(_ truth: Int) -> Double {
        (0..<classCount).reduce(spread[truth]) { $0 + self[truth: truth, predicted: $1] }
    }

    /// The cells off the diagonal that hold anything, the fullest first; equal cells in row order.
    package var confusions: [(truth: Int, predicted: Int, count: Double)] {
        var cells: [(truth: Int, predicted: Int, count: Double)] = []
        for truth in 0..<classCount {
            for predicted in 0..<classCount where predicted != truth {
                let count = self[truth: truth, predicted: predicted]
                if count > 0 { cells.append((truth, predicted, count)) }
            }
        }
        return cells.enumerated().sorted {
            $0.element.count != $1.element.count ? $0.element.count > $1.element.count : $0.offset < $1.offset
        }.map(\.element)
    }
}

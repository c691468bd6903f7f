package import LinearAlgebra

extension ConfusionMatrix {
    /// Counts pairs of truth and prediction.
    package init(classCount: Int, truth: [Int], predicted: [Int]) {
        precondition(truth.count == predicted.count, "a prediction for each truth")
        self.init(classCount: classCount)
        for (actual, answer) in zip(truth, predicted) { add(truth: actual, predicted: answer) }
    }

    /// The model's own belief: Σ_x p_t(x)·1[argmax = d]. No labels enter, so it is no measure of accuracy.
    package init(believed probabilities: Matrix, rows: some Sequence<Int>) {
        self.init(classCount: probabilities.columns)
        let answers = probabilities.argmax()
        for row in rows {
            for truth in 0..<classCount {
                add(Double(probabilities[row, truth]), truth: truth, predicted: answers[row])
            }
        }
    }

    package var correct: Double { (0..<classCount).reduce(0) { $0 + self[truth: $1, predicted: $1] } }

    /// correct / total; nil when nothing was counted.
    package var accuracy: Double? { total > 0 ? correct / total : nil }

    /// Images that truly are of a class.
    package func rowTotal(_ truth: Int) -> Double {
        (0..<classCount).reduce(0) { $0 + self[truth: truth, predicted: $1] }
    }

    /// Images that were called a class.
    package func columnTotal(_ predicted: Int) -> Double {
        (0..<classCount).reduce(0) { $0 + self[truth: $1, predicted: predicted] }
    }

    /// Of the images of a class, the share that was found; nil without images.
    package func recall(_ label: Int) -> Double? {
        let total = rowTotal(label)
        return total > 0 ? self[truth: label, predicted: label] / total : nil
    }

    /// Of the images called a class, the share that is; nil when none was.
    package func precision(_ label: Int) -> Double? {
        let total = columnTotal(label)
        return total > 0 ? self[truth: label, predicted: label] / total : nil
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

    /// Cell by cell, this minus another.
    package func subtracting(_ other: ConfusionMatrix) -> ConfusionMatrix {
        precondition(classCount == other.classCount, "matrices of the same classes")
        var difference = self
        for truth in 0..<classCount {
            for predicted in 0..<classCount {
                difference.add(-other[truth: truth, predicted: predicted], truth: truth, predicted: predicted)
            }
        }
        return difference
    }
}

package import LinearAlgebra

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

    /// Images that truly are of a class, what is spread among them.
    package func rowTotal(_ truth: Int) -> Double {
        (0..<classCount).reduce(spread[truth]) { $0 + self[truth: truth, predicted: $1] }
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
            difference.addSpread(-other.spread[truth], truth: truth)
        }
        return difference
    }

    /// Half the sum of |difference| of all cells, *spread* a column like the others, both matrices scaled to a total of one: in
    /// [0, 1]; nil where one is empty. The probability that would have to be moved to make one the other.
    package func totalVariation(to other: ConfusionMatrix) -> Double? {
        precondition(classCount == other.classCount, "matrices of the same classes")
        let (own, others) = (total, other.total)
        guard own > 0, others > 0 else { return nil }
        let cells = zip(counts + spread, other.counts + other.spread)
        return cells.reduce(0) { $0 + abs($1.0 / own - $1.1 / others) } / 2
    }
}

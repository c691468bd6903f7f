package import LinearAlgebra

/// Labels that a model which did not see them does not believe: for review, never changed by themselves.
///
/// A label is suspicious where another class is both likelier and above its own threshold, the mean out-of-fold confidence of
/// the images labelled so; the most suspicious is the one whose label lies farthest below that class. Northcutt, Jiang,
/// Chuang, "Confident learning: estimating uncertainty in dataset labels", JAIR 70 (2021), §3.1 and §3.3.
package struct SuspiciousLabel: Sendable, Equatable {
    /// Place among the images given.
    package let image: Int
    package let label: Int
    /// The class that the model holds instead.
    package let suggested: Int
    /// Out-of-fold probability of the label and of the class suggested.
    package let confidence: Double
    package let suggestedConfidence: Double

    /// - Parameters:
    ///   - probabilities: out-of-fold, (images, classes).
    ///   - labels: as given.
    package static func found(_ probabilities: Matrix, labels: [Int]) -> [SuspiciousLabel] {
        precondition(probabilities.rows == labels.count, "a label per image")
        var sums = [Double](repeating: 0, count: probabilities.columns)
        var counts = [Double](repeating: 0, count: probabilities.columns)
        for (row, label) in labels.enumerated() {
            sums[label] += Double(probabilities[row, label])
            counts[label] += 1
        }
        let found = labels.enumerated().compactMap { row, label -> SuspiciousLabel? in
            var best: (column: Int, probability: Double)?
            for column in 0..<probabilities.columns where counts[column] > 0 {
                let probability = Double(probabilities[row, column])
                guard probability >= sums[column] / counts[column] else { continue }
                if best.map({ probability > $0.probability }) ?? true { best = (column, probability) }
            }
            let own = Double(probabilities[row, label])
            guard let best, best.column != label, best.probability > own else { return nil }
            return SuspiciousLabel(
                image: row, label: label, suggested: best.column, confidence: own, suggestedConfidence: best.probability
            )
        }
        return found.sorted { left, right in
            let (first, second) = (
                left.confidence - left.suggestedConfidence, right.confidence - right.suggestedConfidence
            )
            return first != second ? first < second : left.image < right.image
        }
    }
}

/// How often each true class was given each predicted class: rows are truth, columns prediction, in project order.
///
/// Counts are whole for out-of-fold and audit matrices, and expected counts (sums of probabilities) for predicted ones.
package struct ConfusionMatrix: Sendable, Equatable {
    package let classCount: Int
    /// `classCount × classCount`, row-major.
    package private(set) var counts: [Double]

    package init(classCount: Int) {
        self.classCount = classCount
        counts = [Double](repeating: 0, count: classCount * classCount)
    }

    package subscript(truth truth: Int, predicted predicted: Int) -> Double {
        counts[truth * classCount + predicted]
    }

    package mutating func add(_ weight: Double = 1, truth: Int, predicted: Int) {
        counts[truth * classCount + predicted] += weight
    }

    package var total: Double { counts.reduce(0, +) }
}

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

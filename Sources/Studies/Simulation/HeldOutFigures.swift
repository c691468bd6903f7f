internal import Evaluation
internal import LinearAlgebra

/// What is counted of a head on the images that are never asked.
struct HeldOutFigures {
    private let rows: [Int]
    private let truth: [Int]
    /// What CLIP alone takes each of them for.
    let plain: [Int]
    private let isError: [Bool]
    private let pairs: ConfusablePairs
    /// How well CLIP's own margin finds its errors; nil where it made none.
    let marginAUROC: Double?

    /// - Parameters:
    ///   - rows: of the matrices that are counted, and the class that each truly is.
    ///   - zeroShot: CLIP's logits of all rows.
    init(_ rows: [Int], truth: [Int], zeroShot: Matrix) {
        let own = zeroShot.gatheringRows(rows)
        let plain = own.argmax()
        let isError = zip(plain, truth).map { $0 != $1 }
        let probabilities = own.softmax()
        self.rows = rows
        self.truth = truth
        self.plain = plain
        self.isError = isError
        pairs = ConfusablePairs(truth: truth, plain: plain)
        marginAUROC = areaUnderROC(
            rows.indices.map { 1 - Self.margin(probabilities[row: $0]) }, isPositive: isError)
    }

    func accuracy(of predicted: [Int]) -> Double {
        Double(zip(truth, predicted).count { $0 == $1 }) / Double(truth.count)
    }

    /// - Parameters:
    ///   - probabilities: of the head, of all rows.
    ///   - corrected: in which CLIP's answer is looked up, of all rows.
    func round(labels: Int, _ probabilities: Matrix, corrected: Matrix) -> SimulationResult.Round {
        let own = probabilities.gatheringRows(rows)
        let predicted = own.argmax()
        var round = SimulationResult.Round(
            labels: labels, accuracy: accuracy(of: predicted), logLoss: logLoss(own, truth: truth))
        round.suspectedAUROC = areaUnderROC(
            zip(rows, plain).map { 1 - corrected[$0, $1] }, isPositive: isError)
        round.count(pairs.outcome(of: predicted))
        return round
    }

    private static func margin(_ row: ArraySlice<Float>) -> Float {
        var (first, second): (Float, Float) = (0, 0)
        for value in row {
            if value > first { (first, second) = (value, first) } else if value > second { second = value }
        }
        return first - second
    }
}

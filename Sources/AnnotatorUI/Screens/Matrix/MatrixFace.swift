internal import Evaluation
internal import Figures
internal import ProjectModel
internal import TextUI

/// The figures as they are shown: one matrix or the difference of two, in counts or per cent of the row.
struct MatrixFace {
    let figures: MatrixFigures
    let head: MatrixState.HeadView
    private let units: MatrixState.Units
    private let shown: ConfusionMatrix
    private let rowTotals: [Double]
    private let zeroShotTotals: [Double]
    /// The share of its row at which an error has the full colour: the same for both heads, so that what training
    /// cleaned up is seen to fade.
    private let fullErrorShare: Double

    /// Errors below this share never have the full colour, however small all others are.
    private static let smallestFullShare = 0.2

    init(_ figures: MatrixFigures, _ state: MatrixState) {
        self.figures = figures
        head = figures.active == nil ? .zeroShot : state.head
        units = state.units
        shown = head == .zeroShot ? figures.zeroShot : figures.active ?? figures.zeroShot
        rowTotals = shown.rowTotals
        zeroShotTotals = figures.zeroShot.rowTotals
        fullErrorShare = max(
            MatrixFace.smallestFullShare, figures.zeroShot.largestErrorShare, figures.active?.largestErrorShare ?? 0)
    }

    /// What the cell stands for, in the units of the screen.
    func value(truth: Int, predicted: Int) -> Double {
        let value = inUnits(shown[truth: truth, predicted: predicted], total: rowTotals[truth])
        guard head == .difference else { return value }
        return value
            - inUnits(figures.zeroShot[truth: truth, predicted: predicted], total: zeroShotTotals[truth])
    }

    private func inUnits(_ count: Double, total: Double) -> Double {
        switch units {
        case .counts: count
        case .rowPercent: total > 0 ? count / total * 100 : 0
        }
    }

    func count(truth: Int, predicted: Int) -> Double { shown[truth: truth, predicted: predicted] }
    func zeroShotCount(truth: Int, predicted: Int) -> Double { figures.zeroShot[truth: truth, predicted: predicted] }
    func rowTotal(_ truth: Int) -> Double { rowTotals[truth] }

    /// What the row holds in no cell, in the units of the screen.
    func spreadText(_ truth: Int) -> String {
        let value = inUnits(shown.spread[truth], total: rowTotals[truth])
        guard head == .difference else { return text(value) }
        return text(value - inUnits(figures.zeroShot.spread[truth], total: zeroShotTotals[truth]))
    }

    func isThin(_ truth: Int) -> Bool { rowTotals[truth] < figures.thinRow }

    func text(truth: Int, predicted: Int) -> String {
        text(value(truth: truth, predicted: predicted))
    }

    private func text(_ value: Double) -> String {
        // Less than a twentieth is nothing that could be read off.
        guard abs(value) >= 0.05 else { return "·" }
        if head == .difference { return Figure.signed(value, abs(value) >= 9.95 || value == value.rounded() ? 0 : 1) }
        return Figure.count(value)
    }

    /// Warm where the model is wrong (or more often so), cool where it is right (or less often wrong). What two heads believe of
    /// themselves is neither better nor worse: the difference of predicted matrices has no colour.
    func role(truth: Int, predicted: Int) -> Role {
        let value = value(truth: truth, predicted: predicted)
        let isDiagonal = truth == predicted
        if isThin(truth) || abs(value) < 0.05 { return .dim }
        if head == .difference {
            guard figures.source != .predicted else { return .text }
            let change =
                share(shown, rowTotals, truth, predicted) - share(figures.zeroShot, zeroShotTotals, truth, predicted)
            let level = MatrixFace.level(abs(change) / fullErrorShare)
            let isWorse = isDiagonal ? change < 0 : change > 0
            return isWorse ? .heat(level: level) : .heatDecrease(level: level)
        }
        let share = share(shown, rowTotals, truth, predicted)
        return isDiagonal
            ? .heatDiagonal(level: UInt8(min(255, (share * 255).rounded())))
            : .heat(level: MatrixFace.level(share / fullErrorShare))
    }

    private func share(_ matrix: ConfusionMatrix, _ totals: [Double], _ truth: Int, _ predicted: Int) -> Double {
        totals[truth] > 0 ? matrix[truth: truth, predicted: predicted] / totals[truth] : 0
    }

    /// By the square root, so that small confusions are not lost beside a large one.
    private static func level(_ share: Double) -> UInt8 {
        UInt8(min(255, (max(0, share).squareRoot() * 255).rounded()))
    }
}

extension ConfusionMatrix {
    /// Images that truly are of each class.
    fileprivate var rowTotals: [Double] {
        (0..<classCount).map(rowTotal)
    }

    /// The largest off-diagonal share of a row.
    fileprivate var largestErrorShare: Double {
        let totals = rowTotals
        var largest = 0.0
        for truth in 0..<classCount where totals[truth] > 0 {
            for predicted in 0..<classCount where predicted != truth {
                largest = max(largest, self[truth: truth, predicted: predicted] / totals[truth])
            }
        }
        return largest
    }

    var largest: Double { counts.max() ?? 0 }
}

internal import Evaluation
internal import Figures
internal import Languages
internal import ProjectModel

extension Words {
    var matrix: String { say("matrix.title") }
    var counting: String { say("matrix.counting") }

    func source(_ source: MatrixSource) -> String {
        switch source {
        case .predicted: say("matrix.predicted")
        case .outOfFold: say("matrix.out-of-fold")
        case .audit: say("matrix.audit")
        case .answerKey: say("matrix.answer-key")
        }
    }

    func sourceMeaning(_ source: MatrixSource) -> String {
        switch source {
        case .predicted: say("matrix.predicted.meaning")
        case .outOfFold: say("matrix.out-of-fold.meaning")
        case .audit: say("matrix.audit.meaning")
        case .answerKey: say("matrix.answer-key.meaning")
        }
    }

    func head(_ view: MatrixState.HeadView, _ active: MatrixFigures.HeadMatrix?) -> String {
        let inUse = active.map { head($0.head.rawValue, $0.mode) }
        return switch view {
        case .zeroShot: plainCLIPName
        case .active: inUse ?? notTrained
        case .difference: say("matrix.difference", ["head": inUse ?? ""])
        }
    }

    func round(_ round: Int) -> String { say("matrix.round", ["round": round]) }
    func imageCount(_ count: Int) -> String { say("matrix.image-count", ["count": count]) }

    func calibration(_ isCalibrated: Bool) -> String {
        isCalibrated ? say("matrix.calibrated") : say("matrix.uncalibrated")
    }

    func notEstimable(_ count: Int) -> String { say("matrix.not-estimable", ["count": count]) }
    var notEstimableHere: String { say("matrix.not-estimable-here") }

    func shots(_ range: ClosedRange<Int>) -> String {
        let (fewest, most) = (range.lowerBound, range.upperBound)
        return say("matrix.shots", ["shots": fewest == most ? "\(fewest)" : "\(fewest)–\(most)"])
    }

    func units(_ units: MatrixState.Units) -> String {
        switch units {
        case .counts: say("matrix.counts")
        case .rowPercent: say("matrix.row-percent")
        }
    }

    /// What rows and columns are: of a predicted matrix nobody knows the truth.
    func axes(_ source: MatrixSource) -> String {
        source == .predicted ? say("matrix.axes.predicted") : say("matrix.axes")
    }
    var rowTotal: String { say("matrix.row-total") }

    func right(_ figure: String, zeroShot: String?) -> String {
        guard let zeroShot else { return say("matrix.right", ["figure": figure]) }
        return say("matrix.right.beside-clip", ["figure": figure, "clip": zeroShot])
    }

    // MARK: What a model believes

    func meanConfidence(_ confidence: Double) -> String {
        say("matrix.mean-confidence", ["share": share(confidence)])
    }

    /// The difference of two beliefs.
    var noVerdict: String { say("matrix.no-verdict") }

    private var smallestClaim: String { Figure.percent(ConfusionMatrix.smallestClaim) }

    var spread: String { say("matrix.spread") }
    var spreadMeaning: String { say("matrix.spread.meaning", ["share": smallestClaim]) }
    /// For the help.
    var spreadHelp: String { say("matrix.spread.help", ["share": smallestClaim]) }

    func share(_ share: Double) -> String { Figure.percent(share, 1) }

    /// A share with its interval of 95 %.
    func interval(_ interval: WilsonInterval) -> String {
        "\(Figure.percent(interval.share, 1)) [\(Figure.fixed(interval.lower * 100, 0))–\(Figure.fixed(interval.upper * 100, 0))]"
    }

    // MARK: A cell

    func cell(_ source: MatrixSource, truth: String, predicted: String, isSame: Bool) -> String {
        switch (source == .predicted, isSame) {
        case (true, true): say("matrix.cell.believed-so", ["truth": truth])
        case (true, false): say("matrix.cell.believed", ["truth": truth, "predicted": predicted])
        case (false, true): say("matrix.cell.truly-so", ["truth": truth])
        case (false, false): say("matrix.cell.truly", ["truth": truth, "predicted": predicted])
        }
    }

    func cellCount(_ cell: String, _ count: String, of total: String, percent: String) -> String {
        say("matrix.cell.count", ["cell": cell, "part": count, "total": total, "percent": percent])
    }

    func plainCLIP(_ count: String) -> String { say("matrix.plain-clip", ["figure": count]) }
    var thinRow: String { say("matrix.thin-row") }

    /// What an empty matrix says: why, and what to do.
    func empty(_ reason: MatrixResult.Reason) -> [String] {
        switch reason {
        case .noAuditAnswers(let reserve):
            [
                say("matrix.no-audit-answers"), say("matrix.no-audit-answers.remedy", ["reserve": reserve]),
                say("matrix.no-audit-answers.other-remedy"),
            ]
        case .tooFewLabels: [say("matrix.too-few-labels"), say("matrix.too-few-labels.remedy")]
        case .noFeatures: [say("matrix.no-features"), say("matrix.no-features.remedy")]
        }
    }
}

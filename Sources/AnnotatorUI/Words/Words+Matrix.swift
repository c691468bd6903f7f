internal import Evaluation
internal import Figures
internal import ProjectModel

extension Words {
    func source(_ source: MatrixSource) -> String {
        switch source {
        case .predicted: pick("Predicted", "予測")
        case .outOfFold: pick("Out-of-fold", "交差検証")
        case .audit: pick("Audit", "監査")
        case .answerKey: pick("Answer key", "正解表")
        }
    }

    func sourceMeaning(_ source: MatrixSource) -> String {
        switch source {
        case .predicted: pick("the model's belief, no labels", "モデルの推定（ラベル不使用）")
        case .outOfFold: pick("labelled images, each by a model that did not see it", "各画像を、それを学習していないモデルで判定")
        case .audit: pick("the reserve: the unbiased figure", "監査用画像による偏りのない値")
        case .answerKey: pick("images nobody labelled, by the key", "ラベルのない画像を正解表で判定")
        }
    }

    func head(_ view: MatrixState.HeadView, _ active: MatrixFigures.HeadMatrix?) -> String {
        switch view {
        case .zeroShot: return pick("plain CLIP", "CLIP単体")
        case .active: return active.map { head($0.head.rawValue, $0.mode) } ?? notTrained
        case .difference:
            let name = active.map { head($0.head.rawValue, $0.mode) } ?? ""
            return pick("\(name) − CLIP", "\(name) − CLIP")
        }
    }

    func imageCount(_ count: Int) -> String { "n = \(count)" }
    func calibration(_ isCalibrated: Bool) -> String {
        isCalibrated ? pick("calibrated", "較正済み") : pick("uncalibrated", "未較正")
    }

    func notEstimable(_ count: Int) -> String {
        count == 1
            ? pick("1 class not estimable", "1クラスは推定不能")
            : pick("\(count) classes not estimable", "\(count)クラスは推定不能")
    }

    func shots(_ range: ClosedRange<Int>) -> String {
        range.lowerBound == range.upperBound
            ? pick("\(range.lowerBound) shots a class", "学習 \(range.lowerBound)枚/クラス")
            : pick(
                "\(range.lowerBound)–\(range.upperBound) shots a class",
                "学習 \(range.lowerBound)–\(range.upperBound)枚/クラス")
    }

    func units(_ units: MatrixState.Units) -> String {
        switch units {
        case .counts: pick("counts", "枚数")
        case .rowPercent: pick("% of the row", "行の%")
        }
    }

    /// What rows and columns are: of a predicted matrix nobody knows the truth.
    func axes(_ source: MatrixSource) -> String {
        source == .predicted ? pick("belief↓ said→", "推定↓判定→") : pick("truth↓ said→", "正解↓判定→")
    }
    var rowTotal: String { pick("n", "計") }
    var counting: String { pick("Counting …", "集計しています…") }

    func right(_ figure: String, zeroShot: String?) -> String {
        let text = pick("right \(figure)", "正解率 \(figure)")
        guard let zeroShot else { return text }
        return text + pick(" (CLIP \(zeroShot))", "（CLIP \(zeroShot)）")
    }

    var matrix: String { pick("Confusion matrix", "混同行列") }

    // MARK: What a model believes

    func meanConfidence(_ confidence: Double) -> String {
        pick("mean confidence \(share(confidence))", "平均確信度 \(share(confidence))")
    }

    /// The difference of two beliefs.
    var noVerdict: String {
        pick("a change of belief, neither better nor worse", "推定の変化（良し悪しは示さない）")
    }

    private var smallestClaim: String { Figure.percent(ConfusionMatrix.smallestClaim) }

    var spread: String { pick("spread", "散在") }

    var spreadMeaning: String {
        pick("spread: classes below \(smallestClaim) in an image", "散在: 1枚で\(smallestClaim)未満のクラスの分")
    }

    /// For the help.
    var spreadHelp: String {
        pick(
            "What images give to classes below \(smallestClaim): doubt, but no confusion with any one class.",
            "画像ごとに\(smallestClaim)未満だったクラスの確率の合計。迷いではあるが、特定のクラスとの混同ではない。")
    }

    func share(_ share: Double) -> String { Figure.percent(share, 1) }

    /// A share with its interval of 95 %.
    func interval(_ interval: WilsonInterval) -> String {
        "\(Figure.percent(interval.share, 1)) [\(Figure.fixed(interval.lower * 100, 0))–\(Figure.fixed(interval.upper * 100, 0))]"
    }

    func cell(_ source: MatrixSource, truth: String, predicted: String, isSame: Bool) -> String {
        guard source != .predicted else {
            return isSame
                ? pick("believed \(truth), called so", "「\(truth)」と推定し、そう判定")
                : pick("believed \(truth), called \(predicted)", "「\(truth)」の可能性を残し「\(predicted)」と判定")
        }
        return isSame
            ? pick("truly \(truth), called so", "正解「\(truth)」を正しく判定")
            : pick("truly \(truth), called \(predicted)", "正解「\(truth)」を「\(predicted)」と判定")
    }

    func ofRow(_ count: String, of total: String, percent: String) -> String {
        pick("\(count) of \(total) (\(percent))", "\(total)枚中\(count)枚（\(percent)）")
    }

    func plainCLIP(_ count: String) -> String { pick("plain CLIP: \(count)", "CLIP単体: \(count)") }
    var thinRow: String { pick("too few to trust", "枚数不足で参考値") }

    /// What an empty matrix says: why, and what to do.
    func empty(_ reason: MatrixResult.Reason) -> [String] {
        switch reason {
        case .noAuditAnswers(let reserve):
            [
                pick("No audit answers yet.", "監査の回答がまだありません。"),
                pick(
                    "\(reserve) images are kept aside. Keep labelling, one in ten is an audit question,",
                    "\(reserve)枚が監査用に確保されています。ラベル付けを続けると約10問に1問が監査になります。"),
                pick("or run `miwake open --audit` to answer only these.", "`miwake open --audit` で監査だけを行えます。"),
            ]
        case .tooFewLabels:
            [
                pick("Too few labels for an out-of-fold matrix.", "交差検証にはラベルが足りません。"),
                pick(
                    "It needs two labels in at least two classes; \(key(.matrix)) goes back to labelling.",
                    "2クラス以上に各2枚のラベルが必要です。\(key(.matrix)) でラベル付けに戻ります。"),
            ]
        case .noFeatures:
            [
                pick("Nothing is embedded yet.", "特徴量がまだありません。"),
                pick(
                    "Run `miwake embed` or `miwake import features`.",
                    "`miwake embed` か `miwake import features` を実行してください。"),
            ]
        }
    }

    // MARK: The images of a cell

    func images(_ shown: Int, of total: Int) -> String {
        shown == total
            ? pick("\(total) images", "\(total)枚") : pick("\(shown) of \(total) images", "\(total)枚中\(shown)枚")
    }

    var loadingImages: String { pick("Looking for the images …", "画像を探しています…") }
    var emptyCell: String { pick("No image is in this cell.", "このセルに画像はありません。") }
    func label(_ review: String) -> String { pick("now: \(review)", "現在: \(review)") }
}

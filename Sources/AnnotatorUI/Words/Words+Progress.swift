internal import Evaluation
internal import Figures
internal import ProjectModel
internal import TextUI

extension Words {
    var progressTitle: String { pick("Progress", "進捗") }

    /// What the curve shows: source, head, n.
    func curveFacts(_ figures: ProgressFigures) -> String {
        pick(
            "audit accuracy by round · \(figures.head.rawValue) · n = \(figures.audit.answered) of \(figures.audit.reserveCount)"
                + leftOut(figures.audit.leaking),
            "監査正解率の推移 · \(figures.head.rawValue) · n = \(figures.audit.answered)/\(figures.audit.reserveCount)"
                + leftOut(figures.audit.leaking))
    }

    /// Images of the reserve that the audit leaves out; empty without any.
    private func leftOut(_ images: Int) -> String {
        guard images > 0 else { return "" }
        return pick(" · \(images) left out (leak)", " · 除外\(images)枚（同群・類似画像が学習済み）")
    }

    /// What is in use while the latest weights are lost; nil for plain CLIP.
    func meanwhile(_ estimator: EstimatorFacts?) -> String {
        guard let estimator else {
            return pick("Plain CLIP is in use.", "CLIP単体で続けます。")
        }
        return pick("Round \(estimator.round) is in use.", "第\(estimator.round)回の推定器で続けます。")
    }

    func noAuditAnswersYet(reserve: Int) -> String {
        pick(
            "No curve yet: none of the \(reserve) audit images is answered. One prompt in ten asks one.",
            "監査画像\(reserve)枚の回答がまだないため、推移は表示できません（約10問に1問が監査です）。")
    }

    var plainCLIPName: String { pick("plain CLIP", "CLIP単体") }

    func roundName(_ round: ProgressFigures.Round) -> String {
        pick("round \(round.round), \(round.labels) in training", "第\(round.round)回 学習ラベル\(round.labels)枚")
    }

    func labelsPerClass(target: Int) -> String {
        pick(
            "Labels in training per class, target \(target), fewest first",
            "クラス別の学習ラベル（目標\(target)、少ない順）")
    }

    func pace(_ pace: ProgressFigures.Pace?, missing: Int) -> String {
        let lack = pick("\(missing) labels to the target", "目標まで\(missing)枚")
        guard let pace, pace.answersPerHour > 0 else {
            return lack + pick(" · too few answers to tell the pace", " · 回答が少なく速度は不明")
        }
        let minutes = Figure.fixed((Double(missing) / pace.answersPerHour * 60).rounded(.up), 0)
        let rate = Figure.fixed(pace.answersPerHour, 0)
        return pick(
            "\(rate) answers an hour (last \(pace.answers)) · \(lack) · about \(minutes) min",
            "毎時\(rate)件（直近\(pace.answers)件） · \(lack) · 約\(minutes)分")
    }

    // MARK: Stopping

    func role(of verdict: StoppingAdvice.Verdict) -> Role {
        switch verdict {
        case .stop: .success
        case .mayStillGain, .unsettled: .text
        case .unknown: .dim
        }
    }

    /// Whether to stop, and how stable the answers became.
    func advice(_ advice: StoppingAdvice) -> String {
        let words =
            switch advice.verdict {
            case .stop: pick("Stop: little more to gain.", "終了可: 同数追加しても2ポイント未満です。")
            case .mayStillGain: pick("Go on: more may be gained.", "継続: まだ伸びる可能性があります。")
            case .unsettled: pick("Go on: not settled yet.", "継続: 判定がまだ安定していません。")
            case .unknown: pick("When to stop: unknown yet.", "終了の判断はまだできません。")
            }
        guard let stability = advice.stability, let kappa = stability.kappas.last else { return words }
        return words
            + pick(
                " \(stability.changed) of \(stability.images) changed in the last round (κ \(Figure.fixed(kappa, 2))).",
                " 直近で\(stability.images)枚中\(stability.changed)枚変化（κ \(Figure.fixed(kappa, 2))）。")
    }

    /// What more labels would bring, or what it takes to say so: in full, and in fewer words.
    func outlook(_ outlook: StoppingAdvice.Outlook) -> [String] {
        func interval(_ estimate: Estimate) -> String {
            "\(Figure.signed(estimate.value * 100, 1)) [\(Figure.signed(estimate.lower * 100, 1)), "
                + "\(Figure.signed(estimate.upper * 100, 1))]"
        }
        switch outlook {
        case .foreseen(let few, let double, let labels, let images):
            return [
                pick(
                    "10 labels more: \(interval(few)) points · \(labels) more: \(interval(double)) · kernel-ridge, "
                        + "audit n = \(images)",
                    "10枚追加: \(interval(few))点 · \(labels)枚追加: \(interval(double)) · kernel-ridge, 監査 n = \(images)"),
                pick(
                    "10 more \(interval(few)) pt · \(labels) more \(interval(double)) · kernel-ridge n = \(images)",
                    "+10枚 \(interval(few)) · +\(labels)枚 \(interval(double)) · kernel-ridge n = \(images)"),
            ]
        case .tooFewAuditAnswers(let found, let needed):
            return [
                pick(
                    "What more labels bring is told from \(needed) audit answers with a class on; there are \(found).",
                    "追加ラベルの効果の予測にはクラスの付いた監査回答が\(needed)件必要です（現在\(found)件）。")
            ]
        case .tooFewLabels(let found, let needed):
            return [
                pick(
                    "What more labels bring is told from \(needed) labels in training on; there are \(found).",
                    "追加ラベルの効果の予測には学習ラベルが\(needed)枚必要です（現在\(found)枚）。")
            ]
        }
    }

    /// What λ lets deconfusion do to what CLIP knows.
    func overCorrection(_ effect: OverCorrection) -> String {
        func plain(_ value: Float) -> String { Figure.fixed(value, value == value.rounded() ? 0 : 2) }
        let lambda =
            effect.lambdaMAF == effect.lambdaICD
            ? "λ \(plain(effect.lambdaICD))" : "λ \(plain(effect.lambdaMAF))/\(plain(effect.lambdaICD))"
        return pick(
            "\(lambda): ICD turned \(effect.turned.count) of \(effect.sureAndRight) sure and right answers of CLIP, put "
                + "\(effect.putRight) right (audit)",
            "\(lambda): ICDが覆したCLIPの確信正解 \(effect.turned.count)/\(effect.sureAndRight)、正した誤り \(effect.putRight)（監査）")
    }

    // MARK: Sources

    func source(_ source: InspectionFigures) -> String {
        func rate(_ rate: WilsonInterval?) -> String { rate.map(interval) ?? "–" }
        return pick(
            "right \(interval(source.accuracy)) · false alarms \(rate(source.rates.falseAlarms)) · misses \(rate(source.rates.misses))",
            "正解率 \(interval(source.accuracy)) · 過検出 \(rate(source.rates.falseAlarms)) · 見逃し \(rate(source.rates.misses))")
    }

    func moreSources(_ count: Int) -> String {
        pick("and \(count) more sources: `miwake report`", "ほか\(count)件: `miwake report`")
    }

    func role(of verdict: ProgressFigures.Verdict) -> Role {
        guard case .decided(let comparison, _, _) = verdict else { return .text }
        return switch comparison.verdict {
        case .better: .success
        case .worse: .error
        case .notEnoughEvidence: .warning
        }
    }

    /// Whether the head beats plain CLIP, in one sentence.
    func verdict(_ verdict: ProgressFigures.Verdict) -> String {
        switch verdict {
        case .notTrained: pick("Verdict: not trained yet.", "判定: 未学習です。")
        case .noAuditAnswers:
            pick("Verdict: none without audit answers.", "判定: 監査の回答がないため判定できません。")
        case .notYet(let answered, let of, let needed):
            pick(
                "Verdict: not yet, \(answered) of the \(of) audit answers fixed beforehand.",
                "判定: まだ。事前に決めた監査回答\(of)件のうち\(answered)件です。") + neededAnswers(needed)
        case .decided(let comparison, let head, let needed):
            sentence(comparison, head.rawValue, needed)
        }
    }

    private func neededAnswers(_ needed: Int?) -> String {
        needed.map {
            pick(" A difference as seen needs about \($0).", " 現在の差を示すには約\($0)件が必要です。")
        } ?? ""
    }

    private func sentence(_ comparison: PairedComparison, _ head: String, _ needed: Int?) -> String {
        let p = Figure.fixed(comparison.mcNemarP, 3)
        let figures = pick(
            "\(comparison.won) won, \(comparison.lost) lost, n = \(comparison.count), McNemar p = \(p)",
            "改善\(comparison.won)・悪化\(comparison.lost)・n = \(comparison.count)・McNemar p = \(p)")
        return switch comparison.verdict {
        case .better:
            pick("Verdict: \(head) is better than plain CLIP (\(figures)).", "判定: \(head) はCLIP単体より良い（\(figures)）。")
        case .worse:
            pick("Verdict: \(head) is worse than plain CLIP (\(figures)).", "判定: \(head) はCLIP単体より悪い（\(figures)）。")
        case .notEnoughEvidence:
            pick(
                "Verdict: not enough evidence that \(head) differs from plain CLIP (\(figures)).",
                "判定: \(head) とCLIP単体の差は確認できません（\(figures)）。") + neededAnswers(needed)
        }
    }
}

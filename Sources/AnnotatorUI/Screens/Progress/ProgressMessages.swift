internal import Evaluation
internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension Words {
    var progressTitle: String { say("progress.title") }

    /// What the curve shows: source, head, n.
    func curveFacts(_ figures: ProgressFigures) -> String {
        let facts = say(
            "progress.curve",
            [
                "head": name(ofHead: figures.head.rawValue), "answered": figures.audit.answered,
                "reserve": figures.audit.reserveCount,
            ])
        guard figures.audit.leaking > 0 else { return facts }
        return facts + " · " + say("progress.left-out", ["images": figures.audit.leaking])
    }

    /// What is in use while the latest weights are lost; nil for plain CLIP.
    func meanwhile(_ estimator: EstimatorFacts?) -> String {
        guard let round = estimator?.round else { return say("progress.clip-meanwhile") }
        return say("progress.round-meanwhile", ["round": round])
    }

    func noAuditAnswersYet(reserve: Int) -> String { say("progress.no-audit-answers", ["reserve": reserve]) }

    func roundName(_ round: ProgressFigures.Round) -> String {
        say("progress.round", ["round": round.round, "labels": round.labels])
    }

    func labelsPerClass(target: Int) -> String { say("progress.labels-per-class", ["target": target]) }

    func pace(_ pace: ProgressFigures.Pace?, missing: Int) -> String {
        let lack = say("progress.missing", ["missing": missing])
        guard let pace, pace.answersPerHour > 0 else { return lack + " · " + say("progress.pace-unknown") }
        return say(
            "progress.pace",
            [
                "rate": Figure.fixed(pace.answersPerHour, 0), "answers": pace.answers, "missing": lack,
                "minutes": Figure.fixed((Double(missing) / pace.answersPerHour * 60).rounded(.up), 0),
            ])
    }

    // MARK: Stopping

    func role(of verdict: StoppingAdvice.Verdict) -> Role {
        switch verdict {
        case .stop: .success
        case .mayStillGain, .unsettled: .text
        case .unknown: .dim
        }
    }

    /// Whether to stop, and how stable the answers became: in full, and in fewer words.
    func advice(_ advice: StoppingAdvice) -> [String] {
        let verdict =
            switch advice.verdict {
            case .stop: say("progress.stop")
            case .mayStillGain: say("progress.may-still-gain")
            case .unsettled: say("progress.unsettled")
            case .unknown: say("progress.stop-unknown")
            }
        guard let stability = advice.stability, let kappa = stability.kappas.last else { return [verdict] }
        return alternatives(
            "progress.stability",
            ["changed": stability.changed, "images": stability.images, "kappa": Figure.fixed(kappa, 2)]
        ).map { verdict + " " + $0 }
    }

    /// What more labels would bring, or what it takes to say so: in full, and in fewer words.
    func outlook(_ outlook: StoppingAdvice.Outlook) -> [String] {
        func interval(_ estimate: Estimate) -> String {
            "\(Figure.signed(estimate.value * 100, 1)) [\(Figure.signed(estimate.lower * 100, 1)), "
                + "\(Figure.signed(estimate.upper * 100, 1))]"
        }
        return switch outlook {
        case .foreseen(let few, let double, let labels, let images):
            alternatives(
                "progress.outlook",
                ["few": interval(few), "labels": labels, "double": interval(double), "images": images])
        case .tooFewAuditAnswers(let found, let needed):
            alternatives("progress.outlook.too-few-audit-answers", ["found": found, "needed": needed])
        case .tooFewLabels(let found, let needed):
            alternatives("progress.outlook.too-few-labels", ["found": found, "needed": needed])
        }
    }

    /// What λ lets deconfusion do to what CLIP knows: in full, and in fewer words.
    func overCorrection(_ effect: OverCorrection) -> [String] {
        alternatives(
            "progress.over-correction",
            [
                "strength": Figure.lambdas(maf: effect.lambdaMAF, icd: effect.lambdaICD),
                "turned": effect.turned.count, "right": effect.sureAndRight, "mended": effect.putRight,
            ])
    }

    // MARK: Sources

    func source(_ source: InspectionFigures) -> String {
        func rate(_ rate: WilsonInterval?) -> String { rate.map(interval) ?? "–" }
        return say(
            "progress.source",
            [
                "right": interval(source.accuracy), "false-alarms": rate(source.rates.falseAlarms),
                "misses": rate(source.rates.misses),
            ])
    }

    func moreSources(_ count: Int) -> String { say("progress.more-sources", ["count": count]) }

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
        case .notTrained: say("progress.verdict.not-trained")
        case .noAuditAnswers: say("progress.verdict.no-audit-answers")
        case .notYet(let answered, let fixed, let needed):
            say("progress.verdict.not-yet", ["answered": answered, "fixed": fixed]) + neededAnswers(needed)
        case .decided(let comparison, let head, let needed): sentence(comparison, head.rawValue, needed)
        }
    }

    private func neededAnswers(_ needed: Int?) -> String {
        needed.map { " " + say("progress.verdict.needed", ["answers": $0]) } ?? ""
    }

    private func sentence(_ comparison: PairedComparison, _ head: String, _ needed: Int?) -> String {
        let figures = say(
            "progress.verdict.figures",
            [
                "won": comparison.won, "lost": comparison.lost, "images": comparison.count,
                "p": Figure.fixed(comparison.mcNemarP, 3),
            ])
        let head = name(ofHead: head)
        return switch comparison.verdict {
        case .better: say("progress.verdict.better", ["head": head, "figures": figures])
        case .worse: say("progress.verdict.worse", ["head": head, "figures": figures])
        case .notEnoughEvidence:
            say("progress.verdict.open", ["head": head, "figures": figures]) + neededAnswers(needed)
        }
    }
}

import Evaluation
import Languages

// When to stop, and on what that rests.
extension Words {
    func sentences(_ advice: StoppingAdvice) -> [String] {
        [verdict(advice.verdict), advice.stability.map(stability), outlook(advice.outlook)].compactMap(\.self)
    }

    private func verdict(_ verdict: StoppingAdvice.Verdict) -> String {
        switch verdict {
        case .stop: say("stopping.stop")
        case .mayStillGain: say("stopping.may-still-gain")
        case .unsettled:
            say(
                "stopping.unsettled",
                [
                    "pairs": StoppingAdvice.Stability.stablePairs,
                    "kappa": DataTable.Value.decimal(StoppingAdvice.Stability.stableKappa, digits: 2).plain,
                ])
        case .unknown: say("stopping.unknown")
        }
    }

    private func stability(_ stability: StoppingAdvice.Stability) -> String {
        let kappas = stability.kappas.map { DataTable.Value.decimal($0, digits: 3).plain }
        return say(
            "stopping.stability",
            [
                "images": counted("unlabelled-image", stability.images), "changed": stability.changed,
                "before": stability.labelsBefore, "now": stability.labelsNow, "kappas": joined(kappas),
            ])
    }

    private func outlook(_ outlook: StoppingAdvice.Outlook) -> String {
        switch outlook {
        case .foreseen(let few, let double, let labels, let images):
            say(
                "stopping.outlook",
                [
                    "few": StoppingAdvice.few, "gain": points(few), "labels": labels, "double": points(double),
                    "images": images,
                ])
        case .tooFewAuditAnswers(let found, let needed):
            say("progress.outlook.too-few-audit-answers", ["found": found, "needed": needed])
        case .tooFewLabels(let found, let needed):
            say("progress.outlook.too-few-labels", ["found": found, "needed": needed])
        }
    }

    /// A gain in points with its interval.
    private func points(_ gain: Estimate) -> String {
        func signed(_ share: Double) -> String {
            (share > 0 ? "+" : "") + DataTable.Value.decimal(share * 100, digits: 1).plain
        }
        return "\(signed(gain.value)) [\(signed(gain.lower)), \(signed(gain.upper))]"
    }
}

import Evaluation

extension StoppingAdvice {
    /// When to stop, and on what that rests.
    var sentences: [String] { [verdictSentence, stabilitySentence, outlookSentence].compactMap(\.self) }

    private var verdictSentence: String {
        switch verdict {
        case .stop:
            "Stop: answers are settled, and as many labels again would bring less than two points of accuracy."
        case .mayStillGain: "Go on: answers are settled, but as many labels again may still bring two points."
        case .unsettled:
            "Go on: answers are not settled. They are after \(Stability.stablePairs) retrains in a row with κ ≥ "
                + "\(DataTable.Value.decimal(Stability.stableKappa, digits: 2).plain)."
        case .unknown: "When to stop cannot be told yet."
        }
    }

    private var stabilitySentence: String? {
        stability.map { stability in
            let kappas = stability.kappas.map { DataTable.Value.decimal($0, digits: 3).plain }
            return
                "Stability of ICD on \(counted(stability.images, "unlabelled image")): \(stability.changed) changed from "
                + "\(stability.labelsBefore) to \(stability.labelsNow) labels in training; κ of the latest retrains on changed labels "
                + "\(kappas.joined(separator: ", "))."
        }
    }

    private var outlookSentence: String {
        switch outlook {
        case .foreseen(let few, let double, let labels, let images):
            "\(Self.few) labels more would likely bring \(few.points) points, \(labels) more \(double.points) "
                + "(kernel-ridge, \(images) audit answers with a class, 95 % intervals)."
        case .tooFewAuditAnswers(let found, let needed):
            "What more labels bring is told from \(needed) audit answers with a class on; there are \(found)."
        case .tooFewLabels(let found, let needed):
            "What more labels bring is told from \(needed) labels in training on; there are \(found)."
        }
    }
}

extension Estimate {
    /// A gain in points with its interval.
    fileprivate var points: String {
        func signed(_ share: Double) -> String {
            (share > 0 ? "+" : "") + DataTable.Value.decimal(share * 100, digits: 1).plain
        }
        return "\(signed(value)) [\(signed(lower)), \(signed(upper))]"
    }
}

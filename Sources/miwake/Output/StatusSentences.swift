import Evaluation
import Labelling
import Languages
import ProjectModel
import ProjectStore
import Workbench

/// In what a round is behind the project.
struct RoundStaleness {
    fileprivate let round: EstimatorRound
    fileprivate let changes: Int
    fileprivate let knowsLabels: Bool
    fileprivate let isOfOtherClasses: Bool
    /// Nil where the features cannot be opened.
    fileprivate let knowsFeatures: Bool?

    init(_ round: EstimatorRound, _ status: ProjectStatus, encoderKey: String?) {
        self.round = round
        changes = status.trainingChanges
        knowsLabels = status.knowsLabels
        isOfOtherClasses = status.isOfOtherClasses
        knowsFeatures = encoderKey.map { $0 == round.featureKey }
    }

    var isNone: Bool { knowsLabels && !isOfOtherClasses && knowsFeatures == true }
}

// Which round is in use, by which head, and why.
extension Words {
    func sentences(_ staleness: RoundStaleness) -> [String] {
        let round = staleness.round.id.rawValue
        var lines: [String] = []
        if !staleness.knowsLabels {
            lines.append(
                staleness.changes > 0
                    ? say("round.labels-changed", ["round": round, "labels": counted("label", staleness.changes)])
                    : say("round.labels-renamed", ["round": round]))
        }
        if staleness.isOfOtherClasses { lines.append(notUsed(staleness.round)) }
        if staleness.knowsFeatures == false { lines.append(say("round.other-features", ["round": round])) }
        return lines
    }

    /// A round of other classes, wherever a figure could have come from it.
    func notUsed(_ round: EstimatorRound) -> String { say("training.other-classes", ["round": round.id.rawValue]) }

    /// Why this head.
    func sentence(_ choice: HeadChoice) -> String { sentence(choice.head, choice.reason) }

    func sentence(_ head: Head, _ reason: HeadChoice.Reason) -> String {
        switch reason {
        case .notTrained: say("head-choice.not-trained")
        case .tooFewLabels(let smallest):
            say("head-choice.too-few-labels", ["head": head.rawValue, "smallest": smallest])
        case .notMeasured: say("head-choice.not-measured", ["head": head.rawValue])
        case .lowestLogLoss(let losses):
            say(
                "head-choice.lowest-log-loss",
                [
                    "head": head.rawValue,
                    "losses": joined(
                        losses.map { "\($0.head.rawValue) \(DataTable.Value.decimal($0.logLoss, digits: 3).plain)" }),
                ])
        }
    }
}

import Evaluation
import Heads
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

    /// Why this head, and why not the pool's.
    func sentence(_ choice: HeadChoice) -> String {
        let sentence = sentence(choice.head, choice.reason)
        guard let expected = choice.expectedImages, choice.poolIsTooSmall else { return sentence }
        let gate = say(
            "head-choice.pool-too-small",
            [
                "expected": DataTable.Value.decimal(expected, digits: 1).plain,
                "needed": Int(PoolHead.expectedImages),
            ])
        return say("join.sentences", ["first": sentence, "second": gate])
    }

    func sentence(_ head: Head, _ reason: HeadChoice.Reason) -> String {
        switch reason {
        case .notTrained: say("head-choice.not-trained")
        case .fromPool(0): say("head-choice.from-pool", ["head": head.rawValue])
        case .fromPool(let labels):
            say("head-choice.from-pool-and-labels", ["head": head.rawValue, "labels": counted("label", labels)])
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

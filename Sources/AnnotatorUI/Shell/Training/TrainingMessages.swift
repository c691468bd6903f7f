internal import Evaluation
internal import Figures
package import Languages
internal import ProjectModel

// The head in use, the training that made it, and the embedding before.
extension Words {
    var notTrained: String { say("estimator.not-trained") }
    var plainCLIPName: String { say("estimator.plain-clip") }

    /// What people call a head; figures and files call it by its raw name.
    package func name(ofHead head: String) -> String { say("head.\(head)") }

    func head(_ estimator: EstimatorFacts) -> String { head(estimator.head.rawValue, estimator.mode) }

    func head(_ head: String, _ mode: FeatureMode?) -> String {
        say("estimator.in-use", ["head": name(ofHead: head), "mode": self.mode(mode)])
    }

    /// How the estimator was fed; before the first training there is none.
    func mode(_ mode: FeatureMode?) -> String {
        switch mode {
        case nil: say("estimator.before-training")
        case .pooled: say("estimator.pooled")
        case .tokens: say("estimator.tokens")
        }
    }

    /// Why a head is in use, in full and in fewer words.
    func reason(_ reason: HeadChoice.Reason, of head: String) -> [String] {
        let needed = HeadChoice.labelsToChoose
        switch reason {
        case .notTrained: return [notTrained]
        case .fromPool(0): return alternatives("estimator.from-pool")
        case .fromPool(let labels): return alternatives("estimator.from-pool-and-labels", ["labels": labels])
        case .tooFewLabels(let smallest):
            return alternatives(
                "estimator.too-few-labels", ["head": name(ofHead: head), "needed": needed, "smallest": smallest])
        case .notMeasured: return alternatives("estimator.not-measured", ["head": name(ofHead: head)])
        case .lowestLogLoss(let losses):
            let loss = losses.first { $0.head.rawValue == head }.map { Figure.fixed($0.logLoss, 2) } ?? "–"
            return alternatives(
                "estimator.lowest-log-loss", ["head": name(ofHead: head), "heads": losses.count, "loss": loss])
        }
    }

    // MARK: Rounds

    /// The latest round; nil before the first training.
    func lastRound(_ estimator: EstimatorFacts) -> String? {
        guard let round = estimator.round else { return nil }
        guard let seconds = estimator.seconds else {
            return say("training.round", ["round": round, "labels": estimator.labelCount])
        }
        return say(
            "training.round.timed",
            ["round": round, "labels": estimator.labelCount, "seconds": Figure.seconds(seconds)])
    }

    func trained(_ estimator: EstimatorFacts) -> String {
        let labels = labelsInTraining(estimator.labelCount)
        guard let seconds = estimator.seconds else { return say("training.done", ["labels": labels]) }
        return say("training.done.timed", ["labels": labels, "seconds": Figure.seconds(seconds)])
    }

    func nothingChanged(since round: Int) -> String { say("training.nothing-changed", ["round": round]) }
    func roundOfOtherClasses(_ round: Int) -> String { say("training.other-classes", ["round": round]) }
    var trainingStopped: String { say("training.stopped") }

    // MARK: What is going on

    func training(_ fraction: Float) -> String { say("activity.training", ["percent": Figure.percent(fraction)]) }

    func embedding(_ progress: EmbeddingProgress) -> String {
        guard progress.total > 0 else { return say("activity.looking-at-folder") }
        return say("activity.embedding", ["percent": Figure.percent(progress.fraction)])
    }

    var stopping: String { say("activity.stopping") }
    var saving: String { say("activity.saving") }
}

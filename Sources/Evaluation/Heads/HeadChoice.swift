internal import Heads
package import ProjectModel

/// Which head is in use, and why.
package struct HeadChoice: Sendable, Equatable {
    package let head: Head
    package let reason: Reason

    package enum Reason: Sendable, Equatable {
        /// Nothing is trained.
        case notTrained
        /// The smallest class has too few labels to choose by held-out figures: there they do more harm than good.
        case tooFewLabels(smallestClass: Int)
        /// There are labels enough, and their held-out figures are still to be made, or were lost after more labels came.
        case notMeasured
        /// The lowest out-of-fold log-loss, in nats, of the heads compared.
        case lowestLogLoss([Loss])
    }

    package struct Loss: Sendable, Equatable {
        package let head: Head
        package let logLoss: Double

        package init(head: Head, logLoss: Double) {
            self.head = head
            self.logLoss = logLoss
        }
    }

    /// Labels in the smallest class from which held-out figures may choose a head, and the gate and the MLP are shown.
    package static let labelsToChoose = 3

    package static let notTrained = HeadChoice(head: .zeroShot, reason: .notTrained)

    private init(head: Head, reason: Reason) {
        self.head = head
        self.reason = reason
    }

    /// Whether a head is shown beside others: the gate and the MLP only from three labels per class.
    package static func isShown(_ head: Head, smallestClass: Int) -> Bool {
        !head.needsSeveralLabels || smallestClass >= labelsToChoose
    }

    /// Which head is in use: the one rule that every command and screen goes by. Plain CLIP before the first training, the mean of
    /// ICD and kernel ridge below three labels per class, then the head with the lowest out-of-fold log-loss.
    ///
    /// - Parameters:
    ///   - smallestClass: labels, of those that the round was trained on, of the class that has fewest; nil before the first round.
    ///   - losses: out-of-fold log-losses of those labels, tempered; nil or empty where they were not measured.
    package init(smallestClass: Int?, losses: [Loss]?) {
        guard let smallestClass else {
            self = .notTrained
            return
        }
        guard smallestClass >= Self.labelsToChoose else {
            self.init(head: .mean, reason: .tooFewLabels(smallestClass: smallestClass))
            return
        }
        guard let losses, let first = losses.first else {
            self.init(head: .mean, reason: .notMeasured)
            return
        }
        // Of equal losses the first listed: the caller names the simplest head first.
        let best = losses.dropFirst().reduce(first) { $1.logLoss < $0.logLoss ? $1 : $0 }
        self.init(head: best.head, reason: .lowestLogLoss(losses))
    }
}

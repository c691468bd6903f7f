internal import Heads
package import ProjectModel

/// Which head is in use, and why.
package struct HeadChoice: Sendable, Equatable {
    package let head: Head
    package let reason: Reason
    /// Images that plain CLIP expects of the median class in the pool; nil where that is not known yet.
    package let expectedImages: Double?

    package enum Reason: Sendable, Equatable {
        /// Nothing is trained, and the pool holds too few images to learn from.
        case notTrained
        /// Nothing is trained yet: the pool itself teaches, and what labels there are.
        case fromPool(labels: Int)
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

    package static let notTrained = HeadChoice(head: .zeroShot, reason: .notTrained, expectedImages: nil)

    private init(head: Head, reason: Reason, expectedImages: Double?) {
        self.head = head
        self.reason = reason
        self.expectedImages = expectedImages
    }

    /// Whether it is plain CLIP because the pool holds too few images of its classes.
    package var poolIsTooSmall: Bool { reason == .notTrained && expectedImages != nil }

    /// Whether a head is shown beside others: the gate and the MLP only from three labels per class.
    package static func isShown(_ head: Head, smallestClass: Int) -> Bool {
        !head.needsSeveralLabels || smallestClass >= labelsToChoose
    }

    /// Which head is in use: the one rule that every command and screen goes by.
    ///
    /// Below three labels per class, and before the first training, it is the pool head; plain CLIP where there is no label and the pool
    /// holds too few images to learn from. From three labels per class on it is the head with the lowest out-of-fold log-loss.
    ///
    /// - Parameters:
    ///   - smallestClass: labels, of those that the round was trained on, of the class that has fewest; nil before the first round.
    ///   - losses: out-of-fold log-losses of those labels, tempered; nil or empty where they were not measured.
    ///   - expectedImages: that plain CLIP expects of the median class in the pool; nil where the features were not opened: then the
    ///     pool is taken to be large enough, as it nearly always is.
    ///   - labels: given by now; only before the first round they matter.
    package init(smallestClass: Int?, losses: [Loss]?, expectedImages: Double?, labels: Int = 0) {
        func choice(_ head: Head, _ reason: Reason) -> HeadChoice {
            HeadChoice(head: head, reason: reason, expectedImages: expectedImages)
        }
        guard let smallestClass else {
            let teaches = labels > 0 || (expectedImages.map { $0 >= PoolHead.expectedImages } ?? true)
            self = teaches ? choice(.poolHead, .fromPool(labels: labels)) : choice(.zeroShot, .notTrained)
            return
        }
        guard smallestClass >= Self.labelsToChoose else {
            self = choice(.poolHead, .tooFewLabels(smallestClass: smallestClass))
            return
        }
        guard let losses, let first = losses.first else {
            self = choice(.poolHead, .notMeasured)
            return
        }
        // Of equal losses the first listed: the caller names the simplest head first.
        let best = losses.dropFirst().reduce(first) { $1.logLoss < $0.logLoss ? $1 : $0 }
        self = choice(best.head, .lowestLogLoss(losses))
    }
}

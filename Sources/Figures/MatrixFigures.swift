package import Evaluation
package import ProjectModel

/// The confusion of one source, for plain CLIP and for a head, over the same images, with all that a reader must know.
package struct MatrixFigures: Sendable, Equatable {
    package var source: MatrixSource
    package var zeroShot: ConfusionMatrix
    /// Nil before the first training, and where plain CLIP alone was asked for.
    package var head: HeadMatrix?
    /// Images counted.
    package var imageCount: Int
    /// Classes without an estimate, in project order: of them nothing was scored.
    package var notEstimable: [ClassID]
    /// Shots per class that the folds trained on, smallest to largest; nil for all but out-of-fold matrices.
    package var shotsPerFold: ClosedRange<Int>?
    /// Of audit matrices.
    package var audit: AuditCounts?
    /// The share that is right with its interval: of audit matrices, and of those by an answer key.
    package var zeroShotAccuracy: WilsonInterval?
    /// Of predicted matrices: the mean of the largest probabilities, which is not the share that is right.
    package var zeroShotConfidence: Double?
    /// Of predicted matrices, whose probabilities it made.
    package var zeroShotTempering: Tempering?
    /// Of the head, plain CLIP before the first training: all images, then each camera or line. Empty for a predicted matrix,
    /// which knows no truth.
    package var inspections: [InspectionFigures] = []
    /// A row (truth) with fewer images than this is too thin to trust.
    package var thinRow = 5.0

    /// What one head says, of which round, and why it is that head.
    package struct HeadMatrix: Sendable, Equatable {
        package var head: Head
        /// Nil before the first training.
        package var mode: FeatureMode?
        /// Nil for the models of folds, which belong to no round, and before the first training.
        package var round: EstimatorID?
        package var matrix: ConfusionMatrix
        package var accuracy: WilsonInterval?
        /// What the head believes of itself; not an accuracy.
        package var confidence: Double?
        package var tempering: Tempering?
        /// Why this head is in use; nil for one that was asked for by name.
        package var reason: HeadChoice.Reason?

        package init(
            head: Head, mode: FeatureMode?, round: EstimatorID?, matrix: ConfusionMatrix,
            accuracy: WilsonInterval? = nil, confidence: Double? = nil, tempering: Tempering? = nil,
            reason: HeadChoice.Reason? = nil
        ) {
            self.head = head
            self.mode = mode
            self.round = round
            self.matrix = matrix
            self.accuracy = accuracy
            self.confidence = confidence
            self.tempering = tempering
            self.reason = reason
        }
    }

    package init(
        source: MatrixSource, zeroShot: ConfusionMatrix, head: HeadMatrix? = nil, imageCount: Int,
        notEstimable: [ClassID] = [], shotsPerFold: ClosedRange<Int>? = nil
    ) {
        self.source = source
        self.zeroShot = zeroShot
        self.head = head
        self.imageCount = imageCount
        self.notEstimable = notEstimable
        self.shotsPerFold = shotsPerFold
    }
}

extension MatrixFigures {
    /// The matrix of the head in use, where there is one.
    package var active: ConfusionMatrix? { head?.matrix }
    package var activeAccuracy: WilsonInterval? { head?.accuracy }
    package var activeConfidence: Double? { head?.confidence }

    /// What tempers the head, plain CLIP where there is no other.
    package var tempering: Tempering? { head?.tempering ?? zeroShotTempering }
    /// False while the prior of the tempering weighs more than the labels (predicted matrices only).
    package var isCalibrated: Bool { tempering?.isCalibrated == true }
}

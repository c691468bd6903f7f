package import Evaluation
package import ProjectModel

/// The confusion matrices of one source, for plain CLIP and for the head in use, over the same images.
package struct MatrixFigures: Sendable, Equatable {
    package var source: MatrixSource
    package var zeroShot: ConfusionMatrix
    /// Nil before the first training.
    package var active: ConfusionMatrix?
    /// The estimator of `active`; out-of-fold models are named after the recipe's head and mode.
    package var estimator: EstimatorFacts?
    /// Images counted.
    package var imageCount: Int
    /// False while the prior of the tempering weighs more than the labels (predicted matrices only).
    package var isCalibrated: Bool
    /// Classes without an estimate, in project order: too few labels to be scored.
    package var notEstimable: [ClassID]
    /// Shots a class that the folds trained on, smallest to largest; nil but for out-of-fold matrices.
    package var shotsPerFold: ClosedRange<Int>?
    /// A row (truth) with fewer images than this is dimmed: too thin to trust.
    package var thinRow: Double
    /// The interval of the share that is right, where one can be given: of audit matrices.
    package var zeroShotAccuracy: WilsonInterval?
    package var activeAccuracy: WilsonInterval?
    /// Of predicted matrices: the mean of the largest probabilities, which is no share that is right.
    package var zeroShotConfidence: Double?
    package var activeConfidence: Double?

    package init(
        source: MatrixSource, zeroShot: ConfusionMatrix, active: ConfusionMatrix?, estimator: EstimatorFacts?,
        imageCount: Int, isCalibrated: Bool, notEstimable: [ClassID] = [], shotsPerFold: ClosedRange<Int>? = nil,
        thinRow: Double = 5, zeroShotAccuracy: WilsonInterval? = nil, activeAccuracy: WilsonInterval? = nil,
        zeroShotConfidence: Double? = nil, activeConfidence: Double? = nil
    ) {
        self.source = source
        self.zeroShot = zeroShot
        self.active = active
        self.estimator = estimator
        self.imageCount = imageCount
        self.isCalibrated = isCalibrated
        self.notEstimable = notEstimable
        self.shotsPerFold = shotsPerFold
        self.thinRow = thinRow
        self.zeroShotAccuracy = zeroShotAccuracy
        self.activeAccuracy = activeAccuracy
        self.zeroShotConfidence = zeroShotConfidence
        self.activeConfidence = activeConfidence
    }
}

/// What a request for a matrix came to.
package enum MatrixResult: Sendable, Equatable {
    case figures(MatrixFigures)
    /// There is nothing to count yet, and the screen says why.
    case empty(Reason)
    /// A sentence for the person.
    case failed(String)

    package enum Reason: Sendable, Equatable {
        /// No answer among the `reserve` images.
        case noAuditAnswers(reserve: Int)
        /// No class has the two labels that a fold needs.
        case tooFewLabels
        /// Nothing is embedded or imported yet.
        case noFeatures
    }
}

/// The images behind one cell of a matrix.
package struct CellRequest: Sendable, Hashable {
    package var source: MatrixSource
    /// Of plain CLIP (true) or of the head in use.
    package var isZeroShot: Bool
    package var truth: ClassID
    package var predicted: ClassID

    package init(source: MatrixSource, isZeroShot: Bool, truth: ClassID, predicted: ClassID) {
        self.source = source
        self.isZeroShot = isZeroShot
        self.truth = truth
        self.predicted = predicted
    }
}

package struct CellImages: Sendable, Equatable {
    package var request: CellRequest
    /// The heaviest first.
    package var images: [Entry]
    /// All of the cell, when `images` is cut.
    package var total: Int

    package struct Entry: Sendable, Equatable {
        package var image: ImageID
        package var path: String
        /// Its share of the cell: 1 for a counted image, p(truth) in a predicted matrix.
        package var weight: Float
        /// The head's probability for the predicted class.
        package var probability: Float
        package var review: Review

        package init(image: ImageID, path: String, weight: Float, probability: Float, review: Review) {
            self.image = image
            self.path = path
            self.weight = weight
            self.probability = probability
            self.review = review
        }
    }

    package init(request: CellRequest, images: [Entry], total: Int) {
        self.request = request
        self.images = images
        self.total = total
    }
}

package import ProjectModel

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

/// What a request for the images of a cell came to.
package struct CellImages: Sendable, Equatable {
    package var request: CellRequest
    /// Of the head that the figures came from; nil for plain CLIP.
    package var estimator: EstimatorFacts?
    /// The heaviest first.
    package var images: [Entry]
    /// All of the cell, when `images` is cut.
    package var total: Int

    package struct Entry: Sendable, Equatable {
        package var image: ImageID
        /// Relative to the image folder.
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

    package init(request: CellRequest, estimator: EstimatorFacts?, images: [Entry], total: Int) {
        self.request = request
        self.estimator = estimator
        self.images = images
        self.total = total
    }
}

package import ProjectModel

/// What deconfusion did to answers that plain CLIP was sure and right about, by audit answers, at the λ of one round.
///
/// λ of the similarity losses holds the estimator to plain CLIP; this is where too small a λ shows first.
package struct OverCorrection: Sendable, Equatable {
    package let round: EstimatorID
    /// λ of the similarity losses that the round was trained with.
    package let lambdaMAF: Float
    package let lambdaICD: Float
    /// Audit images answered with a class.
    package let audited: Int
    /// Of them those on which plain CLIP was sure, from `overCorrectionConfidence` on, and right.
    package let sureAndRight: Int
    /// Of those the images that ICD turned to a wrong class, CLIP's surest first.
    package let turned: [Turned]
    /// Audit images that plain CLIP had wrong and ICD has right.
    package let putRight: Int

    package struct Turned: Sendable, Equatable {
        package let image: ImageItem
        package let truth: ClassID
        /// What ICD says instead.
        package let answer: ClassID
        /// CLIP's probability of the truth, in [0, 1].
        package let confidence: Float

        package init(image: ImageItem, truth: ClassID, answer: ClassID, confidence: Float) {
            self.image = image
            self.truth = truth
            self.answer = answer
            self.confidence = confidence
        }
    }

    package init(
        round: EstimatorID, lambdaMAF: Float, lambdaICD: Float, audited: Int, sureAndRight: Int, turned: [Turned],
        putRight: Int
    ) {
        self.round = round
        self.lambdaMAF = lambdaMAF
        self.lambdaICD = lambdaICD
        self.audited = audited
        self.sureAndRight = sureAndRight
        self.turned = turned
        self.putRight = putRight
    }
}

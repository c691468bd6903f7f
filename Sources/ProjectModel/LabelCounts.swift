/// How far the labelling has come: three numbers of images, which are never taken for one another.
package struct LabelCounts: Sendable, Equatable {
    /// Labels in training, in project order: outside the reserve, of images with features. What the next training learns from.
    package var inTrainingByClass: [Int]
    /// Audit answers: images of the reserve that an audit prompt asked for and that got an answer of any kind.
    package var auditAnswers: Int
    /// Reviews: images, those of the reserve among them, with an answer of any kind.
    package var reviews: Int

    package init(inTrainingByClass: [Int], auditAnswers: Int, reviews: Int) {
        self.inTrainingByClass = inTrainingByClass
        self.auditAnswers = auditAnswers
        self.reviews = reviews
    }

    /// Labels in training, of all classes.
    package var inTraining: Int { inTrainingByClass.reduce(0, +) }

    /// "n labels per class" always means the smallest class.
    package var smallestClass: Int { inTrainingByClass.min() ?? 0 }
}

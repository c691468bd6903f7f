/// How far the images have been embedded, in the background.
package struct EmbeddingProgress: Sendable, Equatable {
    /// Images that have been dealt with, of all that were to be.
    package var done: Int
    /// 0 while the folder is being looked through.
    package var total: Int

    package init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }

    /// In [0, 1].
    package var fraction: Float { total > 0 ? Float(done) / Float(total) : 0 }
}

/// How far the labelling has come, as counted by the store after each change.
package struct Progress: Sendable, Equatable {
    package var imageCount: Int
    /// Labels per class in project order. The reserve counts too: every answer must move the count, or it would give
    /// an audit prompt away.
    package var labelsPerClass: [Int]
    /// Images with an answer of any kind.
    package var answered: Int
    /// Images of the audit reserve with an answer.
    package var auditAnswered: Int
    package var reserveCount: Int
    /// Labels that the latest estimator has not seen; what starts a retrain.
    package var labelsSinceTraining: Int

    package var labelled: Int { labelsPerClass.reduce(0, +) }

    package init(
        imageCount: Int, labelsPerClass: [Int], answered: Int, auditAnswered: Int = 0, reserveCount: Int = 0,
        labelsSinceTraining: Int = 0
    ) {
        self.imageCount = imageCount
        self.labelsPerClass = labelsPerClass
        self.answered = answered
        self.auditAnswered = auditAnswered
        self.reserveCount = reserveCount
        self.labelsSinceTraining = labelsSinceTraining
    }
}

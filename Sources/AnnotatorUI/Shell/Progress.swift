package import ProjectModel

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
    package var counts: LabelCounts
    package var reserveCount: Int
    /// Labels in training that were given, changed or taken back since the latest training; what starts a retrain.
    package var trainingChanges: Int

    package init(imageCount: Int, counts: LabelCounts, reserveCount: Int = 0, trainingChanges: Int = 0) {
        self.imageCount = imageCount
        self.counts = counts
        self.reserveCount = reserveCount
        self.trainingChanges = trainingChanges
    }
}

package import ProjectModel

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

package import LinearAlgebra

/// The labelled images that a head is fitted to.
package struct LabelledFeatures: Sendable, Equatable {
    /// Unit image embeddings: (n, D).
    package let embeddings: Matrix
    /// CLIP's own logits: (n, C).
    package let zeroShot: Matrix
    /// The class of each image, in 0..<C.
    package let labels: [Int]
    /// Images of equal numbers, near-duplicates or of one part, are left out together.
    package let groups: [Int]
    /// Where each lies among the images of the pool.
    package let places: [Int]

    /// - Parameters:
    ///   - groups: nil where every image stands for itself.
    ///   - places: nil where the pool holds these images first, in this order.
    package init(embeddings: Matrix, zeroShot: Matrix, labels: [Int], groups: [Int]? = nil, places: [Int]? = nil) {
        precondition(
            embeddings.rows == labels.count && zeroShot.rows == labels.count, "an embedding and logits for each label")
        precondition(labels.allSatisfy { 0..<zeroShot.columns ~= $0 }, "a label of no class")
        precondition(groups.map { $0.count == labels.count } ?? true, "a group per image")
        precondition(places.map { $0.count == labels.count } ?? true, "a place per image")
        self.embeddings = embeddings
        self.zeroShot = zeroShot
        self.labels = labels
        self.groups = groups ?? Array(labels.indices)
        self.places = places ?? Array(labels.indices)
    }

    package var count: Int { labels.count }

    /// Some of the images.
    package func subset(_ places: [Int]) -> LabelledFeatures {
        LabelledFeatures(
            embeddings: embeddings.gatheringRows(places), zeroShot: zeroShot.gatheringRows(places),
            labels: places.map { labels[$0] }, groups: places.map { groups[$0] },
            places: places.map { self.places[$0] })
    }

    package var classCount: Int { zeroShot.columns }

    /// Y: one-hot rows, (n, C).
    var oneHot: Matrix {
        var matrix = Matrix(rows: count, columns: classCount)
        for (row, label) in labels.enumerated() { matrix[row, label] = 1 }
        return matrix
    }
}

/// What a head is fitted to: the labelled images, and the pool that they come from.
package struct LabelledPool: Sendable {
    package let labelled: LabelledFeatures
    package let pool: PoolImages

    /// - Parameter pool: holds the labelled images, each at its place.
    package init(_ labelled: LabelledFeatures, in pool: PoolImages) {
        precondition(labelled.classCount == pool.classCount, "the classes of the pool")
        precondition(labelled.places.allSatisfy { 0..<pool.count ~= $0 }, "a labelled image that the pool lacks")
        self.labelled = labelled
        self.pool = pool
    }

    package var geometry: PoolGeometry { pool.geometry }
}

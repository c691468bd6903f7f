package import LinearAlgebra
package import ProjectModel

/// The random views of labelled images, memory-mapped. Views teach; nothing is ranked or measured by them.
package struct ViewTable: Sendable {
    private let set: FeatureSet
    private let index: FeatureRowIndex?

    init(set: FeatureSet, index: FeatureRowIndex?) {
        self.set = set
        self.index = index
    }

    /// Images whose views are there, by number.
    package var images: [ImageID] { index?.images ?? [] }

    /// Some views of one image.
    package struct Views: Sendable, Equatable {
        /// Unit embeddings: (views, D).
        package var embeddings: Matrix
        /// One matrix per level, pooled: (views × rows per view, level width), view after view.
        package var levels: [Matrix]
    }

    /// The chosen views of an image, 0 ..< K; nil where they are not there yet.
    package func views(_ chosen: some Collection<Int>, of image: ImageID) throws(StoreError) -> Views? {
        guard let index, let location = index.location(of: image), let length = set.rowLength(.views) else {
            return nil
        }
        try index.verify([location])
        let row = [Float](unsafeUninitializedCapacity: length) { target, initialized in
            index.copy(location, into: target.prefixed(length))
            initialized = length
        }
        let pooled = set.pooledLevels.reduce(0) { $0 + $1.count }
        let afterEmbeddings = FeatureSet.viewsPerImage * set.width
        var start = 0
        let levels = set.pooledLevels.map { level in
            defer { start += level.count }
            return Matrix(
                rows: chosen.count * level.rows, columns: level.width,
                elements: chosen.flatMap { view in
                    let first = afterEmbeddings + view * pooled + start
                    return row[first..<first + level.count]
                })
        }
        return Views(
            embeddings: Matrix(
                rows: chosen.count, columns: set.width,
                elements: chosen.flatMap { row[$0 * set.width..<($0 + 1) * set.width] }),
            levels: levels)
    }
}

extension UnsafeMutableBufferPointer<Float> {
    fileprivate func prefixed(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(rebasing: self[..<count])
    }
}

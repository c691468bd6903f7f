package import Deconfusion
internal import LinearAlgebra
internal import ProjectModel
internal import ProjectStore

/// What a training reads: the labelled images, and behind them the random views that are there by now.
package struct TrainingRows {
    package var features: FeatureBatch
    /// Of each image; empty where its views have not come in yet, or where the mode has none.
    package var views: [Range<Int>]

    package init(features: FeatureBatch, views: [Range<Int>] = []) {
        self.features = features
        self.views = views
    }

    /// Images that have views.
    package var viewedImages: Int { views.count { !$0.isEmpty } }
}

extension Workbench {
    /// Floats of views that a training holds at most, 256 MB: all eight views of thousands of labels of a transformer, and fewer
    /// views per image for a ResNet, whose pooled stages are fifty times as large.
    private static let mostViewFloats = 1 << 26

    /// The labelled images in these rows of the pool with the views that are stored at this moment. Nothing is waited for.
    func trainingRows(_ rows: [Int], _ mode: FeatureMode, on pool: Pool) throws -> TrainingRows {
        let images = try pool.batch(rows, mode)
        let without = TrainingRows(features: images, views: [])
        // Tokens of views would be larger than everything else together: they are never stored.
        guard mode == .pooled, let classifier = pool.classifier else { return without }
        let table = try store.views(in: pool.featureKey)
        guard !table.images.isEmpty else { return without }
        let floats = images.levels.reduce(0) { $0 + $1.elements.count } / max(1, rows.count)
        let fitting = Self.mostViewFloats / max(1, floats * rows.count)
        let chosen = 0..<min(max(1, fitting), FeatureSet.viewsPerImage)
        var views: [Range<Int>] = []
        var logits = images.logits.elements
        var levels = images.levels.map(\.elements)
        var count = rows.count
        for row in rows {
            guard let found = try table.views(chosen, of: pool.images[row].id) else {
                views.append(count..<count)
                continue
            }
            logits += classifier.logits(found.embeddings).elements
            for (level, matrix) in found.levels.enumerated() { levels[level] += matrix.elements }
            views.append(count..<count + chosen.count)
            count += chosen.count
        }
        return TrainingRows(
            features: FeatureBatch(
                logits: Matrix(rows: count, columns: classes.count, elements: logits),
                levels: zip(levels, images.levels).map { elements, level in
                    Matrix(rows: elements.count / level.columns, columns: level.columns, elements: elements)
                }),
            views: views)
    }
}

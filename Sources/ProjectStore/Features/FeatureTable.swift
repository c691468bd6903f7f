internal import Foundation
internal import GRDB
package import Layers
package import LinearAlgebra
package import ProjectModel
internal import TensorFiles

/// The features in use, memory-mapped: opening reads the index only, and rows are copied when they are asked for.
///
/// Nothing is re-encoded and nothing is made up: a row that is not there is an error that says how many are missing, and a file
/// that is not what was written is one that names it, when its first row is asked for.
package struct FeatureTable: Sendable {
    package let set: FeatureSet
    /// The classes of the text rows, in the order of the rows; empty before there are any.
    package let textRows: [TextRow]
    private let indices: [FeatureKind: FeatureRowIndex]
    private let textFile: RegisteredFile?
    private let projectionFile: RegisteredFile?

    init(
        set: FeatureSet, textRows: [TextRow], indices: [FeatureKind: FeatureRowIndex], text: RegisteredFile?,
        projection: RegisteredFile?
    ) {
        self.set = set
        self.textRows = textRows
        self.indices = indices
        textFile = text
        projectionFile = projection
    }

    /// Images that have a row of this kind, by number.
    package func images(with kind: FeatureKind) -> [ImageID] {
        indices[kind]?.images ?? []
    }

    /// Those of the images that have no row of this kind, in the order given.
    package func missing(_ kind: FeatureKind, of images: [ImageID]) -> [ImageID] {
        guard let index = indices[kind] else { return images }
        return images.filter { index.location(of: $0) == nil }
    }

    /// Unit image embeddings ẑ: (images, D), in the order given.
    package func embeddings(of images: [ImageID]) throws(StoreError) -> Matrix {
        try gather(.image, of: images)
    }

    /// Whole rows of a kind: (images, row length), in the order given.
    package func gather(_ kind: FeatureKind, of images: [ImageID]) throws(StoreError) -> Matrix {
        guard let length = set.rowLength(kind), length > 0, let index = indices[kind] else {
            throw .featureRowsMissing(kind: kind, count: images.count, examples: Array(images.prefix(1)))
        }
        var locations: [FeatureRowIndex.Location] = []
        locations.reserveCapacity(images.count)
        for image in images {
            guard let location = index.location(of: image) else {
                let missing = missing(kind, of: images)
                throw .featureRowsMissing(kind: kind, count: missing.count, examples: Array(missing.prefix(3)))
            }
            locations.append(location)
        }
        try index.verify(locations)
        let elements = [Float](unsafeUninitializedCapacity: images.count * length) { target, initialized in
            for (row, location) in locations.enumerated() {
                index.copy(
                    location, into: UnsafeMutableBufferPointer(rebasing: target[row * length..<(row + 1) * length]))
            }
            initialized = images.count * length
        }
        return Matrix(rows: images.count, columns: length, elements: elements)
    }

    /// Level features: one matrix per level, (images × rows per image, level width), image after image.
    ///
    /// - Parameter mode: `pooled` or `tokens`; what is not stored is an error.
    package func levels(_ mode: FeatureMode, of images: [ImageID]) throws(StoreError) -> [Matrix] {
        let kind: FeatureKind = mode == .pooled ? .pooled : .tokens
        let whole = try gather(kind, of: images)
        var start = 0
        return set.levels(kind).map { level in
            defer { start += level.count }
            var elements: [Float] = []
            elements.reserveCapacity(images.count * level.count)
            for image in images.indices {
                let first = image * whole.columns + start
                elements.append(contentsOf: whole.elements[first..<first + level.count])
            }
            return Matrix(rows: images.count * level.rows, columns: level.width, elements: elements)
        }
    }

    /// Unit text embeddings t̂: (classes, D), in the order given.
    ///
    /// - Parameter classes: where prompts are given, they must be those that were embedded; rows whose prompts are unknown
    ///   (imported ones) are taken as they are.
    package func text(for classes: [TextRow]) throws(StoreError) -> Matrix {
        let rowOfName = Dictionary(
            textRows.enumerated().map { ($0.element.className, $0.offset) }, uniquingKeysWith: { first, _ in first })
        func row(_ entry: TextRow) -> Int? {
            guard let row = rowOfName[entry.className] else { return nil }
            let embedded = textRows[row].prompts
            return embedded.isEmpty || entry.prompts.isEmpty || embedded == entry.prompts ? row : nil
        }
        let missing = classes.filter { row($0) == nil }
        guard let textFile, missing.isEmpty else {
            throw .textRowsMissing(classes: (textFile == nil ? classes : missing).map(\.className))
        }
        try textFile.verify()
        do {
            let text = textFile.rows
            let whole = Matrix(rows: text.rows, columns: text.rowLength, elements: try text.floats())
            return whole.gatheringRows(classes.compactMap(row))
        } catch {
            throw StoreError(error, featureFile: textFile.file.file.path)
        }
    }

    /// The frozen end of the image tower; nil where the set has none.
    package func frozenProjection() throws(StoreError) -> FrozenProjection? {
        guard let projectionFile else { return nil }
        try projectionFile.verify()
        let (file, rows) = (projectionFile.file.file, projectionFile.rows)
        let block: Matrix
        do {
            block = Matrix(rows: rows.rows, columns: rows.rowLength, elements: try rows.floats())
        } catch {
            throw StoreError(error, featureFile: file.path)
        }
        let heads = file.metadata[FeatureSegment.Metadata.heads].flatMap { Int($0) }
        do {
            return try FrozenProjection(block: block, heads: heads, embedding: set.width)
        } catch {
            throw .badFeatureShape(
                kind: .projection, expected: [block.rows, set.width], found: [block.rows, block.columns])
        }
    }
}

internal import Foundation
package import LinearAlgebra
package import ProjectModel
internal import TensorFiles

/// Writes rows of one kind into segments. It does not open the store: a process that only encodes needs no lock, and
/// `ProjectStore.register` takes the segments up afterwards.
///
/// Embeddings are brought to unit length here, once.
package struct FeatureSegmentWriter: ~Copyable {
    private let folder: StoreFolder
    private let setKey: String
    private let kind: FeatureKind
    private let rowLength: Int
    private let isHalfPrecision: Bool
    private var images: [ImageID] = []
    /// Rows that wait for their segment to be full.
    private var pending: [Float] = []
    private var count = 0
    private var segments: [FeatureSegment] = []

    /// - Precondition: the set has image rows of this kind.
    package init(folder: StoreFolder, set: FeatureSet, kind: FeatureKind) {
        guard let rowLength = set.rowLength(kind), rowLength > 0 else {
            preconditionFailure("the features \(set.key) have no rows of kind \(kind)")
        }
        self.folder = folder
        self.kind = kind
        self.rowLength = rowLength
        isHalfPrecision = set.isHalfPrecision(kind)
        setKey = set.key
    }

    /// Appends the row of an image. Level features come level after level, each rows × width.
    package mutating func append(_ row: some Collection<Float>, of image: ImageID) throws(StoreError) {
        guard row.count == rowLength else {
            throw .badFeatureShape(kind: kind, expected: [rowLength], found: [row.count])
        }
        let start = pending.count
        pending.append(contentsOf: row)
        let isUsable = pending.withUnsafeMutableBufferPointer { buffer in
            UnitVectors.prepare(
                UnsafeMutableBufferPointer(rebasing: buffer[start...]), kind: kind, isHalfPrecision: isHalfPrecision)
        }
        guard isUsable else {
            pending.removeSubrange(start...)
            throw .badFeatureRow(kind: kind, row: count)
        }
        images.append(image)
        count += 1
        if images.count == FeatureSegment.fullSize { try flush() }
    }

    /// Writes what is pending and gives the segments, which are then complete and on the disk.
    package consuming func finish() throws(StoreError) -> [FeatureSegment] {
        try flush()
        return segments
    }

    private mutating func flush() throws(StoreError) {
        guard !images.isEmpty else { return }
        let name = FeatureSegment.newFileName(kind: kind)
        let path = folder.features + "/" + name
        let checksum: FileChecksum
        do {
            var writer = try SafetensorsWriter(
                path: path,
                tensors: [
                    .init(
                        FeatureSegment.TensorName.rows, isHalfPrecision ? .float16 : .float32,
                        [images.count, rowLength]),
                    .init(FeatureSegment.TensorName.images, .int64, [images.count]),
                ],
                metadata: FeatureSegment.Metadata.of(kind: kind, setKey: setKey))
            try writer.append(pending)
            try writer.append(images.map(\.rawValue))
            checksum = try writer.finish()
        } catch {
            throw StoreError(error, featureFile: path)
        }
        segments.append(
            FeatureSegment(
                kind: kind, file: name, images: images, rowLength: rowLength, setKey: setKey, checksum: checksum))
        images.removeAll(keepingCapacity: true)
        pending.removeAll(keepingCapacity: true)
    }
}

extension Matrix {
    /// Text rows as a set keeps them, bit for bit; nil where a row has no direction.
    package var asStoredText: Matrix? {
        var result = self
        let isUsable = result.elements.withUnsafeMutableBufferPointer { elements in
            (0..<rows).allSatisfy { row in
                UnitVectors.prepare(
                    UnsafeMutableBufferPointer(rebasing: elements[row * columns..<(row + 1) * columns]), kind: .text)
            }
        }
        return isUsable ? result : nil
    }
}

/// Rows as they are stored.
enum UnitVectors {
    /// Half precision ends there; beyond it a stored token would be infinite.
    private static let largestHalf: Float = 65504

    /// Brings an embedding to unit length; false for a row that cannot be used: not finite, or without length.
    static func prepare(
        _ row: UnsafeMutableBufferPointer<Float>, kind: FeatureKind, isHalfPrecision: Bool = false
    ) -> Bool {
        switch kind {
        case .pooled, .tokens, .views, .projection:
            return row.allSatisfy { isHalfPrecision ? abs($0) <= largestHalf : $0.isFinite }
        case .image, .text:
            var squares = 0.0
            for value in row { squares += Double(value) * Double(value) }
            guard squares.isFinite, squares > 0 else { return false }
            let scale = 1 / squares.squareRoot()
            for index in row.indices { row[index] = Float(Double(row[index]) * scale) }
            return true
        }
    }
}

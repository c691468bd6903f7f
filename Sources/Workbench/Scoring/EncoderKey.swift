internal import Layers
package import LinearAlgebra
internal import ProjectStore
internal import TensorFiles

/// Names the encoder behind imported features by what is left of it: the words of the classes, the projection and the scale.
///
/// Imported files do not say which encoder made them. Two imports with the same class embeddings, bit for bit, come from the
/// same encoder and prompts, and an estimator trained on one reads the other.
package enum EncoderKey {
    /// - Parameters:
    ///   - text: (classes, D) in project order, as stored.
    ///   - projection: (W, D), where level features are there.
    package static func imported(text: Matrix, projection: Matrix?, logitScale: Double) -> String {
        var bytes: [UInt8] = []
        func append(_ matrix: Matrix) {
            append(UInt64(matrix.rows))
            append(UInt64(matrix.columns))
            for value in matrix.elements { append(value.bitPattern) }
        }
        func append(_ bits: some FixedWidthInteger) {
            withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
        }
        append(logitScale.bitPattern)
        append(text)
        if let projection { append(projection) }
        return "imported-encoder-" + ContentHash.of(bytes).prefix(16)
    }

    static func of(_ table: FeatureTable, text: Matrix) throws -> String {
        switch table.set.origin {
        case .encoder: table.set.key
        case .imported:
            imported(text: text, projection: try importedProjection(table), logitScale: table.set.logitScale)
        }
    }

    /// An import brings a matrix or nothing; other frozen ends are made by encoders of ours.
    private static func importedProjection(_ table: FeatureTable) throws -> Matrix? {
        guard case .matrix(let projection) = try table.frozenProjection() else { return nil }
        return projection
    }
}

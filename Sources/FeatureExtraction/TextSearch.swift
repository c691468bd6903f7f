internal import ActiveLearning
internal import CLIPEncoding
internal import LinearAlgebra
package import ProjectModel
package import Workbench

/// An image with its likeness to a text.
package struct TextMatch: Sendable, Equatable {
    package var image: ImageItem
    /// Cosine of the image's and the text's embeddings, in [−1, 1].
    package var cosine: Float
}

extension Workbench {
    /// Rows compared at once.
    private static let searchedRows = 4_096

    /// The images that are most like a text, best first.
    package func search(_ text: String, count: Int, in pool: Pool) throws -> [TextMatch] {
        let encoder = try encoder()
        guard encoder.key == pool.featureKey else {
            throw WorkbenchError.otherEncoder(
                path: checkpointPaths?.checkpoint ?? "", expected: encoder.key, found: pool.featureKey)
        }
        let query = try TextEncoder(checkpoint: encoder.checkpoint, tokenizer: encoder.tokenizer).encode([text])
        var cosines: [Float] = []
        cosines.reserveCapacity(pool.images.count)
        for start in stride(from: 0, to: pool.images.count, by: Self.searchedRows) {
            let rows = Array(start..<min(start + Self.searchedRows, pool.images.count))
            cosines += query.times(transposed: pool.embeddings.rows(rows)).elements
        }
        return cosines.withUnsafeBufferPointer { largest(count, of: $0) }.map {
            TextMatch(image: pool.images[$0], cosine: cosines[$0])
        }
    }
}

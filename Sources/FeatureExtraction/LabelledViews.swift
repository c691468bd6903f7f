internal import CLIPEncoding
internal import Foundation
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore
package import Workbench

/// The random views of an image as the store keeps them.
enum ViewRow {
    /// K × D floats of unit embeddings, then K times the pooled levels.
    static func floats(_ embeddings: [Float], _ levels: [Float], width: Int) -> [Float] {
        Matrix(rows: embeddings.count / width, columns: width, elements: embeddings).normalizedRows().elements + levels
    }

    /// The seed of an image's views: the same picture gives the same views wherever it lies and whenever it was labelled. FNV-1a.
    static func seed(of image: ImageItem, project: UInt64) -> UInt64 {
        (image.contentHash ?? image.path).utf8.reduce(project ^ 0xcbf2_9ce4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
    }
}

extension Workbench {
    /// What would be encoded to have the views of every image that may train; those that have them, and files that cannot be used,
    /// are left out.
    ///
    /// - Parameter image: the only one that matters; nil for all.
    func viewOrders(in key: String, of image: ImageID? = nil) throws -> [PictureFeed.Order] {
        let known = Set(try store.views(in: key).images)
        let obstacles = try obstacles(to: store.images())
        return try store.labels(in: .pool).map(\.image)
            .filter { image ?? $0 == $0 && !known.contains($0) && obstacles[$0] == nil }
            .compactMap { try viewOrder(of: $0) }
    }

    /// nil where the project has no pictures.
    private func viewOrder(of id: ImageID) throws -> PictureFeed.Order? {
        let image = try store.image(id)
        guard let path = picturePath(of: image) else { return nil }
        return PictureFeed.Order(
            id: id, path: path, contentHash: image.contentHash, usesDoubtful: file.usesAnyway(image.path),
            detail: .views(count: FeatureSet.viewsPerImage, seed: ViewRow.seed(of: image, project: file.seed)))
    }
}

extension Embedding {
    /// Only the views of labelled images, for an encoder that is open already: what a label asks for once everything is embedded.
    package init(viewsIn bench: Workbench, encoder: ProjectEncoder, priority: ComputeThread.Priority) throws {
        self.init(
            bench, encoder: encoder, priority: priority, orders: try bench.viewOrders(in: encoder.key),
            outcome: Outcome(encoderName: encoder.checkpoint.encoderName))
    }

    /// Lets a labelled image and its views come next.
    ///
    /// - Returns: false where this run has taken its last order: another must be begun.
    package func follow(labelOf image: ImageID) throws -> Bool {
        guard let order = try bench.viewOrders(in: encoder.key, of: image).first else { return true }
        guard queue.add(order) else { return false }
        queue.prefer([image])
        return true
    }
}

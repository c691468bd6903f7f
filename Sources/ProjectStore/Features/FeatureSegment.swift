internal import FileContents
internal import Foundation
package import ProjectModel
internal import TensorFiles

/// One immutable file of feature rows, as safetensors: tensor `rows`, tensor `images` with the number of the image that
/// each row belongs to, and metadata that says which features they are and that vectors have unit length.
package struct FeatureSegment: Sendable, Equatable {
    /// Rows of a full segment: 8 MB of 512-wide embeddings, a file every few seconds of encoding.
    package static let fullSize = 4096

    package let kind: FeatureKind
    /// The name of the file within the store's folder of features.
    package let file: String
    package let images: [ImageID]
    package let rowLength: Int
    let setKey: String
    /// Of the file as it was written.
    let checksum: FileChecksum

    enum TensorName {
        static let rows = "rows"
        static let images = "images"
    }

    enum Metadata {
        static let format = "format"
        static let formatName = "miwake-features"
        static let version = "version"
        static let newestVersion = "1"
        static let set = "features"
        static let rowKind = "kind"
        static let normalised = "normalised"
        /// Of a projection that is a ResNet's attention pool.
        static let heads = "heads"

        static func of(kind: FeatureKind, setKey: String) -> [String: String] {
            [
                format: formatName, version: newestVersion, set: setKey, rowKind: kind.rawValue,
                normalised: kind == .image || kind == .text ? "true" : "false",
            ]
        }
    }

    init(
        kind: FeatureKind, file: String, images: [ImageID], rowLength: Int, setKey: String, checksum: FileChecksum
    ) {
        self.kind = kind
        self.file = file
        self.images = images
        self.rowLength = rowLength
        self.setKey = setKey
        self.checksum = checksum
    }

    /// A segment that another process wrote.
    package init(file: String, in folder: StoreFolder) throws(StoreError) {
        let path = folder.features + "/" + file
        let opened = try FeatureFile(path: path)
        guard let kind = opened.kind, FeatureKind.ofImages.contains(kind) else {
            throw .featureFileUnusable(path: path, reason: "not a segment of image rows")
        }
        self.init(
            kind: kind, file: file, images: try opened.images(), rowLength: opened.rows.rowLength,
            setKey: opened.setKey, checksum: opened.file.checksum)
    }

    /// A name that no other file has: it is never written over, so that a mapped segment never changes.
    static func newFileName(kind: FeatureKind) -> String {
        kind.rawValue + "-" + UUID().uuidString.lowercased() + ".safetensors"
    }
}

/// An opened feature file whose format has been checked.
struct FeatureFile: Sendable {
    let file: SafetensorsFile
    let rows: SafetensorsTensor
    let kind: FeatureKind?
    let setKey: String

    init(path: String) throws(StoreError) {
        do {
            file = try SafetensorsFile(path: path)
            rows = try file.tensor(named: FeatureSegment.TensorName.rows)
        } catch {
            throw StoreError(error, featureFile: path)
        }
        typealias Key = FeatureSegment.Metadata
        guard file.metadata[Key.format] == Key.formatName, file.metadata[Key.version] == Key.newestVersion else {
            throw .featureFileUnusable(path: path, reason: "not a feature file of this version")
        }
        guard rows.shape.count == 2, TensorElement.floatingPoint.contains(rows.element) else {
            throw .featureFileUnusable(path: path, reason: "rows of shape \(rows.shape) in \(rows.element.rawValue)")
        }
        kind = file.metadata[Key.rowKind].flatMap(FeatureKind.init)
        setKey = file.metadata[Key.set] ?? ""
    }

    func images() throws(StoreError) -> [ImageID] {
        do {
            return try file.tensor(named: FeatureSegment.TensorName.images, shape: [rows.rows]).int64s().map {
                ImageID($0)
            }
        } catch {
            throw StoreError(error, featureFile: file.path)
        }
    }
}

extension StoreError {
    init(_ error: TensorFileError, featureFile path: String) {
        switch error {
        case .unwritable(_, let reason) where reason == systemReason(of: ENOSPC): self = .diskFull(path: path)
        case .unwritable(_, let reason) where reason == systemReason(of: EROFS): self = .readOnly(path: path)
        case .unwritable(_, let reason), .unreadable(_, let reason):
            self = .featureFileUnusable(path: path, reason: reason)
        case .malformed, .missingTensor, .wrongElement, .wrongShape:
            self = .featureFileUnusable(path: path, reason: "its content is damaged")
        }
    }
}

internal import Foundation
internal import Imaging
internal import ProjectModel
internal import ProjectStore
internal import TensorFiles
internal import Workbench

/// What one shard has encoded in one go: a safetensors file that does not need the store.
///
/// Tensors: `image` (images, D), `pooled` (images, floats of all levels), and `files`, the bytes of a list that names each image
/// with its content hash, size, time and remark, then each image without features with what is wrong with it. Its name ends in
/// the file's checksum, since no store keeps it.
struct EmbeddingPart {
    struct Entry: Sendable, Equatable {
        var path: String
        var contentHash: String
        var stamp: FileStamp
        /// Why it has no features, or what is to be known of its file although it has.
        var problem: ImageProblem?
    }

    let file: SafetensorsFile
    let shard: Shard
    let key: String
    /// Whether the shard was done when it was written.
    let isLast: Bool
    /// By which its files were read.
    let rules: ReadingRules
    /// Those with features first, in the order of the rows.
    let entries: [Entry]

    /// How many entries have features: the first ones.
    let encodedCount: Int

    private enum Name {
        static let image = "image"
        static let pooled = "pooled"
        static let files = "files"
    }

    private enum Metadata {
        static let format = "format"
        static let formatName = "miwake-part"
        static let set = "features"
        static let shard = "shard"
        static let count = "of"
        static let isLast = "last"
        static let rules = "reading-rules"
    }

    private static let separator: UInt8 = 0
    private static let fields = 6

    static func fileName(_ shard: Shard) -> String {
        "part-\(shard.index)-of-\(shard.count)-\(UUID().uuidString.lowercased()).safetensors"
    }

    static func write(
        _ images: [(entry: Entry, embedding: [Float], levels: [Float])], problems: [Entry], shard: Shard, isLast: Bool,
        set: FeatureSet, folder: String
    ) throws {
        var list: [UInt8] = []
        for entry in images.map(\.entry) + problems {
            let fields = [
                entry.path, entry.contentHash, String(entry.stamp.bytes), String(entry.stamp.modified),
                entry.problem?.kind.rawValue ?? "", entry.problem?.detail ?? "",
            ]
            for field in fields {
                list += field.utf8.filter { $0 != separator }
                list.append(separator)
            }
        }
        let pooled = set.rowLength(.pooled) ?? 0
        let path = folder + "/" + fileName(shard)
        var writer = try SafetensorsWriter(
            path: path,
            tensors: [
                .init(Name.image, .float32, [images.count, set.width]),
                .init(Name.pooled, set.isHalfPrecision(.pooled) ? .float16 : .float32, [images.count, pooled]),
                .init(Name.files, .uint8, [list.count]),
            ],
            metadata: [
                Metadata.format: Metadata.formatName, Metadata.set: set.key, Metadata.shard: String(shard.index),
                Metadata.count: String(shard.count), Metadata.isLast: isLast ? "true" : "false",
                Metadata.rules: String(ReadingRules.present.rawValue),
            ])
        for image in images { try writer.append(image.embedding) }
        for image in images { try writer.append(image.levels) }
        try writer.append(list)
        let checksum = try writer.finish()
        // Between the two names it is a whole part whose checksum nobody knows.
        try FileManager.default.moveItem(
            atPath: path, toPath: (path as NSString).deletingPathExtension + ".\(checksum.sha256).safetensors")
    }

    /// Throws where a file is not what its shard wrote, whatever it says of itself. Reads it whole.
    private static func verify(_ path: String) throws {
        let stem = (path as NSString).deletingPathExtension as NSString
        let written = stem.pathExtension
        // part-2-of-3-…
        let numbers = stem.lastPathComponent.split(separator: "-").prefix(4).compactMap { Int($0) }
        // Parts of older versions have no checksum in their name.
        guard !written.isEmpty, numbers.count == 2 else { return }
        guard try ContentHash.ofFile(at: path) == written else {
            throw WorkbenchError.partDamaged(path: path, shard: numbers[0], of: numbers[1])
        }
    }

    /// nil for a file that is no part.
    init?(path: String) throws {
        file = try SafetensorsFile(path: path)
        guard file.metadata[Metadata.format] == Metadata.formatName,
            let index = file.metadata[Metadata.shard].flatMap({ Int($0) }),
            let count = file.metadata[Metadata.count].flatMap({ Int($0) }), (1...max(1, count)).contains(index),
            let key = file.metadata[Metadata.set]
        else { return nil }
        shard = Shard(index: index, count: count)
        self.key = key
        isLast = file.metadata[Metadata.isLast] == "true"
        rules = file.metadata[Metadata.rules].flatMap { Int($0) }.flatMap(ReadingRules.init) ?? .first
        encodedCount = try file.tensor(named: Name.image).shape.first ?? 0
        let bytes = try file.tensor(named: Name.files).withBytes { Array($0) }
        let fields = bytes.split(separator: Self.separator, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        var entries: [Entry] = []
        for start in stride(from: 0, to: fields.count - Self.fields + 1, by: Self.fields) {
            guard let size = Int64(fields[start + 2]), let modified = Int64(fields[start + 3]) else { return nil }
            entries.append(
                Entry(
                    path: fields[start], contentHash: fields[start + 1],
                    stamp: FileStamp(bytes: size, modified: modified),
                    problem: ImageProblem.Kind(rawValue: fields[start + 4])
                        .map { ImageProblem($0, detail: fields[start + 5]) }))
        }
        self.entries = entries
    }

    /// Whether an older version read a file by other rules, or could not where we may.
    func isOutdated(_ entry: Entry, ofFile path: String) -> Bool {
        guard rules != .present else { return false }
        if entry.problem?.kind == .damaged { return true }
        do {
            return try ImageDecoder.readingChange(ofFile: path, since: rules) != nil
        } catch {
            // Nobody can tell while it is not there.
            return true
        }
    }

    /// The floats of the image with features in this row.
    func row(_ row: Int) throws -> (embedding: [Float], levels: [Float]) {
        (
            try file.tensor(named: Name.image).floats(rows: row..<row + 1),
            try file.tensor(named: Name.pooled).floats(rows: row..<row + 1)
        )
    }

    /// All parts in a folder that were made by one encoder; a folder that is not there has none.
    ///
    /// - Parameter verifies: whether each is compared with what was written, before anything that it says is believed.
    static func all(in folder: String, key: String, verifies: Bool = false) throws -> [EmbeddingPart] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let paths = names.filter { $0.hasPrefix("part-") && $0.hasSuffix(".safetensors") }.sorted()
            .map { folder + "/" + $0 }
        if verifies { for path in paths { try verify(path) } }
        return try paths.compactMap { try EmbeddingPart(path: $0) }.filter { $0.key == key }
    }
}

internal import CLIPEncoding
internal import Foundation
internal import ProjectStore

/// What makes an encoder's features its own: its sizes, its weights, its preprocessing.
struct EncoderIdentity: Sendable, Equatable {
    /// The name of the features in the store.
    let key: String

    init(_ checkpoint: Checkpoint, weightsHash: WeightsHash) {
        var key = "\(checkpoint.encoderName) weights \(weightsHash.shortHash) "
        key += "preprocessing \(PixelPreprocessing.version)"
        let (mean, deviation) = (checkpoint.preprocessing.mean, checkpoint.preprocessing.deviation)
        if mean != PixelPreprocessing.clipMean || deviation != PixelPreprocessing.clipDeviation {
            key += " mean \(mean) deviation \(deviation)"
        }
        self.key = key
    }
}

/// The hash of a file of weights, remembered with the file's size and time: reading 600 MB takes a second or two, which is
/// nothing once and much at every start.
struct WeightsHash: Sendable, Equatable {
    let path: String
    let stamp: FileStamp
    let hash: String

    private static let separator: Character = "\n"
    /// 64 bits.
    private static let shortDigits = 16

    /// What the key of the features carries.
    var shortHash: String { String(hash.prefix(Self.shortDigits)) }

    init(path: String, stamp: FileStamp, hash: String) {
        self.path = path
        self.stamp = stamp
        self.hash = hash
    }

    /// As the store remembers it.
    init?(_ text: String) {
        let fields = text.split(separator: Self.separator, omittingEmptySubsequences: false)
        guard fields.count == 4, let bytes = Int64(fields[1]), let modified = Int64(fields[2]) else { return nil }
        self.init(
            path: String(fields[0]), stamp: FileStamp(bytes: bytes, modified: modified), hash: String(fields[3]))
    }

    var text: String {
        [path, String(stamp.bytes), String(stamp.modified), hash].joined(separator: String(Self.separator))
    }
}

/// Which vocabulary the prompts of each set of features were cut with. Other words for the same classes are seen in the prompts
/// themselves; the same words cut into other tokens are seen here. Pictures do not depend on it.
struct VocabularyHashes: Sendable, Equatable {
    private var hashes: [String: String] = [:]

    private static let hashSeparator: Character = " "
    private static let lineSeparator: Character = "\n"

    /// As the store remembers it; nil has none.
    init(_ text: String?) {
        for line in (text ?? "").split(separator: Self.lineSeparator) {
            let fields = line.split(separator: Self.hashSeparator, maxSplits: 1)
            if fields.count == 2 { hashes[String(fields[1])] = String(fields[0]) }
        }
    }

    subscript(set key: String) -> String? {
        get { hashes[key] }
        set { hashes[key] = newValue }
    }

    var text: String {
        hashes.sorted { $0.key < $1.key }.map { $0.value + String(Self.hashSeparator) + $0.key }
            .joined(separator: String(Self.lineSeparator))
    }
}

extension FileStamp {
    /// Of several files that are one thing; nil where one of them is not there.
    init?(paths: [String]) {
        let stamps = paths.compactMap { FileStamp(path: $0) }
        guard stamps.count == paths.count, let latest = stamps.map(\.modified).max() else { return nil }
        self.init(bytes: stamps.map(\.bytes).reduce(0, +), modified: latest)
    }

    /// nil where the file system knows no such file.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let nanoseconds: Int64 = 1_000_000_000
        self.init(
            bytes: Int64(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) * nanoseconds + Int64(status.st_mtim.tv_nsec))
    }
}

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

/// The rules by which files become pictures, as they changed from version to version.
package enum ReadingRules: Int, Sendable {
    /// Of Miwake 0.1.0: transparency lies on white, 16 bits keep their high byte whatever the file says of them, and an orientation
    /// behind the pixels, or in a big-endian LONG, is not seen.
    case first = 1
    case second = 2

    package static let present = ReadingRules.second

    var readsBehindPixels: Bool { self != .first }
    var readsLongTags: Bool { self != .first }
}

/// Why a picture may be another, or be in doubt, by the present rules.
package enum ReadingChange: Sendable, Hashable, CaseIterable {
    /// It has an alpha channel or a transparent colour.
    case transparency
    /// 16 bits per sample, of which the high ones may say nothing.
    case depth
    case orientation
}

extension ImageDecoder {
    /// What the present rules change in a file's picture; nil where nothing. Only headers are read, and of 16 bits per sample the
    /// samples; whether what is transparent shows anywhere is not looked at.
    package static func readingChange(
        ofFile path: String, since rules: ReadingRules
    ) throws(ImageError) -> ReadingChange? {
        try readingChange(in: FileParts(path: path), since: rules)
    }

    /// The same of a file's content.
    package static func readingChange(of bytes: [UInt8], since rules: ReadingRules) throws(ImageError) -> ReadingChange?
    {
        try readingChange(in: bytes, since: rules)
    }

    /// Enough to tell every format.
    private static let signature = 16
    /// Where a PNG has its depth and its colour type; which types have an alpha channel.
    private static let kindOfSamples = 24..<26
    private static let alpha: UInt8 = 4

    private static func readingChange(
        in bytes: some ByteParts, since rules: ReadingRules
    ) throws(ImageError) -> ReadingChange? {
        guard rules == .first else { return nil }
        let format = try ImageFormat(of: bytes.part(0..<signature))
        if format == .png {
            let kind = bytes.part(kindOfSamples)
            guard let depth = kind.first, let color = kind.last else { return nil }
            let isTransparent =
                color & alpha != 0
                || PNGChunks(bytes).lazy.prefix { $0.type != "IDAT" }.contains { $0.type == "tRNS" }
            if isTransparent { return .transparency }
            if depth == SampleDepth.stored, try sampleDepth(ofPNG: bytes.part(0..<bytes.count)) != .full {
                return .depth
            }
        }
        let isTurned = Orientation(in: bytes, format: format, by: rules) != Orientation(in: bytes, format: format)
        return isTurned ? .orientation : nil
    }
}

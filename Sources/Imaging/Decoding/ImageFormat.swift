/// The formats we decode, told by content and never by a file's name.
package enum ImageFormat: Sendable, Hashable {
    case png
    case jpeg

    /// The format that the first bytes promise.
    package init(of bytes: [UInt8]) throws(ImageError) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.isEmpty {
            throw .corrupt(reason: "the file is empty")
        } else {
            throw .unsupported(format: Self.nameOfOther(bytes))
        }
    }

    private static func nameOfOther(_ bytes: [UInt8]) -> String? {
        let signatures: [(name: String, offset: Int, magic: [UInt8])] = [
            ("GIF", 0, Array("GIF8".utf8)),
            ("TIFF", 0, [0x49, 0x49, 0x2A, 0x00]),
            ("TIFF", 0, [0x4D, 0x4D, 0x00, 0x2A]),
            ("BigTIFF", 0, [0x49, 0x49, 0x2B, 0x00]),
            ("WebP", 8, Array("WEBP".utf8)),
            ("HEIF", 4, Array("ftyphei".utf8)),
            ("HEIF", 4, Array("ftypmif1".utf8)),
            ("AVIF", 4, Array("ftypavif".utf8)),
            ("JPEG 2000", 4, Array("jP  ".utf8)),
            ("JPEG XL", 0, [0xFF, 0x0A]),
            ("BMP", 0, Array("BM".utf8)),
        ]
        return signatures.first { bytes.dropFirst($0.offset).starts(with: $0.magic) }?.name
    }
}

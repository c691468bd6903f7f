/// What a file turns out to be, by its first bytes, where something else was asked for.
package enum ForeignFile: Sendable, Hashable {
    /// A few lines that stand for a file which Git LFS keeps elsewhere.
    case gitLFSPointer
    /// The same of Hugging Face's Xet store.
    case xetPointer
    /// What a server answers to those who are not logged in, saved under the file's name.
    case webPage
    /// Text where numbers were expected; its first words, often a server's complaint.
    case text(beginning: String)
    /// A Python pickle, bare or in PyTorch's zip archive.
    case pickle
    /// Several NumPy arrays in a zip archive.
    case numpyArchive
    case numpyArray
    case safetensors
    /// Of Excel, LibreOffice and their like.
    case workbook
    /// By its usual name: `zip`, `gzip`, `7z`.
    case archive(String)
    /// By its usual name: `PDF`, `HDF5`.
    case other(String)

    /// What the bytes say; nil where they do not look like anything known.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        guard let found = Self.text(bytes) ?? Self.numbers(bytes) ?? Self.zip(bytes) ?? Self.signature(bytes) else {
            return nil
        }
        self = found
    }

    /// What the bytes say.
    package init?(_ bytes: [UInt8]) {
        guard let found = bytes.withUnsafeBytes({ ForeignFile($0) }) else { return nil }
        self = found
    }

    /// The first words of bytes that are text; nil where the first eight are not, as in every file of numbers.
    package static func words(of bytes: UnsafeRawBufferPointer) -> ForeignFile? {
        let lengthField = 8
        guard !bytes.isEmpty, bytes.prefix(lengthField).allSatisfy({ isPrintable($0) || lineMarks.contains($0) })
        else { return nil }
        let longest = 60
        let line = bytes.prefix { isPrintable($0) }.prefix(longest)
        return .text(beginning: String(decoding: line, as: UTF8.self))
    }

    private static let lineMarks = Array("\n\r\t".utf8)

    private static func isPrintable(_ byte: UInt8) -> Bool { (0x20..<0x7F).contains(byte) }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> ForeignFile? {
        if bytes.starts(with: "version https://git-lfs.github.com/".utf8) { return .gitLFSPointer }
        if bytes.starts(with: "# xet version".utf8) { return .xetPointer }
        let longestLead = 256
        let lead = String(decoding: bytes.prefix(longestLead), as: UTF8.self)
            .drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
        return lead.hasPrefix("<!doctype html") || lead.hasPrefix("<html") ? .webPage : nil
    }

    /// A zip archive is known by the name of its first file.
    private static func zip(_ bytes: UnsafeRawBufferPointer) -> ForeignFile? {
        guard bytes.starts(with: "PK\u{3}\u{4}".utf8) || bytes.starts(with: "PK\u{5}\u{6}".utf8) else { return nil }
        let (lengthAt, nameAt) = (26, 30)
        guard bytes.count > nameAt else { return .archive("zip") }
        let length = Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: lengthAt, as: UInt16.self)))
        let name = String(decoding: bytes[nameAt...].prefix(length), as: UTF8.self)
        if name.hasSuffix(".npy") { return .numpyArchive }
        if name.hasSuffix(".pkl") || name.hasSuffix("/version") || name.hasSuffix("/.format_version") { return .pickle }
        if name == "[Content_Types].xml" || name == "mimetype" || name.hasPrefix("xl/") || name.hasPrefix("_rels/") {
            return .workbook
        }
        return .archive("zip")
    }

    private static func numbers(_ bytes: UnsafeRawBufferPointer) -> ForeignFile? {
        if bytes.starts(with: [0x93] + Array("NUMPY".utf8)) { return .numpyArray }
        let lengthField = 8
        // The length of a header takes three of its eight bytes at most.
        if bytes.count > lengthField, bytes[lengthField] == UInt8(ascii: "{"),
            bytes[4..<lengthField].allSatisfy({ $0 == 0 })
        {
            return .safetensors
        }
        if bytes.count > lengthField, bytes[0] == 0x80, (2...5).contains(bytes[1]) { return .pickle }
        return nil
    }

    private static func signature(_ bytes: UnsafeRawBufferPointer) -> ForeignFile? {
        let found = signatures.first { bytes.starts(with: $0.bytes) }
        let (tarMark, tarMarkAt) = (Array("ustar".utf8), 257)
        if found == nil, bytes.count > tarMarkAt, bytes[tarMarkAt...].starts(with: tarMark) { return .archive("tar") }
        return found?.file
    }

    private static let signatures: [(bytes: [UInt8], file: ForeignFile)] = [
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .workbook),
        ([0x1F, 0x8B], .archive("gzip")),
        ([0xFD] + Array("7zXZ".utf8) + [0], .archive("xz")),
        (Array("BZh".utf8), .archive("bzip2")),
        ([0x28, 0xB5, 0x2F, 0xFD], .archive("zstd")),
        (Array("7z".utf8) + [0xBC, 0xAF, 0x27, 0x1C], .archive("7z")),
        (Array("Rar!".utf8), .archive("rar")),
        (Array("%PDF-".utf8), .other("PDF")),
        ([0x89] + Array("HDF".utf8), .other("HDF5")),
        ([0x89] + Array("PNG".utf8), .other("PNG")),
        ([0xFF, 0xD8, 0xFF], .other("JPEG")),
        (Array("GGUF".utf8), .other("GGUF")),
        (Array("PAR1".utf8), .other("Parquet")),
        (Array("SQLite format 3".utf8), .other("SQLite")),
        (Array("{\\rtf".utf8), .other("rich text (RTF)")),
    ]
}

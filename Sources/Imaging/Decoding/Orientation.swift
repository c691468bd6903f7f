/// How the stored rows must be turned to be upright: the EXIF tag 0x0112 (CIPA DC-008, §4.6.4 A).
package enum Orientation: UInt16, Sendable, Hashable {
    case upright = 1
    case mirrored = 2
    case rotated180 = 3
    case flipped = 4
    /// Mirrored along the main diagonal.
    case transposed = 5
    case rotatedClockwise = 6
    /// Mirrored along the other diagonal.
    case transversed = 7
    case rotatedCounterclockwise = 8

    /// Whether width and height change places.
    package var swapsSides: Bool { rawValue >= Orientation.transposed.rawValue }

    /// The orientation that a file asks for; upright where it says nothing or nonsense.
    package init(of bytes: [UInt8], format: ImageFormat) { self.init(in: bytes, format: format) }

    init(in bytes: some ByteParts, format: ImageFormat, by rules: ReadingRules = .present) {
        let block =
            switch format {
            case .jpeg: Self.exifBlock(inJPEG: bytes)
            case .png: Self.exifBlock(inPNG: bytes, by: rules)
            }
        self = block.flatMap { Self.tag(in: bytes.part($0), by: rules) } ?? .upright
    }

    private static func exifBlock(inJPEG bytes: some ByteParts) -> Range<Int>? {
        let header = Array("Exif\0\0".utf8)
        var at = 2
        while true {
            let start = bytes.part(at..<at + 4)
            guard start.count == 4, start[0] == 0xFF else { return nil }
            let marker = start[1]
            if marker == 0xFF {  // a fill byte
                at += 1
                continue
            }
            let length = Int(start[2]) << 8 | Int(start[3])
            let end = at + 2 + length
            // Compressed data begins at SOS (0xDA); nothing of ours comes after it.
            guard marker != 0xDA, length >= 2, end <= bytes.count else { return nil }
            let content = at + 4..<end
            if marker == 0xE1, bytes.part(content.prefix(header.count)) == header {
                return content.dropFirst(header.count)
            }
            at = end
        }
    }

    private static func exifBlock(inPNG bytes: some ByteParts, by rules: ReadingRules) -> Range<Int>? {
        PNGChunks(bytes).lazy.prefix { rules.readsBehindPixels || $0.type != "IDAT" }.first { $0.type == "eXIf" }?
            .content
    }

    /// TIFF 6.0, section 2, "types".
    private static let long = 4

    /// Reads the tag from a TIFF block's first directory.
    private static func tag(in bytes: [UInt8], by rules: ReadingRules) -> Orientation? {
        let isLittle = bytes.starts(with: [0x49, 0x49, 0x2A, 0x00])
        guard isLittle || bytes.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) else { return nil }
        func number(at offset: Int, bytes width: Int) -> Int? {
            guard offset >= 0, offset + width <= bytes.count else { return nil }
            let field = bytes[offset..<(offset + width)]
            return (isLittle ? Array(field.reversed()) : Array(field)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(at: 4, bytes: 4), let entries = number(at: directory, bytes: 2)
        else { return nil }
        for entry in 0..<entries {
            let at = directory + 2 + entry * 12
            guard let id = number(at: at, bytes: 2) else { return nil }
            guard id == 0x0112 else { continue }
            // A SHORT; some write a LONG.
            let isLong = rules.readsLongTags && number(at: at + 2, bytes: 2) == Self.long
            return number(at: at + 8, bytes: isLong ? 4 : 2).flatMap { UInt16(exactly: $0) }
                .flatMap(Orientation.init(rawValue:))
        }
        return nil
    }
}

extension PixelImage {
    /// The picture as the orientation asks for it to be seen.
    package func turned(upright orientation: Orientation) -> PixelImage {
        let (w, h) = (width, height)
        // Where the pixel at (x, y) of the result comes from: origin + x × column + y × row.
        let (origin, column, row): (Int, Int, Int) =
            switch orientation {
            case .upright: (0, 1, w)
            case .mirrored: (w - 1, -1, w)
            case .rotated180: (w * h - 1, -1, -w)
            case .flipped: ((h - 1) * w, 1, -w)
            case .transposed: (0, w, 1)
            case .rotatedClockwise: ((h - 1) * w, -w, 1)
            case .transversed: (w * h - 1, -w, -1)
            case .rotatedCounterclockwise: (w - 1, w, -1)
            }
        if orientation == .upright { return self }
        let result = orientation.swapsSides ? size.transposed : size
        let count = samples.count
        let turned = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            samples.withUnsafeBufferPointer { source in
                var to = 0
                for y in 0..<result.height {
                    var from = (origin + y * row) * PixelImage.channels
                    for _ in 0..<result.width {
                        target[to] = source[from]
                        target[to + 1] = source[from + 1]
                        target[to + 2] = source[from + 2]
                        to += PixelImage.channels
                        from += column * PixelImage.channels
                    }
                }
            }
            initialized = count
        }
        return PixelImage(width: result.width, height: result.height, samples: turned)
    }
}

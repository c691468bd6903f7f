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
    package init(of bytes: [UInt8], format: ImageFormat) {
        let block =
            switch format {
            case .jpeg: Self.exifBlock(inJPEG: bytes)
            case .png: Self.exifBlock(inPNG: bytes)
            }
        self = block.flatMap { Self.tag(in: bytes[$0]) } ?? .upright
    }

    private static func exifBlock(inJPEG bytes: [UInt8]) -> Range<Int>? {
        let header = Array("Exif\0\0".utf8)
        var at = 2
        while at + 4 <= bytes.count, bytes[at] == 0xFF {
            let marker = bytes[at + 1]
            if marker == 0xFF {  // a fill byte
                at += 1
                continue
            }
            let length = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
            let end = at + 2 + length
            // Compressed data begins at SOS (0xDA); nothing of ours comes after it.
            guard marker != 0xDA, length >= 2, end <= bytes.count else { return nil }
            if marker == 0xE1, bytes[(at + 4)..<end].starts(with: header) {
                return (at + 4 + header.count)..<end
            }
            at = end
        }
        return nil
    }

    private static func exifBlock(inPNG bytes: [UInt8]) -> Range<Int>? {
        var at = 8
        while at + 8 <= bytes.count {
            let length = bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
            let type = bytes[(at + 4)..<(at + 8)]
            let end = at + 8 + length
            guard end <= bytes.count else { return nil }
            if type.elementsEqual("eXIf".utf8) { return (at + 8)..<end }
            at = end + 4  // past the checksum
        }
        return nil
    }

    /// TIFF 6.0, section 2, "types".
    private static let long = 4

    /// Reads the tag from a TIFF block's first directory.
    private static func tag(in block: ArraySlice<UInt8>) -> Orientation? {
        let bytes = Array(block)
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
            let isLong = number(at: at + 2, bytes: 2) == Self.long
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

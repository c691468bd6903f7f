import CImageCodecs

/// A decoded picture, and what was wrong with the file.
package struct DecodedImage: Sendable, Equatable {
    package var image: PixelImage
    /// The size of the whole upright picture in the file, before any reduction.
    package var fullSize: PixelSize
    package var flaw: ImageFlaw?
}

/// Turns PNG and JPEG files into upright, opaque RGB: for the screen and for the encoder alike.
///
/// What happens to the kinds of picture that are not RGB already:
/// - grey becomes three equal channels; palettes are looked up;
/// - samples of 16 bits keep their high byte; where the file says that fewer are significant (sBIT) and has no larger sample, the
///   high byte of those;
/// - transparency is dropped: the colours count as they are stored, as `convert("RGB")` of Pillow and so CLIP's own preprocessing
///   have it;
/// - CMYK is read as Adobe writes it (inverted) and multiplied out; gamma and colour profiles are not applied;
/// - EXIF orientation is applied, in JPEG and in PNG, wherever in the file it stands.
package struct ImageDecoder: Sendable, Equatable {
    /// 100 megapixels: 300 MB of samples, more than any camera on a line delivers.
    package static let mostPixels = 100_000_000

    package var pixelLimit: Int

    package init(pixelLimit: Int = ImageDecoder.mostPixels) {
        self.pixelLimit = pixelLimit
    }

    /// The content of a picture's file, for those who look at it before it is decoded.
    package static func bytes(ofFile path: String) throws(ImageError) -> [UInt8] { try fileBytes(path: path) }

    /// Decodes a file.
    package func decode(path: String, atLeast smallest: PixelSize? = nil) throws(ImageError)
        -> DecodedImage
    {
        try decode(fileBytes(path: path), atLeast: smallest)
    }

    /// Decodes a file's content.
    ///
    /// - Parameter smallest: A JPEG may come at 1/2, 1/4 or 1/8 of its size, which is much faster, as long as it is no
    ///   smaller than this on either side; nil asks for every pixel.
    package func decode(_ bytes: [UInt8], atLeast smallest: PixelSize? = nil) throws(ImageError)
        -> DecodedImage
    {
        let format = try ImageFormat(of: bytes)
        let header = try Header(of: bytes, format: format)
        guard header.size.area <= pixelLimit else { throw .tooLarge(header.size, limit: pixelLimit) }
        guard header.leastBytes <= bytes.count else {
            throw .corrupt(reason: "the file is far too short for its size in pixels")
        }
        let orientation = Orientation(of: bytes, format: format)
        let stored: (image: PixelImage, flaw: ImageFlaw?)
        switch format {
        case .jpeg:
            let wanted = orientation.swapsSides ? smallest?.transposed : smallest
            stored = try Self.decodeJPEG(bytes, header: header, atLeast: wanted)
        case .png:
            stored = try Self.decodePNG(bytes, size: header.size)
        }
        return DecodedImage(
            image: stored.image.turned(upright: orientation),
            fullSize: orientation.swapsSides ? header.size.transposed : header.size,
            flaw: stored.flaw)
    }

    /// The upright size of the picture in a file, without decoding it.
    package static func probe(path: String) throws(ImageError) -> PixelSize {
        let start = try fileBytes(path: path, limit: probedBytes)
        // The orientation of a PNG may stand behind its pixels.
        if start.count == probedBytes, try ImageFormat(of: start) == .png { return try probe(fileBytes(path: path)) }
        do {
            return try probe(start)
        } catch .corrupt where start.count == probedBytes {
            return try probe(fileBytes(path: path))
        }
    }

    /// The upright size of the picture in a file's content.
    package static func probe(_ bytes: [UInt8]) throws(ImageError) -> PixelSize {
        let format = try ImageFormat(of: bytes)
        let header = try Header(of: bytes, format: format)
        return Orientation(of: bytes, format: format).swapsSides ? header.size.transposed : header.size
    }

    /// Enough for the headers of nearly every file, thumbnail and colour profile included.
    private static let probedBytes = 1 << 18
}

/// What a file says about its picture.
struct Header {
    var size: PixelSize
    /// A shorter file lies about its size.
    private(set) var leastBytes = 0

    /// Deflate makes at most so many bytes of one.
    private static let largestExpansion = 1032
    /// A Huffman code has a bit at least for 64 pixels; a run of blocks in a progressive file may take less.
    private static let mostPixelsPerHuffmanByte = 1100

    init(of bytes: [UInt8], format: ImageFormat) throws(ImageError) {
        var header = image_header()
        let status =
            switch format {
            case .jpeg: image_jpeg_header(bytes, bytes.count, &header)
            case .png: image_png_header(bytes, bytes.count, &header)
            }
        size = PixelSize(width: Int(header.width), height: Int(header.height))
        guard status == IMAGE_OK else { throw .corrupt(reason: message(&header.message)) }
        guard size.width > 0, size.height > 0 else {
            throw .corrupt(reason: "the picture has no pixels")
        }
        switch format {
        case .png:
            let row = 1 + (size.width * Int(header.bits) + 7) / 8
            leastBytes = row * size.height / Self.largestExpansion
        case .jpeg where header.is_arithmetic == 0: leastBytes = size.area / Self.mostPixelsPerHuffmanByte
        case .jpeg: break
        }
    }
}

extension ImageDecoder {
    private static func decodeJPEG(
        _ bytes: [UInt8], header: Header, atLeast smallest: PixelSize?
    ) throws(ImageError) -> (image: PixelImage, flaw: ImageFlaw?) {
        func scaled(_ eighths: Int) -> PixelSize {
            PixelSize(
                width: (header.size.width * eighths + 7) / 8, height: (header.size.height * eighths + 7) / 8
            )
        }
        // libjpeg-turbo has fast code for these factors only.
        let eighths =
            smallest.flatMap { smallest in
                [1, 2, 4].first {
                    scaled($0).width >= smallest.width && scaled($0).height >= smallest.height
                }
            } ?? 8
        let size = scaled(eighths)
        var outcome = image_outcome()
        let image = try decoded(size, outcome: &outcome) { target, outcome in
            image_jpeg_decode(
                bytes, bytes.count, Int32(eighths), target, UInt32(size.width), UInt32(size.height), outcome
            )
        }
        let rows = min(header.size.height, Int(outcome.rows) * 8 / eighths)
        return (image, flaw(&outcome, rows: rows, of: header.size.height))
    }

    private static func decodePNG(
        _ bytes: [UInt8], size: PixelSize
    ) throws(ImageError) -> (image: PixelImage, flaw: ImageFlaw?) {
        var outcome = image_outcome()
        let image = try decodePNG(bytes, size: size, shift: 0, &outcome)
        let flaw = flaw(&outcome, rows: Int(outcome.rows), of: size.height)
        switch SampleDepth(outcome) {
        case .full: return (image, flaw)
        case .low(let bits):
            return (try decodePNG(bytes, size: size, shift: SampleDepth.stored - bits, &outcome), flaw)
        case .unknown(let bits):
            return (image, flaw.map { $0.isDoubt ? $0 : .unknownDepth(bits: bits) } ?? .unknownDepth(bits: bits))
        }
    }

    private static func decodePNG(
        _ bytes: [UInt8], size: PixelSize, shift: Int, _ outcome: inout image_outcome
    ) throws(ImageError) -> PixelImage {
        try decoded(size, outcome: &outcome) { target, outcome in
            image_png_decode(
                bytes, bytes.count, UInt32(shift), target, UInt32(size.width), UInt32(size.height), outcome)
        }
    }

    /// How many bits the samples of a PNG of 16 use.
    static func sampleDepth(ofPNG bytes: [UInt8]) throws(ImageError) -> SampleDepth {
        let size = try Header(of: bytes, format: .png).size
        guard size.area <= mostPixels else { throw .tooLarge(size, limit: mostPixels) }
        var outcome = image_outcome()
        _ = try decodePNG(bytes, size: size, shift: 0, &outcome)
        return SampleDepth(outcome)
    }

    private static func flaw(_ outcome: inout image_outcome, rows: Int, of height: Int) -> ImageFlaw? {
        switch outcome.wholeness {
        case IMAGE_WHOLE: nil
        case IMAGE_FLAWED: .harmless(reason: message(&outcome.message))
        case IMAGE_INCOMPLETE: .incomplete(rows: rows, of: height, reason: message(&outcome.message))
        default: .damaged(rows: rows, of: height, reason: message(&outcome.message))
        }
    }

    private static func decoded(
        _ size: PixelSize, outcome: inout image_outcome,
        by codec: (UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<image_outcome>) -> image_status
    ) throws(ImageError) -> PixelImage {
        var status = IMAGE_OK
        let count = size.area * PixelImage.channels
        let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            status = codec(buffer.baseAddress, &outcome)
            initialized = status == IMAGE_OK ? count : 0
        }
        switch status {
        case IMAGE_OK: return PixelImage(width: size.width, height: size.height, samples: samples)
        case IMAGE_NO_MEMORY: throw .outOfMemory(size)
        default: throw .corrupt(reason: message(&outcome.message))
        }
    }
}

extension SampleDepth {
    fileprivate init(_ outcome: image_outcome) {
        self.init(significantBits: Int(outcome.significant_bits), largest: Int(outcome.largest))
    }
}

/// The text in a C array of characters.
private func message<Characters>(_ characters: inout Characters) -> String {
    withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}

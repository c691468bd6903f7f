import CImageCodecs

/// A decoded picture, and what was wrong with the file.
package struct DecodedImage: Sendable, Equatable {
    package var image: PixelImage
    /// The size of the whole upright picture in the file, before any reduction.
    package var fullSize: PixelSize
    package var damage: ImageDamage?
}

/// Turns PNG and JPEG files into upright, opaque RGB.
///
/// What happens to the kinds of picture that are not RGB already:
/// - grey becomes three equal channels; 16-bit samples keep their high byte; palettes are looked up;
/// - transparency is composited or dropped, as `transparency` says;
/// - CMYK is read as Adobe writes it (inverted) and multiplied out, without colour profiles;
/// - EXIF orientation is applied, in JPEG and in PNG.
package struct ImageDecoder: Sendable, Equatable {
    /// What becomes of an alpha channel.
    package enum Transparency: Sendable, Equatable {
        /// Seen before white, as a viewer shows it.
        case onWhite
        /// The colours as stored, however transparent: what `convert("RGB")` of Pillow does.
        case dropped
    }

    /// 100 megapixels: 300 MB of samples, more than any camera on a line delivers.
    package static let mostPixels = 100_000_000
    /// A byte of a JPEG or PNG file can stand for about a thousand pixels at most; a header that claims more lies.
    static let mostPixelsPerByte = 1100

    package var transparency: Transparency
    package var pixelLimit: Int

    package init(transparency: Transparency = .onWhite, pixelLimit: Int = ImageDecoder.mostPixels) {
        self.transparency = transparency
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
        guard header.size.area / Self.mostPixelsPerByte <= bytes.count else {
            throw .corrupt(reason: "the file is far too short for its size in pixels")
        }
        let orientation = Orientation(of: bytes, format: format)
        let stored: (image: PixelImage, damage: ImageDamage?)
        switch format {
        case .jpeg:
            let wanted = orientation.swapsSides ? smallest?.transposed : smallest
            stored = try Self.decodeJPEG(bytes, header: header, atLeast: wanted)
        case .png:
            stored = (try decodePNG(bytes, header: header), nil)
        }
        return DecodedImage(
            image: stored.image.turned(upright: orientation),
            fullSize: orientation.swapsSides ? header.size.transposed : header.size,
            damage: stored.damage)
    }

    /// The upright size of the picture in a file, without decoding it.
    package static func probe(path: String) throws(ImageError) -> PixelSize {
        let start = try fileBytes(path: path, limit: probedBytes)
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
    /// 3 for RGB, 4 with alpha.
    var channels: Int

    init(of bytes: [UInt8], format: ImageFormat) throws(ImageError) {
        var header = image_header()
        let status =
            switch format {
            case .jpeg: image_jpeg_header(bytes, bytes.count, &header)
            case .png: image_png_header(bytes, bytes.count, &header)
            }
        size = PixelSize(width: Int(header.width), height: Int(header.height))
        channels = Int(header.channels)
        guard status == IMAGE_OK else { throw .corrupt(reason: message(&header.message)) }
        guard size.width > 0, size.height > 0 else {
            throw .corrupt(reason: "the picture has no pixels")
        }
    }
}

extension ImageDecoder {
    private static func decodeJPEG(
        _ bytes: [UInt8], header: Header, atLeast smallest: PixelSize?
    ) throws(ImageError) -> (image: PixelImage, damage: ImageDamage?) {
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
        let samples = try decoded(count: size.area * 3, of: size, outcome: &outcome) {
            target, outcome in
            image_jpeg_decode(
                bytes, bytes.count, Int32(eighths), target, UInt32(size.width), UInt32(size.height), outcome
            )
        }
        let damage: ImageDamage? =
            if outcome.truncated != 0 {
                .truncated
            } else if outcome.warnings > 0 {
                .damaged(reason: message(&outcome.message))
            } else {
                nil
            }
        return (PixelImage(width: size.width, height: size.height, samples: samples), damage)
    }

    private func decodePNG(_ bytes: [UInt8], header: Header) throws(ImageError) -> PixelImage {
        let size = header.size
        var outcome = image_outcome()
        let count = size.area * header.channels
        let samples = try Self.decoded(count: count, of: size, outcome: &outcome) { target, outcome in
            image_png_decode(
                bytes, bytes.count, target, UInt32(size.width), UInt32(size.height),
                UInt32(header.channels), outcome)
        }
        guard header.channels == 4 else {
            return PixelImage(width: size.width, height: size.height, samples: samples)
        }
        let opaque = withoutAlpha(samples, pixels: size.area)
        return PixelImage(width: size.width, height: size.height, samples: opaque)
    }

    private func withoutAlpha(_ rgba: [UInt8], pixels: Int) -> [UInt8] {
        let white = transparency == .onWhite
        return [UInt8](unsafeUninitializedCapacity: pixels * 3) { target, initialized in
            rgba.withUnsafeBufferPointer { source in
                for pixel in 0..<pixels {
                    let alpha = white ? Int(source[pixel * 4 + 3]) : 255
                    for channel in 0..<3 {
                        let value = Int(source[pixel * 4 + channel])
                        target[pixel * 3 + channel] = UInt8((value * alpha + 255 * (255 - alpha) + 127) / 255)
                    }
                }
            }
            initialized = pixels * 3
        }
    }

    private static func decoded(
        count: Int, of size: PixelSize, outcome: inout image_outcome,
        by codec: (UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<image_outcome>) -> image_status
    ) throws(ImageError) -> [UInt8] {
        var status = IMAGE_OK
        let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            status = codec(buffer.baseAddress, &outcome)
            initialized = status == IMAGE_OK ? count : 0
        }
        switch status {
        case IMAGE_OK: return samples
        case IMAGE_NO_MEMORY: throw .outOfMemory(size)
        default: throw .corrupt(reason: message(&outcome.message))
        }
    }
}

/// The text in a C array of characters.
private func message<Characters>(_ characters: inout Characters) -> String {
    withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}

import Foundation
import Imaging
import LinearAlgebra
import Testing

@testable import CLIPEncoding
@testable import TensorFiles

/// A picture whose preprocessing by Pillow and torchvision is known.
struct PreprocessedPicture: Sendable, CustomTestStringConvertible {
    var file: String
    /// Our reading of the kind of picture, where it differs from Pillow's literal one.
    var variant = ""
    /// Pillow's own decoding, to test resizing apart from the decoder.
    var decoded: String?

    var testDescription: String { file + variant }

    static let all = [
        PreprocessedPicture(
            file: "cmyk_250x301.jpg", variant: "@rgbfirst", decoded: "decoded_cmyk_250x301.png"),
        PreprocessedPicture(
            file: "exif6_320x180.jpg", variant: "@transposed", decoded: "decoded_exif6_320x180.png"),
        PreprocessedPicture(file: "gray16_90x64.png", variant: "@scaled8"),
        PreprocessedPicture(file: "gray_161x119.jpg", decoded: "decoded_gray_161x119.png"),
        PreprocessedPicture(file: "gray_333x201.png"),
        PreprocessedPicture(file: "palette_130x111.png", variant: "@rgbfirst"),
        PreprocessedPicture(
            file: "progressive_301x250_444.jpg", decoded: "decoded_progressive_301x250_444.png"),
        PreprocessedPicture(file: "rgb_37x53.png"),
        PreprocessedPicture(file: "rgb_400x33.png"),
        PreprocessedPicture(file: "rgb_640x480_q90.jpg", decoded: "decoded_rgb_640x480_q90.png"),
        PreprocessedPicture(file: "rgba_120x91.png", variant: "@rgbfirst"),
    ]

    func reference(_ kind: String) throws -> SafetensorsTensor {
        try SafetensorsFile(path: try fixture("image_preprocess.safetensors"))
            .tensor(named: "\(file)\(variant)/\(kind)")
    }

    /// The pictures live beside the decoder's tests.
    static func image(_ name: String) throws -> PixelImage {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let path = tests.appending(path: "ImagingTests/Fixtures/\(name)").path
        return try ImageDecoder().decode(path: path).image
    }
}

@Suite("Preprocessing")
struct PixelPreprocessingTests {
    private func largestDifference(_ image: PixelImage, _ picture: PreprocessedPicture, _ resolution: Int) throws -> Int
    {
        let square = PixelPreprocessing(resolution: resolution).square(of: image)
        let expected = try picture.reference("u8_\(resolution)").withBytes { Array($0) }
        #expect(square.samples.count == expected.count)
        return zip(square.samples, expected).map { abs(Int($0) - Int($1)) }.max() ?? 0
    }

    @Test("resizing and cropping give Pillow's samples, to the bit", arguments: PreprocessedPicture.all, [224, 32])
    func exact(picture: PreprocessedPicture, resolution: Int) throws {
        // The file with orientation 6 was decoded by Pillow lying on its side.
        let isTurned = picture.variant == "@transposed"
        let image = try PreprocessedPicture.image(isTurned ? picture.file : picture.decoded ?? picture.file)
        #expect(try largestDifference(image, picture, resolution) <= (isTurned ? 1 : 0))
    }

    @Test(
        "a file becomes what Pillow makes of it, within one grey level", arguments: PreprocessedPicture.all, [224, 32])
    func fromFile(picture: PreprocessedPicture, resolution: Int) throws {
        let image = try PreprocessedPicture.image(picture.file)
        #expect(try largestDifference(image, picture, resolution) <= 1)
    }

    @Test("samples are normalised as torchvision does", arguments: PreprocessedPicture.all)
    func normalised(picture: PreprocessedPicture) throws {
        let image = try PreprocessedPicture.image(picture.decoded ?? picture.file)
        guard picture.variant != "@transposed" else { return }
        let pixels = PixelPreprocessing(resolution: 32).pixels(of: [image])
        let expected = try picture.reference("pixels_32").floats()
        let difference = zip(pixels, expected).map { abs($0 - $1) }.max() ?? 1
        #expect(pixels.count == expected.count && difference <= 1e-6, "\(difference)")
    }

    @Test("a picture that has the right size already is not touched")
    func identity() {
        let samples = (0..<16 * 16 * 3).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let image = PixelImage(width: 16, height: 16, samples: samples)
        #expect(PixelPreprocessing(resolution: 16).square(of: image) == image)
    }

    @Test("a picture of one pixel, and one as thin as a line, become squares")
    func extremes() {
        for (width, height) in [(1, 1), (1, 900), (900, 1), (3, 2)] {
            let image = PixelImage(
                width: width, height: height, samples: [UInt8](repeating: 77, count: width * height * 3))
            let square = PixelPreprocessing(resolution: 8).square(of: image)
            #expect(square.size == PixelSize(width: 8, height: 8))
            #expect(square.samples.allSatisfy { $0 == 77 })
        }
    }
}

@Suite("Random views")
struct RandomViewTests {
    @Test("a view covers 80 to 100 % of the picture, lies within it, and the same seed draws the same views")
    func crops() {
        var generator = SeededGenerator(seed: 3)
        var again = SeededGenerator(seed: 3)
        var mirrored = 0
        let size = PixelSize(width: 320, height: 240)
        for _ in 0..<500 {
            let view = RandomView(of: size, using: &generator)
            #expect(view == RandomView(of: size, using: &again))
            #expect(view.crop.x >= 0 && view.crop.x + view.crop.width <= size.width)
            #expect(view.crop.y >= 0 && view.crop.y + view.crop.height <= size.height)
            let area = Double(view.crop.width * view.crop.height) / Double(size.area)
            // Sides are whole pixels.
            #expect(area > 0.79 && area <= 1)
            mirrored += view.isMirrored ? 1 : 0
        }
        #expect((200...300).contains(mirrored))
    }

    @Test("parts of all sizes and shapes are drawn, and each as often as any other")
    func evenlyDrawn() {
        var generator = SeededGenerator(seed: 11)
        let size = PixelSize(width: 1000, height: 1000)
        var (small, broad, whole) = (0, 0, 0)
        for _ in 0..<1000 {
            let crop = RandomView(of: size, using: &generator).crop
            if crop.width * crop.height < 880_000 { small += 1 }
            if crop.width > crop.height { broad += 1 }
            if crop.width == 1000, crop.height == 1000 { whole += 1 }
        }
        // Of a square, the largest parts fit in few shapes: more than half are small.
        #expect((500...800).contains(small), "\(small)")
        #expect((430...570).contains(broad), "\(broad)")
        #expect(whole < 20, "\(whole)")
    }

    @Test("a picture too long for any of the shapes is cut in its centre")
    func longPicture() {
        var generator = SeededGenerator(seed: 1)
        let wide = RandomView(of: PixelSize(width: 1000, height: 30), using: &generator).crop
        #expect(wide == PixelRect(x: 480, y: 0, width: 40, height: 30))
        let tall = RandomView(of: PixelSize(width: 30, height: 1000), using: &generator).crop
        #expect(tall == PixelRect(x: 0, y: 480, width: 30, height: 40))
    }

    @Test("a mirrored view has left and right exchanged")
    func mirroring() {
        let image = PixelImage(width: 3, height: 1, samples: [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(image.mirrored().samples == [7, 8, 9, 4, 5, 6, 1, 2, 3])
    }
}

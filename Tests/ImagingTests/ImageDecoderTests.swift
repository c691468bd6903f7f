import Imaging
import Testing

@Suite("Decoding")
struct ImageDecoderTests {
    @Test("a PNG comes out with the very samples that went in")
    func rgbIsExact() throws {
        let image = try Fixtures.image("rgb_37x53.png")
        #expect(image.size == PixelSize(width: 37, height: 53))
        #expect(image.samples == (try Fixtures.bytes("rgb_37x53.rgb")))
    }

    @Test(
        "an interlaced PNG and one of 16 bits hold the same picture",
        arguments: ["interlaced", "rgb16"])
    func otherLayouts(kind: String) throws {
        #expect(try Fixtures.image("\(kind)_37x53.png") == Fixtures.image("rgb_37x53.png"))
    }

    @Test(
        "every kind of file is within one grey level of what Pillow makes of it",
        arguments: [
            "rgb_640x480_q90.jpg", "progressive_301x250_444.jpg", "gray_161x119.jpg", "cmyk_250x301.jpg",
            "restart_160x120.jpg", "gray16_90x64.png", "palette_130x111.png", "small_41x33.jpg",
            "small_progressive_41x33.jpg", "small_restart_41x33.jpg", "small_arithmetic_41x33.jpg",
        ])
    func agreesWithPillow(name: String) throws {
        let decoded = try ImageDecoder().decode(path: Fixtures.path(name))
        let expected = try Fixtures.image("decoded_\(name.prefix { $0 != "." }).png")
        #expect(try #require(largestDifference(decoded.image, expected)) <= 1)
        #expect(decoded.flaw == nil)
    }

    @Test("a grey PNG has three equal channels")
    func greyPNG() throws {
        let image = try Fixtures.image("gray_333x201.png")
        #expect(image.size == PixelSize(width: 333, height: 201))
        for x in stride(from: 0, to: image.width, by: 7) {
            let (red, green, blue) = image.pixel(x: x, y: 100)
            #expect(red == green && green == blue)
        }
        #expect(Set(image.samples).count > 100)
    }

    @Test("transparency is dropped: the colours count as they are stored, for the screen and the encoder alike")
    func transparency() throws {
        #expect(try Fixtures.image("rgba_120x91.png") == Fixtures.image("decoded_rgba_120x91_dropped.png"))
        // Black under alpha 0, as Pillow's convert("RGB") has it, and with it CLIP's own preprocessing.
        let (red, green, blue) = try Fixtures.image("cutout.png").pixel(x: 0, y: 0)
        #expect(max(red, green, blue) == 0)
    }

    @Test(
        "one picture in another layout is the same picture",
        arguments: [
            ("small_interlaced_41x33.png", "small_41x33.png"), ("small_interlaced16_41x33.png", "small_41x33.png"),
            ("small_trns_gamma_41x33.png", "small_41x33.png"), ("small_grey_trns_41x33.png", "small_grey_41x33.png"),
            ("small_grey_alpha16_41x33.png", "small_grey_41x33.png"),
        ])
    func sameInOtherLayout(name: String, plain: String) throws {
        let decoded = try ImageDecoder().decode(path: Fixtures.path(name))
        #expect(try decoded.image == Fixtures.image(plain))
        #expect(decoded.flaw == nil)
    }

    @Test("EXIF behind the pixels of a PNG counts, also with an orientation written as a LONG; the probe knows it")
    func lateOrientation() throws {
        let expected = try Fixtures.image("small_41x33.png").turned(upright: .rotatedClockwise)
        #expect(try Fixtures.image("small_late_exif6_41x33.png") == expected)
        #expect(try ImageDecoder.probe(path: Fixtures.path("small_late_exif6_41x33.png")) == expected.size)
    }

    @Test("EXIF orientation turns a JPEG upright")
    func orientationOfJPEG() throws {
        let decoded = try ImageDecoder().decode(path: Fixtures.path("exif6_320x180.jpg"))
        let stored = try Fixtures.image("decoded_exif6_320x180.png")
        #expect(decoded.fullSize == stored.size.transposed)
        let expected = stored.turned(upright: .rotatedClockwise)
        #expect(try #require(largestDifference(decoded.image, expected)) <= 1)
    }

    @Test("EXIF orientation turns a PNG upright")
    func orientationOfPNG() throws {
        let expected = try Fixtures.image("rgb_37x53.png").turned(upright: .rotatedClockwise)
        #expect(try Fixtures.image("exif6_37x53.png") == expected)
    }

    @Test("a preview is reduced while decoding, yet never smaller than asked for")
    func previews() throws {
        let bytes = try Fixtures.bytes("rgb_640x480_q90.jpg")
        for (wanted, expected) in [
            (PixelSize(width: 80, height: 60), PixelSize(width: 80, height: 60)),
            (PixelSize(width: 81, height: 60), PixelSize(width: 160, height: 120)),
            (PixelSize(width: 10, height: 240), PixelSize(width: 320, height: 240)),
            (PixelSize(width: 2000, height: 10), PixelSize(width: 640, height: 480)),
        ] {
            let decoded = try ImageDecoder().decode(bytes, atLeast: wanted)
            #expect(decoded.image.size == expected)
            #expect(decoded.fullSize == PixelSize(width: 640, height: 480))
        }
    }

    @Test("the wish for a preview follows the orientation")
    func previewOfTurnedPicture() throws {
        let decoded = try ImageDecoder().decode(
            path: Fixtures.path("exif6_320x180.jpg"), atLeast: PixelSize(width: 90, height: 160))
        #expect(decoded.image.size == PixelSize(width: 90, height: 160))
    }

    @Test("a reduced picture looks like the whole one")
    func previewContent() throws {
        let bytes = try Fixtures.bytes("rgb_640x480_q90.jpg")
        let whole = try ImageDecoder().decode(bytes).image
        let half = try ImageDecoder().decode(bytes, atLeast: PixelSize(width: 320, height: 240)).image
        let reduced = whole.reduced(to: half.size)
        let total = zip(half.samples, reduced.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        #expect(Double(total) / Double(half.samples.count) < 3)
    }

    @Test("a probe tells the upright size")
    func probe() throws {
        #expect(
            try ImageDecoder.probe(path: Fixtures.path("exif6_320x180.jpg"))
                == PixelSize(width: 180, height: 320))
        #expect(
            try ImageDecoder.probe(path: Fixtures.path("exif6_37x53.png"))
                == PixelSize(width: 53, height: 37))
        #expect(
            try ImageDecoder.probe(path: Fixtures.path("rgb_400x33.png"))
                == PixelSize(width: 400, height: 33))
    }
}

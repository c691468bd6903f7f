import Imaging
import Testing

@Suite("Rules of reading")
struct ReadingRulesTests {
    /// What 0.1.0 read otherwise.
    private static let changed: [(String, ReadingChange)] = [
        ("cutout.png", .transparency), ("rgba_120x91.png", .transparency), ("small_grey_trns_41x33.png", .transparency),
        ("small_trns_gamma_41x33.png", .transparency), ("small_grey_alpha16_41x33.png", .transparency),
        ("12bit_sbit.png", .depth), ("12bit.png", .depth), ("10bit.png", .depth),
        ("small_late_exif6_41x33.png", .orientation),
    ]

    @Test("the pictures that 0.1.0 read otherwise are told by their files", arguments: changed)
    func changes(name: String, change: ReadingChange) throws {
        #expect(try ImageDecoder.readingChange(ofFile: Fixtures.path(name), since: .first) == change)
        #expect(try ImageDecoder.readingChange(of: Fixtures.bytes(name), since: .first) == change)
        #expect(try ImageDecoder.readingChange(ofFile: Fixtures.path(name), since: .present) == nil)
    }

    @Test(
        "all others are read as they were",
        arguments: [
            "full16.png", "gray16_90x64.png", "rgb16_37x53.png", "small_interlaced16_41x33.png", "rgb_37x53.png",
            "interlaced_37x53.png", "palette_130x111.png", "s08_1bit_white_2480x3508.png", "exif6_37x53.png",
            "exif6_320x180.jpg", "cmyk_250x301.jpg", "progressive_301x250_444.jpg", "rgb_640x480_q90.jpg",
        ])
    func same(name: String) throws {
        #expect(try ImageDecoder.readingChange(ofFile: Fixtures.path(name), since: .first) == nil)
    }

    /// A tag in a TIFF block of its own.
    private static func exif(type: UInt8, value: [UInt8], isLittle: Bool = false) -> [UInt8] {
        isLittle
            ? [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, type, 0, 1, 0, 0, 0] + value + [0, 0, 0, 0]
            : [0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, type, 0, 0, 0, 1] + value + [0, 0, 0, 0]
    }

    /// A JPEG with this block before all that it has.
    private static func jpeg(_ block: [UInt8]) throws -> [UInt8] {
        let content = Array("Exif\0\0".utf8) + block
        let segment = [0xFF, 0xE1, 0, UInt8(content.count + 2)] + content
        return try [0xFF, 0xD8] + segment + Fixtures.bytes("small_41x33.jpg").dropFirst(2)
    }

    @Test("an orientation as a big-endian LONG was not seen; as a SHORT, or in the other order of bytes, it was")
    func long() throws {
        let long = try Self.jpeg(Self.exif(type: 4, value: [0, 0, 0, 6]))
        #expect(try ImageDecoder.readingChange(of: long, since: .first) == .orientation)
        #expect(try ImageDecoder().decode(long).fullSize == PixelSize(width: 33, height: 41))
        let upright = try Self.jpeg(Self.exif(type: 4, value: [0, 0, 0, 1]))
        #expect(try ImageDecoder.readingChange(of: upright, since: .first) == nil)
        let short = try Self.jpeg(Self.exif(type: 3, value: [0, 6, 0, 0]))
        #expect(try ImageDecoder.readingChange(of: short, since: .first) == nil)
        let little = try Self.jpeg(Self.exif(type: 4, value: [6, 0, 0, 0], isLittle: true))
        #expect(try ImageDecoder.readingChange(of: little, since: .first) == nil)
        #expect(try ImageDecoder().decode(little).fullSize == PixelSize(width: 33, height: 41))
    }

    @Test(
        "a file that is cut anywhere is looked at without harm",
        arguments: ["small_late_exif6_41x33.png", "exif6_320x180.jpg"])
    func cut(name: String) throws {
        let bytes = try Fixtures.bytes(name)
        for count in 16..<bytes.count {
            _ = try ImageDecoder.readingChange(of: Array(bytes.prefix(count)), since: .first)
        }
    }
}

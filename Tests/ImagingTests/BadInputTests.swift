import Foundation
import Imaging
import Testing

@Suite("Bad pictures")
struct BadInputTests {
    @Test("a truncated JPEG is shown as far as it goes, and says so")
    func truncatedJPEG() throws {
        let bytes = try Fixtures.bytes("rgb_640x480_q90.jpg")
        let whole = try ImageDecoder().decode(bytes).image
        let part = try ImageDecoder().decode(Array(bytes.prefix(bytes.count / 2)))
        guard case .incomplete(let rows, of: 480, _)? = part.flaw else {
            Issue.record("it does not say that rows are missing")
            return
        }
        #expect((100..<480).contains(rows))
        let firstRows = 640 * 3 * rows
        #expect(part.image.samples.prefix(firstRows) == whole.samples.prefix(firstRows))
        #expect(part.image != whole)
    }

    @Test("a JPEG with wrong bytes inside is shown, and says so")
    func damagedJPEG() throws {
        var bytes = try Fixtures.bytes("rgb_640x480_q90.jpg")
        let middle = bytes.count / 2
        bytes.replaceSubrange(middle..<(middle + 40), with: [UInt8](repeating: 0xFF, count: 40))
        let decoded = try ImageDecoder().decode(bytes)
        guard case .damaged(let rows, of: 480, _)? = decoded.flaw else {
            Issue.record("no damage was reported")
            return
        }
        #expect((1..<480).contains(rows))
        #expect(decoded.image.pixel(x: 320, y: 479) == (128, 128, 128))
    }

    @Test("a truncated PNG is shown to its last whole row, and says so")
    func truncatedPNG() throws {
        let bytes = try Fixtures.bytes("rgb_400x33.png")
        let whole = try ImageDecoder().decode(bytes).image
        let part = try ImageDecoder().decode(Array(bytes.prefix(bytes.count / 2)))
        guard case .incomplete(let rows, of: 33, _)? = part.flaw else {
            Issue.record("it does not say that rows are missing")
            return
        }
        #expect((10..<33).contains(rows))
        #expect(part.image.samples.prefix(400 * 3 * rows) == whole.samples.prefix(400 * 3 * rows))
        #expect(part.image.pixel(x: 399, y: 32) == (128, 128, 128))
    }

    @Test("a PNG that ends before its pixels begin is no picture")
    func headerOnly() throws {
        let bytes = try Fixtures.bytes("rgb_37x53.png")
        #expect(throws: ImageError.corrupt(reason: "the file ends too early")) {
            try ImageDecoder().decode(Array(bytes.prefix(40)))
        }
    }

    @Test("other formats are named")
    func otherFormats() {
        let cases: [([UInt8], String?)] = [
            (Array("GIF89a".utf8), "GIF"), (Array("BM......".utf8), "BMP"),
            ([0x49, 0x49, 0x2A, 0], "TIFF"), (Array("RIFF....WEBPVP8".utf8), "WebP"),
            (Array("path,class\n".utf8), nil),
        ]
        for (bytes, name) in cases {
            #expect(throws: ImageError.unsupported(format: name)) { try ImageDecoder().decode(bytes) }
        }
    }

    @Test("a missing file, a folder and an empty file are told apart")
    func files() throws {
        let missing = Fixtures.path("no-such.png")
        #expect(throws: ImageError.unreadable(path: missing, reason: "No such file or directory")) {
            try ImageDecoder().decode(path: missing)
        }
        let folder = Fixtures.folder.path
        #expect(throws: ImageError.unreadable(path: folder, reason: "not a regular file")) {
            try ImageDecoder().decode(path: folder)
        }
        #expect(throws: ImageError.corrupt(reason: "the file is empty")) {
            try ImageDecoder().decode([])
        }
    }

    @Test(
        "a header that claims more pixels than the file can hold is refused before anything is allocated"
    )
    func lyingHeader() throws {
        var bytes = try Fixtures.bytes("rgb_37x53.png")
        bytes.replaceSubrange(16..<24, with: [0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10])  // 10 000 × 10 000
        bytes.replaceSubrange(29..<33, with: Self.checksum(of: bytes[12..<29]))
        #expect(throws: ImageError.corrupt(reason: "the file is far too short for its size in pixels")) {
            try ImageDecoder().decode(bytes)
        }
    }

    @Test("more pixels than the limit are refused")
    func tooLarge() throws {
        let decoder = ImageDecoder(pixelLimit: 640 * 480 - 1)
        #expect(throws: ImageError.tooLarge(PixelSize(width: 640, height: 480), limit: 640 * 480 - 1)) {
            try decoder.decode(path: Fixtures.path("rgb_640x480_q90.jpg"))
        }
    }

    @Test(
        "no prefix of a file crashes the decoder or the probe",
        arguments: ["gray_161x119.jpg", "exif6_320x180.jpg", "palette_130x111.png", "exif6_37x53.png"])
    func everyPrefix(name: String) throws {
        let bytes = try Fixtures.bytes(name)
        let whole = try ImageDecoder().decode(bytes).image
        let step = max(1, bytes.count / 400)
        for count in Array(0..<min(200, bytes.count)) + Array(stride(from: 200, to: bytes.count, by: step))
            + Array((bytes.count - 40)..<bytes.count)
        {
            let part = Array(bytes.prefix(count))
            _ = try? ImageDecoder.probe(part)
            guard let decoded = try? ImageDecoder().decode(part) else { continue }
            let flaw = try #require(decoded.flaw, "\(count) of \(bytes.count) bytes are no whole file")
            // What is called harmless is the picture to the last sample.
            if !flaw.isDoubt { #expect(decoded.image == whole, "\(count) of \(bytes.count) bytes") }
        }
    }

    @Test(
        "no changed bytes crash the decoder",
        arguments: [
            "gray_161x119.jpg", "restart_160x120.jpg", "palette_130x111.png", "exif6_37x53.png",
            "gray16_90x64.png",
        ])
    func changedBytes(name: String) throws {
        let bytes = try Fixtures.bytes(name)
        var random = Xorshift(state: 0x9E37_79B9)
        var decoded = 0
        for _ in 0..<400 {
            var changed = bytes
            for _ in 0..<(1 + Int(random.next() % 8)) {
                // Half of the changes hit the headers, where they do most harm.
                let reach = random.next() % 2 == 0 ? UInt64(min(800, changed.count)) : UInt64(changed.count)
                changed[Int(random.next() % reach)] = UInt8(truncatingIfNeeded: random.next())
            }
            if (try? ImageDecoder(pixelLimit: 4_000_000).decode(changed)) != nil { decoded += 1 }
        }
        #expect(decoded < 400)
    }

    /// CRC-32 as in the PNG specification, annex D.
    private static func checksum(of bytes: ArraySlice<UInt8>) -> [UInt8] {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
        }
        crc ^= 0xFFFF_FFFF
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: crc >> $0) }
    }
}

/// Marsaglia, "Xorshift RNGs", 2003: enough to spread damage.
private struct Xorshift {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

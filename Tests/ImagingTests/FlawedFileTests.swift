import Imaging
import Testing

@Suite("Files with flaws")
struct FlawedFileTests {
    @Test(
        "a low depth is no damage: a byte of the file may stand for thousands of pixels",
        arguments: [
            ("s06_2bit_2000.png", 2000, 2000), ("s08_1bit_white_2480x3508.png", 2480, 3508),
            ("s09_palette_flat_4000.png", 4000, 4000), ("s10_1bit_mask_2048.png", 2048, 2048),
        ])
    func lowDepth(name: String, width: Int, height: Int) throws {
        let decoded = try ImageDecoder().decode(path: Fixtures.path(name))
        #expect(decoded.image.size == PixelSize(width: width, height: height))
        #expect(decoded.flaw == nil)
    }

    @Test("what a JPEG breaks without losing a pixel is noted, and its picture is used")
    func benignWarnings() throws {
        let names = [
            "j16_extraneous_before_eoi", "j17_cam_651_before_eoi", "j20_jfif_major2", "j21_sos_se0",
        ]
        let pictures = try names.map { try ImageDecoder().decode(path: Fixtures.path($0 + ".jpg")) }
        for (name, decoded) in zip(names, pictures) {
            let flaw = try #require(decoded.flaw, "\(name)")
            #expect(!flaw.isDoubt, "\(name)")
        }
        // They are one picture under four flaws.
        #expect(pictures.allSatisfy { $0.image == pictures[0].image })
    }

    struct Cut: Sendable, CustomTestStringConvertible {
        var file: String
        /// Bytes that are missing at its end.
        var bytes: Int
        var testDescription: String { "\(file) without its last \(bytes) bytes" }
    }

    @Test(
        "a file that lacks only its tail has every row: it is used, and noted",
        arguments: [
            Cut(file: "small_41x33.jpg", bytes: 2), Cut(file: "small_progressive_41x33.jpg", bytes: 2),
            Cut(file: "small_restart_41x33.jpg", bytes: 2),
            // The end chunk; the checksum before it; a part of zlib's.
            Cut(file: "small_41x33.png", bytes: 12), Cut(file: "small_41x33.png", bytes: 16),
            Cut(file: "small_41x33.png", bytes: 18), Cut(file: "small_interlaced_41x33.png", bytes: 16),
        ])
    func tail(cut: Cut) throws {
        let bytes = try Fixtures.bytes(cut.file)
        let decoded = try ImageDecoder().decode(Array(bytes.dropLast(cut.bytes)))
        guard case .harmless? = decoded.flaw else {
            Issue.record("\(String(describing: decoded.flaw))")
            return
        }
        #expect(try decoded.image == Fixtures.image(cut.file))
    }

    @Test(
        "a file that lacks more is in doubt",
        arguments: [
            Cut(file: "small_41x33.jpg", bytes: 30), Cut(file: "small_progressive_41x33.jpg", bytes: 20),
            Cut(file: "small_restart_41x33.jpg", bytes: 60), Cut(file: "small_arithmetic_41x33.jpg", bytes: 40),
            Cut(file: "small_41x33.png", bytes: 200), Cut(file: "small_interlaced_41x33.png", bytes: 200),
        ])
    func missingRows(cut: Cut) throws {
        let bytes = try Fixtures.bytes(cut.file)
        let decoded = try ImageDecoder().decode(Array(bytes.dropLast(cut.bytes)))
        let flaw = try #require(decoded.flaw)
        #expect(flaw.isDoubt)
        #expect(try decoded.image != Fixtures.image(cut.file))
    }

    @Test("with arithmetic coding nobody can tell what is missing: any end that is missing is a doubt")
    func arithmeticTail() throws {
        let bytes = try Fixtures.bytes("small_arithmetic_41x33.jpg")
        #expect(try ImageDecoder().decode(Array(bytes.dropLast(2))).flaw?.isDoubt == true)
    }

    @Test("a progressive JPEG without its last scans is in doubt, also where somebody put an end behind it")
    func missingScans() throws {
        let bytes = try Fixtures.bytes("small_progressive_41x33.jpg")
        let scans = (0..<bytes.count - 1).filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
        try #require(scans.count > 4)
        for ending in [[], [0xFF, 0xD9]] as [[UInt8]] {
            let decoded = try ImageDecoder().decode(Array(bytes[..<scans[4]]) + ending)
            #expect(decoded.flaw == .incomplete(rows: 0, of: 33, reason: "scans are missing"))
        }
    }

    @Test("a JPEG whose restart interval is gone is damaged from there on")
    func lostInterval() throws {
        let bytes = try Fixtures.bytes("small_restart_41x33.jpg")
        let marks = (0..<bytes.count - 1).filter { bytes[$0] == 0xFF && (0xD0...0xD7).contains(bytes[$0 + 1]) }
        let decoded = try ImageDecoder().decode(Array(bytes[..<marks[2]]) + Array(bytes[marks[3]...]))
        guard case .damaged(_, of: 33, _)? = decoded.flaw else {
            Issue.record("\(String(describing: decoded.flaw))")
            return
        }
    }

    @Test("a PNG whose last checksum is wrong is damaged: its pixels are not vouched for")
    func wrongChecksum() throws {
        var bytes = try Fixtures.bytes("small_41x33.png")
        bytes[bytes.count - 16] ^= 1
        #expect(
            try ImageDecoder().decode(bytes).flaw == .damaged(rows: 33, of: 33, reason: "IDAT: CRC error"))
    }

    @Test("what stands behind the pixels of a PNG is not judged")
    func behindThePixels() throws {
        let bytes = try Fixtures.bytes("small_41x33.png")
        #expect(try ImageDecoder().decode(bytes + Array("something".utf8)).flaw == nil)
    }

    @Test("a JPEG that leaves much of its data unread is damaged, whatever the codec says")
    func unread() throws {
        let bytes = try Fixtures.bytes("small_41x33.jpg")
        let rubbish = (0..<400).map { UInt8(truncatingIfNeeded: $0 &* 37) & 0x7F }
        let decoded = try ImageDecoder().decode(Array(bytes.dropLast(2)) + rubbish + [0xFF, 0xD9])
        #expect(decoded.flaw?.isDoubt == true)
    }

    @Test("kinds of JPEG that nobody here reads are refused by name")
    func namedRefusals() throws {
        let bytes = try Fixtures.bytes("small_41x33.jpg")
        let frame = try #require((0..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        var lossless = bytes
        lossless[frame + 1] = 0xC3
        #expect(throws: ImageError.corrupt(reason: "Unsupported JPEG process: SOF type 0xc3")) {
            try ImageDecoder().decode(lossless)
        }
        var deep = bytes
        deep[frame + 4] = 12
        #expect(throws: ImageError.corrupt(reason: "Unsupported JPEG data precision 12")) {
            try ImageDecoder().decode(deep)
        }
    }
}

@Suite("Sixteen bits")
struct SampleDepthTests {
    @Test("12 bits that the file declares fill the range, and look like the picture in full range")
    func declared() throws {
        let declared = try ImageDecoder().decode(path: Fixtures.path("12bit_sbit.png"))
        #expect(declared.flaw == nil)
        let difference = try largestDifference(declared.image, Fixtures.image("full16.png"))
        #expect(try #require(difference) <= 1)
    }

    @Test(
        "10 or 12 bits that the file does not declare are in doubt: nobody knows how bright they are",
        arguments: [("10bit.png", 10), ("12bit.png", 12)])
    func undeclared(name: String, bits: Int) throws {
        #expect(try ImageDecoder().decode(path: Fixtures.path(name)).flaw == .unknownDepth(bits: bits))
    }

    @Test("samples that fill their range are in no doubt, and neither is black")
    func full() throws {
        #expect(try ImageDecoder().decode(path: Fixtures.path("full16.png")).flaw == nil)
        #expect(try ImageDecoder().decode(path: Fixtures.path("gray16_90x64.png")).flaw == nil)
    }
}

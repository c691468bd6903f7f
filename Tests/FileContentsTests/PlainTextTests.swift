import FileContents
import Foundation
import Testing

@Suite("The text in a file")
struct PlainTextTests {
    private static let lines = ["傷", "crack a", "", "pit"]

    private static func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
        ("\u{FEFF}" + text).utf16.flatMap { unit in
            isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
    }

    private static func defect(_ bytes: [UInt8]) -> TextDefect? {
        do {
            _ = try PlainText(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("the same lines come out whatever ends them, with a last end or without", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(end: String) throws {
        for last in ["", end] {
            let text = try PlainText(Array((Self.lines.joined(separator: end) + last).utf8))
            #expect(text.lines.map(String.init) == Self.lines, "\(end.debugDescription) \(last.debugDescription)")
        }
    }

    @Test("other separators of Unicode end no line, and mixed ends are each one")
    func oddLineEnds() throws {
        #expect(try PlainText(Array("a\u{85}b\u{2028}c\u{0B}d".utf8)).lines == ["a\u{85}b\u{2028}c\u{0B}d"])
        #expect(try PlainText(Array("a\r\nb\rc\n\nd\n\r".utf8)).lines == ["a", "b", "c", "", "d", ""])
        #expect(try PlainText([]).lines.isEmpty)
    }

    @Test("UTF-8 with and without a mark and UTF-16 with one, in both orders, are the same text")
    func encodings() throws {
        let text = "path,class\r\n傷/か\u{3099}.png,😀\r\n"
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        for bytes in [
            Array(text.utf8), mark + Array(text.utf8), Self.utf16(text, isBigEndian: false),
            Self.utf16(text, isBigEndian: true),
        ] {
            #expect(try PlainText(bytes).text.utf8.elementsEqual(text.utf8))
        }
    }

    @Test("what is not UTF-8 is named with its line, and not guessed at")
    func foreignEncodings() throws {
        let shiftJIS: [UInt8] = [0x8F, 0x9D]  // 傷
        let eucJP: [UInt8] = [0xBD, 0xFD]  // 傷
        #expect(Self.defect(Array("a\r\n".utf8) + shiftJIS) == .encoding(.shiftJIS, line: 2))
        #expect(Self.defect(Array("a\rb\r".utf8) + eucJP) == .encoding(.eucJP, line: 3))
        #expect(Self.defect(Array("caf".utf8) + [0xE9, 0x2C, 0x61]) == .encoding(.western, line: 1))
        #expect(Self.defect(Array("cr".utf8) + [0xE8] + Array("me".utf8)) == .encoding(.western, line: 1))
        #expect(Self.defect([0x1B] + Array("$B=}".utf8)) == .encoding(.iso2022JP, line: 1))
        #expect(Self.defect(Array("ab".utf16.flatMap { [UInt8($0), 0] })) == .encoding(.utf16WithoutMark, line: 1))
        #expect(Self.defect([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]) == .encoding(.utf32, line: 1))
        #expect(Self.defect([0xFF, 0xFE, 0x00, 0xD8, 0x61, 0]) == .encoding(.brokenUTF16, line: 1))
        #expect(Self.defect([0xFF, 0xFE, 0x61]) == .encoding(.brokenUTF16, line: 1))
        #expect(Self.defect(Array("a\nbc\0d".utf8)) == .zeroByte(line: 2))
        #expect(Self.defect([0xFF, 0x01, 0, 0xE9]) == .zeroByte(line: 1))
        #expect(Self.defect(Array("良\n傷".utf8.dropLast())) == .cutCharacter(line: 2))
        // One line of another encoding among lines of UTF-8.
        #expect(Self.defect(Array("良品\n傷\n".utf8) + shiftJIS + Array("\n割れ\n".utf8)) == .encoding(.shiftJIS, line: 3))
    }

    @Test("a file that is no text at all is known by its first bytes")
    func foreignFiles() {
        let zip: (String) -> [UInt8] = { name in
            Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0]
                + Array(name.utf8) + [0, 1, 2]
        }
        let cases: [([UInt8], ForeignFile)] = [
            (Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n".utf8), .gitLFSPointer),
            (Array("# xet version 0\nfilesize = 3\n".utf8), .xetPointer),
            (Array("\n <!DOCTYPE html>\n<html>".utf8), .webPage),
            (zip("F.npy"), .numpyArchive), (zip("archive/data.pkl"), .pickle), (zip("[Content_Types].xml"), .workbook),
            (zip("a.txt"), .archive("zip")), ([0x1F, 0x8B, 8, 0], .archive("gzip")),
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .workbook),
            ([0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9], .pickle),
            ([0x93] + Array("NUMPY".utf8) + [1, 0], .numpyArray),
            ([0x80, 2, 0, 0, 0, 0, 0, 0] + Array("{}".utf8), .safetensors),
            (Array("%PDF-1.7".utf8), .other("PDF")),
        ]
        for (bytes, file) in cases { #expect(Self.defect(bytes) == .foreign(file)) }
    }

    @Test("no bytes of any kind stop it", arguments: 0..<200)
    func anyBytes(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
        let bytes = (0..<(seed % 67)).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        if let text = try? PlainText(bytes) { #expect(text.lines.count <= bytes.count) }
    }
}

@Suite("Reading a file's bytes")
struct FileBytesTests {
    @Test("a folder, nothing and a device without an end are refused in the system's words")
    func refused() {
        #expect(throws: FileReadError.unreadable(path: "/tmp", reason: "Is a directory")) {
            try FileBytes.read("/tmp", limit: 10)
        }
        #expect(throws: FileReadError.unreadable(path: "/none", reason: "No such file or directory")) {
            try FileBytes.read("/none", limit: 10)
        }
        #expect(throws: FileReadError.tooLarge(path: "/dev/zero", limit: 1000)) {
            try FileBytes.read("/dev/zero", limit: 1000)
        }
    }

    @Test("what a pipe holds is read to its end")
    func pipes() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("pit\n".utf8))
        try pipe.fileHandleForWriting.close()
        let path = "/proc/self/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        #expect(try FileBytes.read(path, limit: 100) == Array("pit\n".utf8))
    }

    @Test("an error of Foundation is told in the system's words, without domains and numbers")
    func reasons() throws {
        func reason(_ body: () throws -> Void) -> String {
            do { try body() } catch { return systemReason(of: error) }
            return ""
        }
        #expect(reason { _ = try Data(contentsOf: URL(filePath: "/none")) } == "No such file or directory")
        #expect(reason { try Data("x".utf8).write(to: URL(filePath: "/none/x")) } == "No such file or directory")
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(
            reason {
                try FileManager.default.createDirectory(
                    at: file.appending(path: "x"), withIntermediateDirectories: true)
            } == "Not a directory")
        #expect(reason { _ = try FileManager.default.contentsOfDirectory(atPath: file.path) } == "Not a directory")
        for error in [
            CocoaError(.fileReadUnknown), CocoaError(.fileWriteUnknown), CocoaError(.coderInvalidValue),
            CocoaError(.fileReadInapplicableStringEncoding),
        ] {
            let words = systemReason(of: error)
            #expect(!words.contains("Domain") && !words.contains("error 2"), "\(words)")
        }
    }
}

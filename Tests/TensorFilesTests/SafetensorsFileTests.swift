import FileContents
import Foundation
import Testing

@testable import TensorFiles

@Suite("A safetensors file")
struct SafetensorsFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func defect(_ bytes: [UInt8]) throws -> TensorFileDefect? {
        let path = try folder.file("hostile.safetensors", bytes)
        do {
            _ = try SafetensorsFile(path: path)
            return nil
        } catch .malformed(path, let defect) {
            return defect
        }
    }

    @Test("what was written is read back, bit for bit")
    func roundTrip() throws {
        let path = folder.path("round.safetensors")
        let floats: [Float] = [0, -0.0, 1.5, .infinity, -0x1p-140, 7]
        var writer = try SafetensorsWriter(
            path: path,
            tensors: [
                .init("empty", .float32, [0, 4]), .init("b", .float32, [2, 3]), .init("halves", .float16, [4]),
                .init("doubles", .float64, [2]), .init("numbers", .int64, [2]), .init("scalar", .float32, []),
                .init("widened", .float64, [1]),
            ],
            metadata: ["recipe": "miwake", "quote\"\n": "日本 \\ \u{1}"])
        try writer.append(Array(floats[..<2]))
        try writer.append(Array(floats[2...]))
        try writer.append([1, -2.5, 65504, 0x1p-24] as [Float])
        try writer.append([.pi, -1] as [Double])
        try writer.append([Int64.min, 7])
        try writer.append([9, 0.1] as [Float])
        try writer.finish()

        let file = try SafetensorsFile(path: path)
        #expect(file.metadata == ["recipe": "miwake", "quote\"\n": "日本 \\ \u{1}"])
        #expect(file.names == ["empty", "b", "halves", "doubles", "numbers", "scalar", "widened"])
        let read = try file.tensor(named: "b", shape: [2, 3])
        #expect(try read.floats().map(\.bitPattern) == floats.map(\.bitPattern))
        #expect(try read.floats(rows: 1..<2) == Array(floats[3...]))
        #expect(try file.tensor(named: "halves").floats() == [1, -2.5, 65504, 0x1p-24])
        #expect(try file.tensor(named: "doubles").floats() == [Float.pi.nextUp, -1])
        #expect(try file.tensor(named: "numbers").int64s() == [.min, 7])
        #expect(try file.tensor(named: "scalar").floats() == [9])
        #expect(try file.tensor(named: "widened").floats() == [0.1])
        #expect(try file.tensor(named: "empty").floats() == [])
        #expect(try folder.contents == ["round.safetensors"])
    }

    @Test("every half-precision number is converted as the processor would, in both directions")
    func halves() throws {
        for bits in UInt16.min ... .max {
            let expected = Float(Float16(bitPattern: bits))
            let converted = float(half: bits)
            if expected.isNaN {
                #expect(converted.isNaN)
                #expect(Float16(bitPattern: half(converted)).isNaN)
            } else {
                #expect(converted.bitPattern == expected.bitPattern)
                #expect(half(converted) == bits)
            }
        }
        for step in 0..<200_000 {
            // All exponents and signs, with fractions that fall between two halves.
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: step &* 21_577))
            if !value.isNaN { #expect(half(value) == Float16(value).bitPattern, "\(value)") }
        }
    }

    @Test("bfloat16 is widened")
    func bfloat16() throws {
        let header = #"{"x":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#
        let bytes = safetensors(header, data: 0) + [0x80, 0x3F, 0x40, 0xC0]
        let file = try SafetensorsFile(path: try folder.file("b.safetensors", bytes))
        #expect(try file.tensor(named: "x").floats() == [1, -3])
    }

    @Test("floats that are not aligned in the file are still right")
    func unaligned() throws {
        let header =
            #"{"x":{"dtype":"F32","shape":[1,2],"data_offsets":[1,9]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#
        let values: [Float] = [3, -8]
        let bytes = safetensors(header, data: 1) + values.withUnsafeBytes { Array($0) }
        let tensor = try SafetensorsFile(path: try folder.file("u.safetensors", bytes)).tensor(named: "x")
        #expect(try tensor.floats() == values)
        #expect(try tensor.floats(rows: 0..<1) == values)
    }

    @Test("a tensor of another name, type or shape is an error that says which")
    func wrongTensor() throws {
        let header = #"{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#
        let path = try folder.file("w.safetensors", safetensors(header, data: 8))
        let file = try SafetensorsFile(path: path)
        #expect(throws: TensorFileError.missingTensor(path: path, name: "y")) { try file.tensor(named: "y") }
        #expect(throws: TensorFileError.wrongShape(path: path, name: "x", expected: [2], found: [1])) {
            try file.tensor(named: "x", shape: [2])
        }
        let expected = TensorFileError.wrongElement(
            path: path, name: "x", expected: TensorElement.floatingPoint, found: .int64)
        #expect(throws: expected) { try file.tensor(named: "x").floats() }
    }

    @Test("a header that lies is refused with the lie named")
    func lies() throws {
        func one(_ type: String, _ shape: String, _ offsets: String) -> String {
            #"{"x":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
        }
        func two(_ first: String, _ second: String) -> String {
            let u8 = { (range: String) in #"{"dtype":"U8","shape":[4],"data_offsets":\#(range)}"# }
            return #"{"x":\#(u8(first)),"y":\#(u8(second))}"#
        }
        let cases: [(header: String, data: Int, defect: TensorFileDefect)] = [
            (one("F32", "[2]", "[0,9]"), 9, .wrongByteCount(tensor: "x", expected: 8, found: 9)),
            (one("F32", "[2]", "[0,8]"), 7, .badOffsets(tensor: "x", begin: 0, end: 8, available: 7)),
            (one("F32", "[2]", "[8,0]"), 8, .badOffsets(tensor: "x", begin: 8, end: 0, available: 8)),
            (one("F32", "[2]", "[0,8]"), 9, .surplusBytes(expected: 8, found: 9)),
            (one("F32", "[2]", "[1,9]"), 9, .hole(before: "x", bytes: 1)),
            (two("[0,4]", "[2,6]"), 6, .overlap(first: "x", second: "y")),
            (two("[0,4]", "[0,4]"), 4, .overlap(first: "x", second: "y")),
            (two("[0,4]", "[5,9]"), 9, .hole(before: "y", bytes: 1)),
            (one("F33", "[2]", "[0,8]"), 8, .unknownElement(tensor: "x", type: "F33")),
            (
                one("U8", "[4294967296,4294967296]", "[0,8]"), 8,
                .hugeShape(tensor: "x", shape: [4_294_967_296, 4_294_967_296])
            ),
            (one("F64", "[2305843009213693952]", "[0,0]"), 0, .hugeShape(tensor: "x", shape: [1 << 61])),
            (
                #"{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#,
                2, .duplicateName("x")
            ),
            (#"{"__metadata__":{"a":"1","a":"2"}}"#, 0, .duplicateName("a")),
            ("{}", 1, .surplusBytes(expected: 0, found: 1)),
        ]
        for (header, data, expected) in cases {
            #expect(try defect(safetensors(header, data: data)) == expected, "\(header)")
        }
    }

    @Test(
        "a header that is not the JSON of the format is refused",
        arguments: [
            "", "[]", "{", "{\"x\"", "{\"x\":1}", "{\"x\":{}}", "{\"x\":{\"dtype\":\"F32\",\"shape\":[1]}}", "{} x",
            "{},",
            #"{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
            #"{"x":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#,
            #"{"x":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#,
            #"{"x":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#,
            #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#,
            #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":[]}}"#,
            #"{"x":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            #"{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            #"{"\ud800\u0041":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            #"{"\q":{}}"#, #"{"\u12"#, "{\"a\nb\":{}}", #"{"__metadata__":{"a":1}}"#,
            String(repeating: "{\"a\":", count: 10_000),
        ])
    func badHeaders(header: String) throws {
        guard case .badHeader = try defect(safetensors(header, data: 4)) else {
            Issue.record("\(header.prefix(80)) was let through")
            return
        }
    }

    @Test("text that is not UTF-8 is refused")
    func invalidText() throws {
        var bytes = safetensors(#"{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#, data: 0)
        bytes[10] = 0xFF
        #expect(try defect(bytes) == .badHeader(offset: 2, expected: "valid UTF-8"))
    }

    @Test("escapes and the characters beyond 16 bits are read")
    func escapes() throws {
        let header = #" { "\u3042\ud83d\ude00\/\t" : {"dtype":"U8","shape":[ 0 ],"data_offsets":[0 , 0]} }  "#
        let file = try SafetensorsFile(path: try folder.file("e.safetensors", safetensors(header, data: 0)))
        #expect(file.names == ["あ😀/\t"])
    }

    @Test("a length beyond the file or the limit costs nothing and is refused")
    func hugeLengths() throws {
        func length(_ value: UInt64) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) } + [0x7B, 0x7D]
        }
        #expect(try defect(length(3)) == .truncated(expected: 11, found: 10))
        #expect(try defect(length(2 << 30)) == .headerTooLarge(bytes: 2 << 30, limit: 100_000_000))
        #expect(try defect(length(.max)) == .headerTooLarge(bytes: .max, limit: 100_000_000))
        #expect(try defect([1, 2]) == .truncated(expected: 8, found: 2))
        #expect(try defect([]) == .empty)
    }

    @Test("PyTorch's own files are recognised as pickles")
    func pickles() throws {
        let head = Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 22)
        #expect(try defect(head + [16, 0, 0, 0] + Array("archive/data.pkl".utf8)) == .pickle)
        #expect(try defect(head + [5, 0, 0, 0] + Array("F.npy".utf8)) == .foreign(.numpyArchive))
        #expect(try defect([0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20]) == .pickle)
    }

    @Test("a missing file, a folder and a pipe are unreadable, not a hang")
    func unreadable() throws {
        #expect(throws: TensorFileError.self) { try SafetensorsFile(path: folder.path("none")) }
        #expect(throws: TensorFileError.unreadable(path: folder.url.path, reason: "not a regular file")) {
            try SafetensorsFile(path: folder.url.path)
        }
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: TensorFileError.unreadable(path: pipe, reason: "not a regular file")) {
            try SafetensorsFile(path: pipe)
        }
    }
}

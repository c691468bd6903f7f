import Foundation
import Testing

@testable import TensorFiles

@Suite("Writing safetensors")
struct SafetensorsWriterTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("a writer that is dropped leaves the earlier file as it was, and nothing beside it")
    func dropped() throws {
        let path = try folder.file("x.safetensors", Array("before".utf8))
        do {
            var writer = try SafetensorsWriter(path: path, tensors: [.init("x", .float32, [4])])
            try writer.append([1, 2] as [Float])
        }
        #expect(try folder.contents == ["x.safetensors"])
        #expect(try Data(contentsOf: URL(filePath: path)) == Data("before".utf8))
    }

    @Test("a tensor larger than any buffer arrives whole")
    func streaming() throws {
        let path = folder.path("large.safetensors")
        let rows = 700
        let width = 1000
        var writer = try SafetensorsWriter(
            path: path, tensors: [.init("a", .float16, [rows, width]), .init("b", .float32, [rows, width])])
        for _ in 0..<2 {
            for row in 0..<rows { try writer.append((0..<width).map { Float(($0 &* 31 &+ row) % 2048) }) }
        }
        try writer.finish()
        let file = try SafetensorsFile(path: path)
        for name in ["a", "b"] {
            let tensor = try file.tensor(named: name, shape: [rows, width])
            #expect(try tensor.floats(rows: 650..<651) == (0..<width).map { Float(($0 &* 31 &+ 650) % 2048) })
            #expect(try tensor.floats().count == rows * width)
        }
    }

    @Test("the data of every file starts at a multiple of eight bytes", arguments: 0..<9)
    func alignment(length: Int) throws {
        let path = folder.path("aligned.safetensors")
        let name = String(repeating: "n", count: length + 1)
        var writer = try SafetensorsWriter(path: path, tensors: [.init(name, .float64, [1])])
        try writer.append([1.0] as [Double])
        try writer.finish()
        let size = try Data(contentsOf: URL(filePath: path)).count
        #expect(size.isMultiple(of: 8))
        #expect(try SafetensorsFile(path: path).tensor(named: name).floats() == [1])
    }

    @Test("a folder that does not exist is an error with the system's reason")
    func unwritable() throws {
        let path = folder.path("none/x.safetensors")
        #expect(throws: TensorFileError.unwritable(path: path, reason: "No such file or directory")) {
            _ = try SafetensorsWriter(path: path, tensors: [])
        }
    }
}

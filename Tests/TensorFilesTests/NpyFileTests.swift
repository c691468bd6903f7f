import FileContents
import Foundation
import TestSupport
import Testing

@testable import TensorFiles

@Suite("A NumPy array file")
struct NpyFileTests {
    private let folder: TemporaryFolder
    /// What every fixture of shape (2, 3, 4) holds, row-major: (0 … 23 − 7) / 8, exact in half precision.
    private static let values = (0..<24).map { Float($0 - 7) / 8 }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func fixture(_ name: String) throws -> String {
        try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "npy")).path
    }

    private func defect(_ bytes: [UInt8]) throws -> TensorFileDefect? {
        let path = try folder.file("hostile.npy", bytes)
        do {
            _ = try NpyFile(path: path)
            return nil
        } catch .malformed(path, let defect) {
            return defect
        }
    }

    private func npy(_ header: String, data: Int = 0, version: [UInt8] = [1, 0]) -> [UInt8] {
        let text = Array(header.utf8)
        var length = [UInt8(truncatingIfNeeded: text.count), UInt8(truncatingIfNeeded: text.count >> 8)]
        if version[0] > 1 { length += [UInt8(truncatingIfNeeded: text.count >> 16), 0] }
        return NpyHeader.magic + version + length + text + [UInt8](repeating: 0, count: data)
    }

    @Test(
        "arrays as numpy writes them are read in row-major order",
        arguments: [
            "c_f2", "c_f4", "c_f8", "big_f2", "fortran_f4", "fortran_f8_big", "version2_f4", "version3_f4",
        ])
    func fixtures(name: String) throws {
        let file = try NpyFile(path: try fixture(name))
        #expect(file.shape == [2, 3, 4])
        #expect(file.floats() == Self.values)
    }

    @Test("a scalar and an array without rows are arrays too")
    func degenerate() throws {
        let scalar = try NpyFile(path: try fixture("scalar_f4"))
        #expect(scalar.shape == [] && scalar.floats() == [2.5])
        let empty = try NpyFile(path: try fixture("empty_f4"))
        #expect(empty.shape == [0, 5] && empty.floats() == [])
    }

    @Test("what was written is read back")
    func roundTrip() throws {
        for shape in [[], [1], [24], [4, 6], [0, 3], [2, 3, 4]] {
            let path = folder.path("round.npy")
            let values = (0..<shape.reduce(1, *)).map { Float($0).squareRoot() }
            try NumPyBytes.write(values, shape: shape, to: path)
            let file = try NpyFile(path: path)
            #expect(file.shape == shape && file.floats() == values)
            #expect(try Data(contentsOf: URL(filePath: path)).count == 128 + values.count * 4)
        }
    }

    @Test("what is not an array of floating-point numbers is refused")
    func otherTypes() throws {
        func expectDefect(_ name: String, _ expected: TensorFileDefect) throws {
            let path = try fixture(name)
            #expect(throws: TensorFileError.malformed(path: path, expected)) { try NpyFile(path: path) }
        }
        try expectDefect("object", .pickle)
        try expectDefect("int64", .unknownElement(tensor: "", type: "<i8"))
        try expectDefect("record", .record)
    }

    @Test("a header that lies about the size is refused before anything is allocated")
    func lies() throws {
        func header(_ shape: String) -> String { "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }\n" }
        let cases: [([UInt8], TensorFileDefect)] = [
            (npy(header("(4,)"), data: 15), .truncated(expected: 16, found: 15)),
            (npy(header("(4,)"), data: 17), .surplusBytes(expected: 16, found: 17)),
            (npy(header("(1000000000000,)"), data: 4), .truncated(expected: 4_000_000_000_000, found: 4)),
            (
                npy(header("(9223372036854775807, 9223372036854775807)")),
                .hugeShape(tensor: "", shape: [.max, .max])
            ),
            (npy(header("(4611686018427387904,)")), .hugeShape(tensor: "", shape: [1 << 62])),
            (npy("{}", version: [4, 0]), .unsupportedVersion(major: 4, minor: 0)),
            (npy("{}", version: [1, 1]), .unsupportedVersion(major: 1, minor: 1)),
            (NpyHeader.magic + [1, 0, 10, 0], .truncated(expected: 20, found: 10)),
            (NpyHeader.magic + [1], .truncated(expected: 10, found: 7)),
            (NpyHeader.magic + [2, 0, 1, 0], .truncated(expected: 12, found: 10)),
            (NpyHeader.magic + [2, 0, 0, 0, 0, 0x80], .headerTooLarge(bytes: 0x8000_0000, limit: 1 << 20)),
            (Array("NUMPY".utf8), .foreign(.text(beginning: "NUMPY"))), ([1, 2], .unrecognised), ([], .empty),
            ([0x80, 0x04, 0x95, 0, 0, 0, 0, 0, 0, 0], .pickle), (Array("PK\u{3}\u{4}".utf8), .foreign(.archive("zip"))),
        ]
        for (bytes, expected) in cases { #expect(try defect(bytes) == expected) }
    }

    @Test(
        "a header that is not the dictionary of the format is refused",
        arguments: [
            "", "{", "{'descr'", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': 0, 'shape': ()}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}",
            "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': ()} print()",
            "{'descr': __import__('os'), 'fortran_order': False, 'shape': ()}",
            "{'descr': '<f4\\', 'fortran_order': False, 'shape': ()}",
        ])
    func badHeaders(header: String) throws {
        guard case .badHeader = try defect(npy(header, data: 4)) else {
            Issue.record("\(header) was let through")
            return
        }
    }

    @Test("an element type in no known byte order is refused", arguments: ["f4", "=f4", "|f4", "<f16", "<", "", "<c8"])
    func byteOrder(description: String) throws {
        let header = "{'descr': '\(description)', 'fortran_order': False, 'shape': ()}"
        #expect(try defect(npy(header, data: 4)) == .unknownElement(tensor: "", type: description))
    }
}

import Foundation
import Testing

@testable import TensorFiles

/// Damage of every kind gives an error or a value; a crash would end the test process.
/// Headers are read from memory first: only what they let through is worth a file.
@Suite("Damaged files")
struct DamagedFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Every truncation, every single flipped bit of the first bytes, and seeded handfuls of random bytes.
    private func damaged(_ whole: [UInt8]) -> [[UInt8]] {
        var results = (0..<whole.count).map { Array(whole[..<$0]) }
        for index in 0..<min(whole.count, 160) {
            for bit in 0..<8 {
                var bytes = whole
                bytes[index] ^= 1 << bit
                results.append(bytes)
            }
        }
        // A linear congruential generator: the same damage in every run.
        var state: UInt64 = 2_718_281_828
        func random(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for _ in 0..<1500 {
            var bytes = whole
            for _ in 0...random(below: 6) { bytes[random(below: bytes.count)] = UInt8(random(below: 256)) }
            results.append(bytes)
        }
        return results
    }

    @Test("a damaged safetensors file is an error or a value")
    func safetensors() throws {
        let path = folder.path("whole.safetensors")
        var writer = try SafetensorsWriter(
            path: path,
            tensors: [.init("weight", .float32, [2, 3]), .init("bias", .float16, [3]), .init("step", .int64, [1])],
            metadata: ["recipe": "paper"])
        try writer.append([1, 2, 3, 4, 5, 6, 7, 8, 9] as [Float])
        try writer.append([10] as [Int64])
        try writer.finish()
        var refused = 0
        for bytes in damaged(Array(try Data(contentsOf: URL(filePath: path)))) {
            do {
                _ = try bytes.withUnsafeBytes { try SafetensorsHeader(file: $0) }
            } catch {
                refused += 1
                continue
            }
            let file = try SafetensorsFile(path: try folder.file("damaged", bytes))
            for name in file.names {
                let tensor = try file.tensor(named: name)
                switch tensor.element {
                case .int64: #expect(try tensor.int64s().count == tensor.count)
                case _ where TensorElement.floatingPoint.contains(tensor.element):
                    #expect(try tensor.floats().count == tensor.count)
                    #expect(try tensor.floats(rows: 0..<tensor.rows).count == tensor.count)
                default: #expect(tensor.withBytes { $0.count } == tensor.count * tensor.element.size)
                }
            }
        }
        #expect(refused > 1000)
    }

    @Test("a damaged array file is an error or a value", arguments: ["c_f4", "fortran_f8_big", "version3_f4"])
    func npy(name: String) throws {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "npy"))
        var refused = 0
        for bytes in damaged(Array(try Data(contentsOf: url))) {
            do {
                _ = try bytes.withUnsafeBytes { try NpyHeader(file: $0) }
            } catch {
                refused += 1
                continue
            }
            let file = try NpyFile(path: try folder.file("damaged", bytes))
            #expect(file.floats().count == file.shape.reduce(1, *))
        }
        #expect(refused > 1000)
    }
}

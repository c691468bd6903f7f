import CLIPEncoding
import Foundation
import LinearAlgebra
import TensorFiles
import Testing

/// Full-size towers with random weights against open_clip; `compare-full-size.py` makes them.
@Suite("Full-size towers")
struct FullSizeTests {
    private static let folder = ProcessInfo.processInfo.environment["MIWAKE_FULL_SIZE"]
    private static var models: [String] {
        guard let folder else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/expected.safetensors") }.sorted()
    }

    private static let largestDifference: Float = 1e-4
    private static let smallestCosine = 0.9999

    @Test(
        "embeddings agree with the reference",
        .enabled(if: FullSizeTests.folder != nil, "MIWAKE_FULL_SIZE names no folder made by compare-full-size.py"))
    func agree() throws {
        #expect(!Self.models.isEmpty)
        for name in Self.models {
            let path = "\(Self.folder ?? "")/\(name)"
            let expected = try SafetensorsFile(path: path + "/expected.safetensors")
            let reference = try expected.tensor(named: "embeddings").floats()
            let pixels = try expected.tensor(named: "pixels")
            let encoder = ImageEncoder(checkpoint: try Checkpoint(path: path), levels: .none)
            let found = encoder.encode(pixels: try pixels.floats(), pictures: pixels.rows).embeddings
            #expect(found.elements.count == reference.count)
            let scale = max(1, reference.map(abs).max() ?? 1)
            let difference = zip(found.elements, reference).map { abs($0 - $1) }.max() ?? .infinity
            #expect(difference <= Self.largestDifference * scale, "\(name): \(difference) of \(scale)")
            for row in 0..<found.rows {
                let (a, b) = (found[row: row], reference[row * found.columns..<(row + 1) * found.columns])
                func dot(_ x: some Sequence<Float>, _ y: some Sequence<Float>) -> Double {
                    zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
                }
                let cosine = dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
                #expect(cosine >= Self.smallestCosine, "\(name) picture \(row): \(cosine)")
            }
        }
    }
}

import ActiveLearning
import Exchange
import Foundation
import LinearAlgebra
import ProjectModel
import ProjectStore
import TensorFiles
import TestProjects
import TestSupport
import Testing
import Workbench

@Suite("Importing features and labels")
struct ImportTests {
    @Test("missing, surplus and duplicate rows are counted and named, and the first of several rows counts")
    func join() throws {
        let bench = try SmallBench(imagesPerClass: 3)
        let first = try bench.importFeatures()
        #expect(first.matched == 12 && first.addedImages == 12)
        #expect(first.missing.isEmpty && first.surplus.isEmpty && first.duplicates.isEmpty)
        let before = try bench.open().pool().embeddings.rows(Array(0..<12))

        // Other vectors for two of the images, one of them twice, and one for an image that is not here.
        try bench.write(["pit/0-0.png", "nowhere.png", "crack/1-0.png", "pit/0-0.png"], "some.txt")
        var rows = [Float](repeating: 0, count: 4 * SmallBench.width)
        for row in 0..<4 { rows[row * SmallBench.width + row] = 2 }
        try NumPyBytes.write(rows, shape: [4, SmallBench.width], to: bench.file("some.npy"))
        let second = try bench.importFeatures(paths: "some.txt", images: "some.npy")
        #expect(second.matched == 2)
        #expect(second.missing.count == 10 && !second.missing.contains("pit/0-0.png"))
        #expect(second.surplus == ["nowhere.png"])
        #expect(second.duplicates == ["pit/0-0.png"])
        #expect(second.addedImages == 0)
        #expect(second.largestLengthError == 1, "the vectors were of length two")

        // The newer features are in use, at unit length; the older ones stay on the disk, unmixed.
        let pool = try bench.open().pool()
        #expect(pool.images.map(\.path).sorted() == ["crack/1-0.png", "pit/0-0.png"])
        for image in pool.images {
            let row = try #require(pool.row(of: image.id))
            let expected = (0..<SmallBench.width).map { $0 == (image.path == "pit/0-0.png" ? 0 : 2) ? Float(1) : 0 }
            #expect(Array(pool.embeddings.rows([row]).elements) == expected)
        }
        let again = try bench.importFeatures()
        #expect(again.wasKnown)
        #expect(try bench.open().pool().embeddings.rows(Array(0..<12)) == before)
    }

    @Test("one row that belongs to an image is enough; none is refused with an example")
    func oneRow() throws {
        let bench = try SmallBench(imagesPerClass: 3)
        try bench.importFeatures()
        var row = [Float](repeating: 0, count: SmallBench.width)
        row[3] = 1
        try NumPyBytes.write(row, shape: [1, SmallBench.width], to: bench.file("one.npy"))
        try bench.write(["pit/0-0.png"], "one.txt")
        let outcome = try bench.importFeatures(paths: "one.txt", images: "one.npy")
        #expect(outcome.matched == 1 && outcome.missing.count == 11)
        #expect(try bench.open().pool().images.map(\.path) == ["pit/0-0.png"])
        try bench.write(["nowhere.png"], "none.txt")
        let error = #expect(throws: WorkbenchError.self) {
            try bench.importFeatures(paths: "none.txt", images: "one.npy")
        }
        guard case .noRowMatches(_, let example) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(example == "nowhere.png")
    }

    @Test("a tensor that a safetensors file lacks is named, with those that it has")
    func missingTensor() throws {
        let bench = try SmallBench(imagesPerClass: 3)
        let path = bench.file("texts.safetensors")
        let shape = [SmallBench.classes.count, SmallBench.width]
        var writer = try SafetensorsWriter(path: path, tensors: [.init("text_features", .float32, shape)])
        try writer.append([Float](repeating: 1, count: shape[0] * shape[1]))
        _ = try writer.finish()
        let error = #expect(throws: WorkbenchError.self) {
            try FeatureImport(
                project: bench.path, pathsFile: bench.file("paths.txt"), tensors: .safetensors(path), logitScale: 30
            ).run()
        }
        guard case .tensorMissing(path, "image_features", let found) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found == ["text_features"])
    }

    @Test("labels are drawn by seed, never from the reserve, and never twice")
    func labels() throws {
        let bench = try SmallBench()
        try bench.importFeatures()
        try bench.label(perClass: 4)
        let store = try bench.open().store
        let given = try store.labels(in: .pool)
        #expect(given.count == 16)
        #expect(try store.labels(in: .reserve).isEmpty)
        #expect(given.allSatisfy { $0.provenance == .imported })
        let chosen = Set(given.map(\.image))

        let other = try SmallBench()
        try other.importFeatures()
        try other.label(perClass: 4)
        #expect(Set(try other.open().store.labels(in: .pool).map(\.image)) == chosen, "the same seed draws the same")
    }

    @Test("a label for an unknown path or class names the line, and nothing is written")
    func unknown() throws {
        let bench = try SmallBench(imagesPerClass: 4)
        try bench.importFeatures()
        let path = bench.file("bad.csv")
        #expect(throws: WorkbenchError.unknownPathInTable(path: path, line: 3, name: "pit/99.png")) {
            _ = try bench.importLabels(["pit/0-0.png,pit", "pit/99.png,pit"], to: "bad.csv")
        }
        #expect(throws: WorkbenchError.unknownClassInTable(path: path, line: 2, name: "rust")) {
            _ = try bench.importLabels(["pit/0-0.png,rust", "pit/1-0.png,pit"], to: "bad.csv")
        }
        #expect(try bench.open().store.labels(in: .all).isEmpty)
        let rows = bench.truth.keys.sorted().map { "\($0),pit" } + ["pit/99.png,pit"]
        let outcome = try bench.importLabels(rows, to: "bad.csv", isIgnoringUnknown: true)
        #expect(outcome.unknownPaths == 1)
        #expect(outcome.given + outcome.reserve == 16)
    }
}

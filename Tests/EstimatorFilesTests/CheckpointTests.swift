import Foundation
import Layers
import LinearAlgebra
import TensorFiles
import Testing

@testable import Deconfusion
@testable import EstimatorFiles

@Suite("A stored estimator")
struct CheckpointTests {
    static let classes = ["crack", "scratch", "dent"]
    static let encoder = "vit-b-32 0123abcd v1"

    static func record(_ classes: [String] = classes) -> TrainingRecord {
        TrainingRecord(
            recipe: .miwake, mode: "pooled", labelsHash: "feed", labelCount: 7, classes: classes, encoder: encoder,
            steps: 50, seed: 7)
    }

    /// Runs a test on a file of its own.
    static func withFile(_ body: (String) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "miwake-\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: url) }
        try body(url.path)
    }

    @Test("says the same, bit for bit, after it was read back")
    func roundTrip() throws {
        let trained = try Samples.trained()
        let checkpoint = EstimatorCheckpoint(trained, Self.record())
        try Self.withFile { path in
            try checkpoint.write(to: path)
            let stored = try EstimatorCheckpoint(path: path, classes: Self.classes, encoder: Self.encoder)
            #expect(stored == checkpoint)
            #expect(stored.estimator.outputs(for: Samples.batch) == trained.outputs(for: Samples.batch))
            #expect(try EstimatorCheckpoint.record(path: path) == Self.record())
        }
    }

    @Test("keeps every kind of projection")
    func projections() throws {
        let pool = Samples.attentionPool(width: 6, embedding: 7, positions: 4, heads: 3)
        let estimators = [
            Estimator(
                .transformer(levels: 1, width: 4, embedding: 4, classes: 3, hidden: 2), projection: .identity, seed: 1),
            Estimator(.resNet(stages: [3, 6], embedding: 7, classes: 3), projection: .attentionPool(pool), seed: 1),
        ]
        for estimator in estimators {
            try Self.withFile { path in
                try EstimatorCheckpoint(estimator, Self.record()).write(to: path)
                let stored = try EstimatorCheckpoint(path: path, classes: Self.classes, encoder: Self.encoder)
                #expect(stored.estimator == estimator)
            }
        }
    }

    @Test(
        "is refused, with both lists, when a class was added, removed, renamed or moved",
        arguments: [
            ["crack", "scratch", "dent", "stain"], ["crack", "scratch"], ["crack", "scratch", "hole"],
            ["scratch", "crack", "dent"],
        ])
    func otherClasses(project: [String]) throws {
        try Self.withFile { path in
            try EstimatorCheckpoint(Samples.estimator(), Self.record()).write(to: path)
            #expect(throws: CheckpointError.classesDiffer(path: path, stored: Self.classes, project: project)) {
                try EstimatorCheckpoint(path: path, classes: project, encoder: Self.encoder)
            }
        }
    }

    @Test("is refused when the features come from another encoder")
    func otherEncoder() throws {
        try Self.withFile { path in
            try EstimatorCheckpoint(Samples.estimator(), Self.record()).write(to: path)
            #expect(
                throws: CheckpointError.encoderDiffers(path: path, stored: Self.encoder, project: "rn50")
            ) { try EstimatorCheckpoint(path: path, classes: Self.classes, encoder: "rn50") }
        }
    }

    /// Writes a file with a few tensors and this metadata.
    static func write(_ path: String, _ metadata: [String: String]) throws {
        var writer = try SafetensorsWriter(path: path, tensors: [.init("a", .float32, [1])], metadata: metadata)
        try writer.append([Float(1)])
        try writer.finish()
    }

    @Test("is told from other files of tensors and from later versions")
    func otherFiles() throws {
        try Self.withFile { path in
            try Self.write(path, [:])
            #expect(throws: CheckpointError.notAnEstimator(path: path)) { try EstimatorCheckpoint.record(path: path) }
            try Self.write(path, ["format": "miwake-estimator", "version": "2"])
            #expect(throws: CheckpointError.newerVersion(path: path, found: 2, supported: 1)) {
                try EstimatorCheckpoint.record(path: path)
            }
            try Self.write(path, ["format": "miwake-estimator", "version": "1", "record": "{"])
            #expect(throws: CheckpointError.badMetadata(path: path, key: "record")) {
                try EstimatorCheckpoint.record(path: path)
            }
        }
    }

    @Test("may promise absurd sizes: an error, not gigabytes", arguments: [-1, 0, 1 << 20, Int.max])
    func absurdSizes(size: Int) throws {
        try Self.withFile { path in
            func json(_ value: some Encodable) throws -> String {
                String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
            }
            let shape = EstimatorShape.transformer(levels: 1, width: size, embedding: size, classes: 3, hidden: size)
            try Self.write(
                path,
                [
                    "format": "miwake-estimator", "version": "1", "record": json(Self.record()), "shape": json(shape),
                    "projection": "identity",
                ])
            #expect(throws: CheckpointError.self) {
                try EstimatorCheckpoint(path: path, classes: Self.classes, encoder: Self.encoder)
            }
        }
    }

    @Test("is refused when a weight is not a number")
    func notFinite() throws {
        var estimator = Samples.estimator()
        estimator.values[0] = .nan
        try Self.withFile { path in
            try EstimatorCheckpoint(estimator, Self.record()).write(to: path)
            #expect(throws: CheckpointError.notFinite(path: path, tensor: "maf.0.lin.weight")) {
                try EstimatorCheckpoint(path: path, classes: Self.classes, encoder: Self.encoder)
            }
        }
    }
}

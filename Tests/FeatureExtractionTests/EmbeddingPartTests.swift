import Foundation
import ProjectModel
import ProjectStore
import TestSupport
import Testing
import Workbench

@testable import FeatureExtraction

@Suite("What a shard has encoded")
struct EmbeddingPartTests {
    private static let shard = Shard(index: 2, count: 3)
    private static let set = FeatureSet(
        key: "encoder", origin: .encoder, width: 2, pooledLevels: [.init(rows: 1, width: 3)], logitScale: 100,
        createdAt: Date(timeIntervalSince1970: 0))

    private static func entry(_ path: String, _ problem: ImageProblem? = nil) -> EmbeddingPart.Entry {
        .init(path: path, contentHash: "hash of \(path)", stamp: .init(bytes: 7, modified: 11), problem: problem)
    }

    private static func write(to folder: TemporaryFolder, isLast: Bool = false) throws {
        let remark = ImageProblem(.flawed, detail: "a stray byte")
        let damaged = ImageProblem(.damaged, detail: "no end")
        try EmbeddingPart.write(
            [(entry("a.png"), [0.6, 0.8], [1, 2, 3]), (entry("é 割れ.png", remark), [1, 0], [4, 5, 6])],
            problems: [entry("broken.png", damaged)], shard: shard, isLast: isLast, set: set, folder: folder.path)
    }

    @Test("a part is read as it was written: rows, files, remarks and what is wrong")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        try Self.write(to: folder, isLast: true)
        let part = try #require(try EmbeddingPart.all(in: folder.path, key: "encoder", verifies: true).first)
        #expect(part.shard == Self.shard && part.isLast && part.encodedCount == 2)
        #expect(part.entries.map(\.path) == ["a.png", "é 割れ.png", "broken.png"])
        #expect(part.entries.map(\.problem?.kind) == [nil, .flawed, .damaged])
        #expect(part.entries[2].problem?.detail == "no end")
        #expect(part.entries.allSatisfy { $0.stamp == .init(bytes: 7, modified: 11) })
        let row = try part.row(1)
        #expect(row.embedding == [1, 0] && row.levels == [4, 5, 6])
    }

    @Test("parts of another encoder are passed over, and a folder that is not there has none")
    func otherEncoder() throws {
        let folder = try TemporaryFolder()
        try Self.write(to: folder)
        #expect(try EmbeddingPart.all(in: folder.path, key: "another").isEmpty)
        #expect(try EmbeddingPart.all(in: folder.path + "/nowhere", key: "encoder").isEmpty)
    }

    @Test("a part that is not what its shard wrote is refused by its shard's number")
    func damaged() throws {
        let folder = try TemporaryFolder()
        try Self.write(to: folder)
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
        let file = URL(filePath: folder.path + "/" + name)
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: file)
        #expect(throws: WorkbenchError.partDamaged(path: file.path, shard: 2, of: 3)) {
            _ = try EmbeddingPart.all(in: folder.path, key: "encoder", verifies: true)
        }
    }

    @Test("every image belongs to one shard, the same on every machine", arguments: [1, 3, 7])
    func shares(count: Int) {
        let shards = (1...count).map { Shard(index: $0, count: count) }
        let paths = (0..<200).map { "line \($0 % 9)/\($0).png" }
        for path in paths { #expect(shards.filter { $0.contains(path) }.count == 1, "\(path)") }
        // The answer of the release that wrote the first parts.
        #expect(Shard(index: 1, count: 2).contains("a.png") == Self.isFirstOfTwo("a.png"))
        #expect(shards.allSatisfy { shard in paths.contains { shard.contains($0) } })
    }

    /// FNV-1a of 64 bits, written out.
    private static func isFirstOfTwo(_ path: String) -> Bool {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in path.utf8 {
            hash ^= UInt64(byte)
            hash = hash &* 1_099_511_628_211
        }
        return hash % 2 == 0
    }
}

import Foundation
import GRDB
import Layers
import LinearAlgebra
import ProjectModel
import ProjectStore
import Testing

@Suite("Checksums of features and estimators")
struct ChecksumTests {
    private static let set = FeatureSet(
        key: "encoder-1", origin: .encoder, width: 6, pooledLevels: [.init(rows: 1, width: 4)], logitScale: 30,
        createdAt: moment(0))

    /// A project with rows of every image in two segments a kind, words, and a round.
    private static func project() throws -> Fixture {
        let fixture = try Fixture(images: 40)
        try fixture.store.addFeatures(set)
        for half in [fixture.images[..<20], fixture.images[20...]] { try write(half, fixture.store) }
        try fixture.store.setText(
            Matrix(rows: 3, columns: 6, elements: (0..<18).map { Float($0 % 5) + 1 }),
            classes: Fixture.classNames.map { TextRow(className: $0, prompts: "a \($0)") }, in: set.key)
        try fixture.store.setProjection(
            .matrix(Matrix(rows: 4, columns: 6, elements: (0..<24).map { Float($0) })), in: set.key)
        return fixture
    }

    private static func write(_ images: some Sequence<ImageItem>, _ store: ProjectStore) throws {
        var embeddings = FeatureSegmentWriter(folder: store.folder, set: set, kind: .image)
        var levels = FeatureSegmentWriter(folder: store.folder, set: set, kind: .pooled)
        for image in images {
            let number = Float(image.id.rawValue)
            try embeddings.append((0..<6).map { number + Float($0) }, of: image.id)
            try levels.append((0..<4).map { number * Float($0) }, of: image.id)
        }
        try store.register(try embeddings.finish() + levels.finish(), in: set.key)
    }

    /// Flips random bits of a file.
    private static func flip(_ bits: Int, of path: String, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var bytes = try Data(contentsOf: URL(filePath: path))
        for _ in 0..<bits {
            let place = Int(generator.nextUnit() * Double(bytes.count))
            bytes[place] ^= 1 << UInt8(generator.nextUnit() * 8)
        }
        try bytes.write(to: URL(filePath: path))
    }

    private static func file(_ kind: FeatureKind, in fixture: Fixture) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.store.folder.features).sorted()
        return fixture.store.folder.features + "/" + (try #require(names.first { $0.hasPrefix(kind.rawValue + "-") }))
    }

    @Test(
        "forty flipped bits in any feature file are found before its first row is used, and named",
        arguments: [FeatureKind.image, .pooled, .text, .projection], [1, 40])
    func flippedBits(kind: FeatureKind, bits: Int) throws {
        for seed in 0..<5 as Range<UInt64> {
            var fixture = try Self.project()
            let path = try Self.file(kind, in: fixture)
            let sound = try Data(contentsOf: URL(filePath: path))
            try Self.flip(bits, of: path, seed: seed)
            guard try Data(contentsOf: URL(filePath: path)) != sound else { continue }
            try fixture.reopen()
            #expect(throws: StoreError.self, "bits of seed \(seed)") {
                let table = try fixture.store.features()
                _ = try table.embeddings(of: fixture.images.map(\.id))
                _ = try table.levels(.pooled, of: fixture.images.map(\.id))
                _ = try table.text(for: table.textRows)
                _ = try table.frozenProjection()
            }
            // A flip in the header may make it another file altogether.
            let inspection = try fixture.store.inspectFiles()
            #expect(inspection.damages.map(\.file) == ["features/" + (path as NSString).lastPathComponent])
            #expect(inspection.sound == 5, "the other files are as they were")
        }
    }

    @Test("a flipped bit in one segment leaves the rows of the others usable")
    func onlyItsSegment() throws {
        var fixture = try Self.project()
        try Self.flip(1, of: try Self.file(.pooled, in: fixture), seed: 3)
        try fixture.reopen()
        guard let table = try? fixture.store.features() else { return }
        _ = try table.embeddings(of: fixture.images.map(\.id))
        let halves = [fixture.images[..<20], fixture.images[20...]].map { half in
            (try? table.levels(.pooled, of: half.map(\.id))) != nil
        }
        #expect(halves.count { $0 } == 1, "\(halves)")
    }

    @Test("damaged rows are forgotten with what was encoded beside them, come again, and no label is touched")
    func madeAgain() throws {
        var fixture = try Self.project()
        try fixture.answer(fixture.images[3], .labelled(fixture.classes[1].id))
        try Self.flip(40, of: try Self.file(.image, in: fixture), seed: 1)
        try FileManager.default.removeItem(atPath: try Self.file(.projection, in: fixture))
        try fixture.reopen()
        let damages = try fixture.store.forgetDamagedFeatures(of: Self.set.key, readsTokens: true)
        #expect(damages.map(\.defect) == [.changed, .missing])
        let table = try fixture.store.features()
        #expect(table.images(with: .image).count == 20)
        #expect(table.images(with: .pooled) == table.images(with: .image))
        let missing = Set(table.missing(.image, of: fixture.images.map(\.id)))
        try Self.write(fixture.images.filter { missing.contains($0.id) }, fixture.store)
        #expect(try fixture.store.features().images(with: .pooled).count == 40)
        #expect(try fixture.store.reviews() == [fixture.images[3].id: .labelled(fixture.classes[1].id)])
        #expect(try fixture.store.removeUnregisteredFeatureFiles().count == 1, "the damaged file goes")
        #expect(try fixture.store.inspectFiles().damages.isEmpty)
    }

    @Test("the whole folder may go: everything is named, and the store opens")
    func folderLost() throws {
        var fixture = try Self.project()
        try FileManager.default.removeItem(atPath: fixture.store.folder.features)
        try fixture.reopen()
        #expect(try fixture.store.inspectFiles().damages.map(\.defect) == Array(repeating: .missing, count: 6))
        _ = try fixture.store.forgetDamagedFeatures(of: Self.set.key, readsTokens: true)
        try Self.write(fixture.images, fixture.store)
        #expect(try fixture.store.features().images(with: .image).count == 40)
    }

    @Test("files without a checksum get theirs with the time, and are watched from then on")
    func takenLater() throws {
        var fixture = try Self.project()
        let folder = fixture.store.folder
        fixture.store = try ProjectStore.open(at: fixture.folder.path, mode: .readOnly, now: moment(2))
        try DatabaseQueue(path: folder.database).write { try $0.execute(sql: "DELETE FROM feature_checksum") }
        try fixture.reopen()
        #expect(try fixture.store.inspectFiles().unchecked == 6)
        #expect(try fixture.store.takeMissingChecksums(now: moment(500)) == 6)
        #expect(try fixture.store.takeMissingChecksums(now: moment(600)) == 0)
        let inspection = try fixture.store.inspectFiles()
        #expect(inspection.sound == 6 && inspection.checkedLate == 6 && inspection.checkedSince == moment(500))
        try Self.flip(1, of: try Self.file(.text, in: fixture), seed: 9)
        #expect(try fixture.store.inspectFiles().damages.map(\.defect) == [.changed])
    }

    @Test("joining small segments never gives rotten rows a checksum of their own")
    func compaction() throws {
        var fixture = try Self.project()
        let path = try Self.file(.image, in: fixture)
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[bytes.count - 200] ^= 1
        try bytes.write(to: URL(filePath: path))
        try fixture.reopen()
        #expect(throws: StoreError.featureFileChanged(path: path)) {
            try fixture.store.compact(.image, in: Self.set.key, whenMoreThan: 1)
        }
    }

    @Test("files that a kill left unfinished are named, and removed only where nobody writes them any more")
    func leftovers() throws {
        let fixture = try Self.project()
        let folder = fixture.store.folder
        for name in [
            "/features/image-x.safetensors.77.1.partial", "/estimators/round-000004.safetensors.77.12.partial",
        ] {
            try Data("half".utf8).write(to: URL(filePath: folder.root + name))
        }
        #expect(
            try fixture.store.inspectFiles().leftovers == [
                "features/image-x.safetensors.77.1.partial", "estimators/round-000004.safetensors.77.12.partial",
            ])
        #expect(try fixture.store.removeUnfinishedEstimators { $0 == 77 }.isEmpty)
        #expect(
            try fixture.store.removeUnfinishedEstimators { _ in false } == [
                "estimators/round-000004.safetensors.77.12.partial"
            ])
        #expect(try fixture.store.removeUnregisteredFeatureFiles() == ["image-x.safetensors.77.1.partial"])
        #expect(try fixture.store.inspectFiles().leftovers.isEmpty)
    }
}

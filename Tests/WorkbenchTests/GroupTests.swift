import ActiveLearning
import Evaluation
import Exchange
import Foundation
import LinearAlgebra
import ProjectModel
import ProjectStore
import TensorFiles
import TestProjects
import Testing

@testable import Workbench

@Suite("Groups, twins and the audit reserve")
struct GroupTests {
    @Test(
        "a pattern that comes into miwake.yaml later gives every image its group and source, and one that goes takes them"
    )
    func patterns() throws {
        let small = try SmallBench(imagesPerClass: 4)
        try small.importFeatures()
        #expect(try small.open().store.images().allSatisfy { $0.group == nil && $0.source == nil })
        let before = try String(contentsOfFile: small.path + "/miwake.yaml", encoding: .utf8)
        try small.edit("group: \"*/{lot}-*\"\nsource: \"{camera}/**\"")

        // A reader cannot write it down, and sees it all the same.
        let reader = try Workbench.open(small.path, .readOnly)
        #expect(try reader.pool().images.allSatisfy { $0.group != nil && $0.source != nil })
        #expect(try reader.store.images().allSatisfy { $0.group == nil })

        let bench = try small.open()
        for image in try bench.store.images() {
            let parts = image.path.split(separator: "/")
            #expect(image.source == String(parts[0]))
            #expect(image.group == String(parts[1].prefix(1)), "\(image.path) \(image.group ?? "")")
        }
        #expect(try bench.followPatterns() == 0, "recorded, and not done again")

        try before.write(toFile: small.path + "/miwake.yaml", atomically: true, encoding: .utf8)
        #expect(try Workbench.open(small.path, .readOnly).pool().images.allSatisfy { $0.group == nil })
    }

    @Test(
        "the reserve takes whole groups, about as many images as asked for, and never more than the maximum",
        arguments: 0..<20 as Range<UInt64>)
    func reserveByGroup(seed: UInt64) throws {
        let folder = try Folder()
        let store = try ProjectStore.create(at: folder.path, now: Date())
        var generator = SeededGenerator(seed: seed)
        // Lots of one to twelve images, and byte-equal files across lots.
        _ = try store.addImages(
            (0..<400).map { number in
                let content = generator.nextUnit() < 0.1 ? number % 7 : 1_000 + number
                return NewImage(
                    path: "\(number).png", contentHash: ContentHash.of(Array("\(content)".utf8)),
                    group: generator.nextUnit() < 0.8 ? "lot-\(Int(generator.nextUnit() * 60))" : nil)
            })
        let drawn = Set(try store.drawReserve(fraction: 0.2, maximum: 300, seed: seed, now: Date()))
        let images = try store.images()
        let roots = RelatedImages(images).roots()
        for members in Dictionary(grouping: images.indices, by: { roots[$0] }).values {
            #expect(Set(members.map { drawn.contains(images[$0].id) }).count == 1, "split: \(members)")
        }
        #expect((60...100).contains(drawn.count), "\(drawn.count) of 400")
        #expect(drawn.count <= 300)
    }

    @Test("a group too large for the reserve stays outside as a whole; with nothing else there is no reserve")
    func hugeGroup() throws {
        for (others, expected) in [(60, 8...32), (0, 0...0)] {
            let folder = try Folder()
            let store = try ProjectStore.create(at: folder.path, now: Date())
            _ = try store.addImages(
                (0..<40).map { NewImage(path: "huge/\($0).png", group: "huge") }
                    + (0..<others).map { NewImage(path: "other/\($0).png") })
            let drawn = try store.drawReserve(fraction: 0.16, maximum: 300, seed: 3, now: Date())
            let images = Dictionary(try store.images().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            #expect(drawn.allSatisfy { images[$0]?.group == nil })
            #expect(expected.contains(drawn.count), "\(drawn.count)")
        }
    }

    @Test("without groups and twins the reserve is the one that earlier versions drew")
    func unchangedDraw() throws {
        let folder = try Folder()
        let store = try ProjectStore.create(at: folder.path, now: Date())
        let paths = (0..<300).map { "part-\($0).png" }
        _ = try store.addImages(paths.map { NewImage(path: $0) })
        let drawn = try store.drawReserve(fraction: 0.2, maximum: 300, seed: 11, now: Date())
        #expect(try drawn.map { try store.image($0).path } == Array(ReserveDraw.order(of: paths, seed: 11).prefix(60)))
    }

    @Test("near-duplicates join the reserve together where the features come before the draw")
    func nearDuplicatesInReserve() throws {
        let small = try SmallBench(imagesPerClass: 10, copies: 3)
        let outcome = try small.importFeatures()
        #expect(outcome.reserveCount >= 15)
        let images = try small.open().store.images()
        for copies in Dictionary(grouping: images, by: { $0.path.split(separator: "-")[0] }).values {
            #expect(Set(copies.map(\.isReserve)).count == 1, "split: \(copies.map(\.path))")
        }
    }

    @Test("folds keep groups, byte-equal images and near-duplicates together")
    func folds() throws {
        let small = try SmallBench(imagesPerClass: 12)
        try small.importFeatures()
        try small.label(perClass: 6)
        let bench = try small.open()
        let pool = try bench.pool()
        let labelled = try bench.labelledRows(pool)
        var images = pool.images
        let (a, b, c, d) = (labelled.rows[0], labelled.rows[7], labelled.rows[13], labelled.rows[19])
        images[a].group = "lot"
        images[b].group = "lot"
        images[b].contentHash = String(repeating: "a", count: 64)
        images[c].contentHash = String(repeating: "a", count: 64)
        var embeddings = pool.embeddings.rows(Array(pool.images.indices))
        for column in 0..<embeddings.columns { embeddings[d, column] = embeddings[c, column] }
        let twins = embeddings
        let changed = Pool(
            images: images, classes: pool.classes, zeroShot: pool.zeroShot,
            embeddings: EmbeddingSource(width: twins.columns) { twins.gatheringRows($0) },
            levels: .embedding(width: twins.columns), featureKey: pool.featureKey)
        let groups = changed.foldGroups(labelled.rows)
        let places = [a, b, c, d].compactMap { labelled.rows.firstIndex(of: $0) }
        #expect(Set(places.map { groups[$0] }).count == 1)
        #expect(Set(groups).count == labelled.count - 3)
        for seed in 0..<10 as Range<UInt64> {
            let folds = GroupedFolds(labels: labelled.labels, groups: groups, seed: seed)
            for fold in 0..<folds.count where !Set(folds.heldOut(fold)).isDisjoint(with: places) {
                #expect(Set(folds.training(without: fold)).isDisjoint(with: places))
            }
        }
    }

    @Test("stored out-of-fold figures are made again when the folds are others, and when the file rotted")
    func outOfFoldCache() throws {
        let small = try SmallBench(imagesPerClass: 12)
        try small.importFeatures()
        try small.label(perClass: 4)
        var bench = try small.open()
        func trainings() throws -> Int {
            var count = 0
            let pool = try bench.pool()
            _ = try bench.currentOutOfFold(pool, try bench.labelledRows(pool), mode: .pooled) { _ in count += 1 }
            return count
        }
        #expect(try trainings() > 0)
        #expect(try trainings() == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder.estimators)
        let file = bench.folder.estimators + "/" + (try #require(names.first { $0.hasPrefix("out-of-fold") }))
        var bytes = try Data(contentsOf: URL(filePath: file))
        bytes[bytes.count - 30] ^= 4
        try bytes.write(to: URL(filePath: file))
        #expect(try trainings() > 0, "a flipped bit is no figure")
        #expect(try trainings() == 0)
        try small.edit("group: \"*/{lot}.png\"")
        bench = try Workbench.open(small.path, .readOnly)
        #expect(try trainings() > 0, "other groups, other folds")
    }

    /// A folder that goes when the test is over.
    private final class Folder {
        let path: String

        init() throws {
            path = FileManager.default.temporaryDirectory.appending(path: "miwake-group-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }
}

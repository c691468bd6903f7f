import Foundation
import ProjectModel
import ProjectStore
import Testing

@Suite("Classes, images and the audit reserve")
struct ReserveTests {
    private static func project(paths: [String]) throws -> (TemporaryFolder, ProjectStore) {
        let folder = try TemporaryFolder()
        let store = try ProjectStore.create(at: folder.path, now: moment(0))
        _ = try store.addImages(paths.map { NewImage(path: $0) })
        return (folder, store)
    }

    private static func reservePaths(_ store: ProjectStore) throws -> [String] {
        let paths = Dictionary(uniqueKeysWithValues: try store.images().map { ($0.id, $0.path) })
        return try store.reserve().compactMap { paths[$0] }
    }

    @Test("the reserve follows the seed and the set of paths, not the order in which they came")
    func determinism() throws {
        let paths = (0..<200).map { "画像/\($0).png" }
        let (firstFolder, first) = try Self.project(paths: paths)
        let (secondFolder, second) = try Self.project(paths: paths.reversed())
        let (thirdFolder, third) = try Self.project(paths: paths)
        _ = try first.drawReserve(fraction: 0.2, maximum: 300, seed: 5, now: moment(0))
        _ = try second.drawReserve(fraction: 0.2, maximum: 300, seed: 5, now: moment(0))
        _ = try third.drawReserve(fraction: 0.2, maximum: 300, seed: 6, now: moment(0))
        let reserve = try Self.reservePaths(first)
        #expect(reserve.count == 40)
        #expect(try Self.reservePaths(second) == reserve)
        #expect(try Self.reservePaths(third) != reserve)
        withExtendedLifetime((firstFolder, secondFolder, thirdFolder)) {}
    }

    @Test(
        "a fifth of the images, never more than the maximum",
        arguments: [(1383, 277), (40, 8), (2, 0), (3, 1), (2000, 300)])
    func size(images: Int, expected: Int) throws {
        let (folder, store) = try Self.project(paths: (0..<images).map { "\($0).png" })
        let drawn = try store.drawReserve(fraction: 0.2, maximum: 300, seed: 1, now: moment(0))
        #expect(drawn.count == expected)
        #expect(try store.reserve() == drawn)
        #expect(try store.images().count { $0.isReserve } == expected)
        withExtendedLifetime(folder) {}
    }

    @Test("every image is equally likely to be put aside")
    func uniformity() throws {
        // 400 draws of 2 out of 10: each image is expected 80 times, with a standard deviation of 8.
        var counts = [Int](repeating: 0, count: 10)
        var firsts = [Int](repeating: 0, count: 10)
        let paths = (0..<10).map { "\($0).png" }
        for seed in 0..<400 as Range<UInt64> {
            var generator = ReserveDraw.order(of: paths, seed: seed)[...]
            for rank in 0..<2 {
                guard let path = generator.popFirst(), let index = paths.firstIndex(of: path) else { continue }
                counts[index] += 1
                if rank == 0 { firsts[index] += 1 }
            }
        }
        let chiSquare = counts.reduce(0.0) { $0 + pow(Double($1) - 80, 2) / 80 }
        #expect(chiSquare < 27.9, "the 99.9 % point of chi-square with 9 degrees of freedom")
        let firstChiSquare = firsts.reduce(0.0) { $0 + pow(Double($1) - 40, 2) / 40 }
        #expect(firstChiSquare < 27.9)
    }

    @Test("the reserve is drawn once; images that come later join the pool")
    func drawnOnce() throws {
        let (folder, store) = try Self.project(paths: (0..<50).map { "\($0).png" })
        let drawn = try store.drawReserve(fraction: 0.2, maximum: 300, seed: 1, now: moment(7))
        #expect(throws: StoreError.reserveAlreadyDrawn) {
            try store.drawReserve(fraction: 0.2, maximum: 300, seed: 2, now: moment(8))
        }
        _ = try store.addImages((0..<100).map { NewImage(path: "\($0).png") })
        #expect(try store.reserve() == drawn)
        let draw = try #require(try store.reserveDraw())
        #expect(draw.seed == 1 && draw.pool == 50 && draw.drawnAt == moment(7) && draw.maximum == 300)
        withExtendedLifetime(folder) {}
    }

    @Test("there is nothing to draw from without images, and no reserve of more than half")
    func refusedDraws() throws {
        let (folder, store) = try Self.project(paths: [])
        #expect(throws: StoreError.noImages) {
            try store.drawReserve(fraction: 0.2, maximum: 300, seed: 1, now: moment(0))
        }
        #expect(throws: StoreError.badReserve(fraction: 0.6, maximum: 300)) {
            try store.drawReserve(fraction: 0.6, maximum: 300, seed: 1, now: moment(0))
        }
        withExtendedLifetime(folder) {}
    }

    @Test("images keep their numbers, and another content is reported")
    func addingAgain() throws {
        let folder = try TemporaryFolder()
        let store = try ProjectStore.create(at: folder.path, now: moment(0))
        let (old, new) = (String(repeating: "a", count: 64), String(repeating: "b", count: 64))
        _ = try store.addImages([
            NewImage(path: "1.png", contentHash: old), NewImage(path: "2.png"),
            NewImage(path: "3.png", contentHash: old),
        ])
        let again = try store.addImages([
            NewImage(path: "1.png", contentHash: new), NewImage(path: "2.png", contentHash: new, group: "lot-1"),
            NewImage(path: "3.png", contentHash: old), NewImage(path: "4.png", source: "camera"),
        ])
        #expect(again == ImageAddition(added: 1, unchanged: 2, changedContent: ["1.png"]))
        let images = try store.images()
        #expect(images.map(\.id.rawValue) == [1, 2, 3, 4])
        #expect(images.map(\.contentHash) == [old, new, old, nil])
        #expect(images[1].group == "lot-1" && images[3].source == "camera")
        #expect(try store.image(atPath: "3.png") == images[2])
        #expect(throws: StoreError.unknownPath("9.png")) { try store.image(atPath: "9.png") }
        #expect(throws: StoreError.repeatedPath("x")) {
            try store.addImages([NewImage(path: "x"), NewImage(path: "x")])
        }
        #expect(throws: StoreError.badPath("/x")) { try store.addImages([NewImage(path: "y"), NewImage(path: "/x")]) }
        #expect(throws: StoreError.badContentHash(path: "z")) {
            try store.addImages([NewImage(path: "z", contentHash: "abc")])
        }
        #expect(try store.images().count == 4, "a refused batch leaves nothing behind")
    }

    @Test("classes keep their numbers through reordering, leaving and coming back")
    func classNumbers() throws {
        let fixture = try Fixture()
        let reordered = try fixture.store.syncClasses(
            ["dent", "good", "scratch"].map { ClassDefinition(name: $0, key: "1", note: $0) })
        #expect(reordered.map(\.id.rawValue) == [3, 1, 4])
        #expect(reordered.map(\.note) == ["dent", "good", "scratch"])
        let back = try fixture.store.syncClasses(["crack", "good"].map { ClassDefinition(name: $0) })
        #expect(back.map(\.id.rawValue) == [2, 1])
        #expect(try fixture.store.classNames().count == 4)
        #expect(throws: StoreError.repeatedClassName("good")) {
            try fixture.store.syncClasses(["good", "good"].map { ClassDefinition(name: $0) })
        }
        #expect(throws: StoreError.self) { try fixture.store.syncClasses([ClassDefinition(name: " ")]) }
        #expect(try fixture.store.classes(matching: back.map { ClassDefinition(name: $0.name) }) == back)
        #expect(throws: StoreError.classesOutOfStep(new: ["bent"], removed: ["crack"])) {
            try fixture.store.classes(matching: [ClassDefinition(name: "good"), ClassDefinition(name: "bent")])
        }
    }
}

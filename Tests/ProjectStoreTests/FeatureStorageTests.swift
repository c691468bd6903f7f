import Foundation
import LinearAlgebra
import ProjectModel
import ProjectStore
import TensorFiles
import Testing

@Suite("How feature rows lie in their files")
struct FeatureStorageTests {
    private static func set(width: Int = 2, levels: Bool = false) -> FeatureSet {
        FeatureSet(
            key: "encoder", origin: .encoder, width: width, pooledLevels: levels ? [.init(rows: 1, width: 3)] : [],
            tokenLevels: levels ? [.init(rows: 2, width: 3)] : [], logitScale: 100, createdAt: moment(1))
    }

    private static func write(
        _ kind: FeatureKind, of images: some Sequence<ImageItem>, in set: FeatureSet, _ store: ProjectStore,
        row: (ImageItem) -> [Float]
    ) throws -> [FeatureSegment] {
        var writer = FeatureSegmentWriter(folder: store.folder, set: set, kind: kind)
        for image in images { try writer.append(row(image), of: image.id) }
        let segments = try writer.finish()
        try store.register(segments, in: set.key)
        return segments
    }

    @Test(
        "tokens and views, by far the largest, take two bytes a number; what a ranking rests on takes four",
        arguments: [
            (FeatureKind.tokens, TensorElement.float16, 6), (.views, .float16, 8 * (2 + 3)), (.image, .float32, 2),
            (.pooled, .float32, 3),
        ])
    func precision(kind: FeatureKind, type: TensorElement, length: Int) throws {
        let fixture = try Fixture(images: 3)
        let set = Self.set(levels: true)
        try fixture.store.addFeatures(set)
        let segments = try Self.write(kind, of: fixture.images, in: set, fixture.store) { _ in
            (0..<length).map { Float($0 + 1) }
        }
        let path = fixture.store.folder.features + "/" + (try #require(segments.first).file)
        let rows = try SafetensorsFile(path: path).tensor(named: "rows")
        #expect(rows.element == type)
        #expect(rows.shape == [3, length])
    }

    @Test("the largest number of half precision is stored as it is, and the next one is refused")
    func largestHalf() throws {
        let fixture = try Fixture(images: 2)
        let set = Self.set(levels: true)
        try fixture.store.addFeatures(set)
        _ = try Self.write(.tokens, of: [fixture.images[0]], in: set, fixture.store) { _ in
            [65504, -65504, 0, 1, 2, 3]
        }
        let levels = try fixture.store.features().levels(.tokens, of: [fixture.images[0].id])
        #expect(levels[0].elements == [65504, -65504, 0, 1, 2, 3])
        var writer = FeatureSegmentWriter(folder: fixture.store.folder, set: set, kind: .tokens)
        #expect(throws: StoreError.badFeatureRow(kind: .tokens, row: 0)) {
            try writer.append([Float(65504).nextUp, 0, 0, 0, 0, 0], of: fixture.images[1].id)
        }
    }

    @Test("a feature of one number is a direction, too: its sign is kept")
    func oneColumn() throws {
        var fixture = try Fixture(images: 3)
        let set = Self.set(width: 1)
        try fixture.store.addFeatures(set)
        _ = try Self.write(.image, of: fixture.images, in: set, fixture.store) { [2 - Float($0.id.rawValue) * 1.5] }
        try fixture.reopen()
        #expect(try fixture.store.features().embeddings(of: fixture.images.map(\.id)).elements == [1, -1, -1])
    }

    @Test("an image without a row has none, before, after and between those that have", arguments: [1, 2])
    func missing(step: Int) throws {
        let fixture = try Fixture(images: 12)
        let set = Self.set()
        try fixture.store.addFeatures(set)
        #expect(
            try fixture.store.features().missing(.image, of: fixture.images.map(\.id)) == fixture.images.map(\.id))
        let having = stride(from: 3, to: 9, by: step).map { fixture.images[$0] }
        _ = try Self.write(.image, of: having, in: set, fixture.store) { [Float($0.id.rawValue), 1] }
        let table = try fixture.store.features()
        let others = fixture.images.filter { !having.contains($0) }
        #expect(table.missing(.image, of: fixture.images.map(\.id)) == others.map(\.id))
        for image in having {
            let row = try table.embeddings(of: [image.id]).elements
            #expect(abs(row[0] / row[1] - Float(image.id.rawValue)) < 1e-4)
        }
    }
}

import Foundation
import Layers
import LinearAlgebra
import ProjectModel
import ProjectStore
import TensorFiles
import Testing

@Suite("Features")
struct FeatureTests {
    private static func set(_ key: String = "imported-a", levels: Bool = false) -> FeatureSet {
        FeatureSet(
            key: key, origin: .imported, width: 4,
            pooledLevels: levels ? [.init(rows: 1, width: 3), .init(rows: 1, width: 3)] : [],
            tokenLevels: levels ? [.init(rows: 2, width: 3), .init(rows: 2, width: 3)] : [], logitScale: 100,
            createdAt: moment(1))
    }

    /// The row of an image before it is normalised.
    private static func row(_ image: ImageItem) -> [Float] {
        let number = Float(image.id.rawValue)
        return [number, 2, -1, 0.5]
    }

    private static func unit(_ row: [Float]) -> [Float] {
        let norm = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        return row.map { Float(Double($0) / norm) }
    }

    private static func register(_ images: [ImageItem], in set: FeatureSet, _ store: ProjectStore) throws {
        var writer = FeatureSegmentWriter(folder: store.folder, set: set, kind: .image)
        for image in images { try writer.append(row(image), of: image.id) }
        try store.register(try writer.finish(), in: set.key)
    }

    @Test("rows come back at unit length, by image, in any order and across segments, after reopening")
    func gather() throws {
        var fixture = try Fixture(images: 5000)
        let set = Self.set()
        try fixture.store.addFeatures(set)
        // Backwards, so that neither file order nor image order may be confused.
        try Self.register(Array(fixture.images[100...].reversed()), in: set, fixture.store)
        try Self.register(Array(fixture.images[..<50]), in: set, fixture.store)
        try fixture.reopen()
        let table = try fixture.store.features()
        #expect(table.set == set)
        let chosen = [4999, 0, 100, 4095, 4096, 49, 100].map { fixture.images[$0] }
        let matrix = try table.embeddings(of: chosen.map(\.id))
        #expect(matrix.rows == 7 && matrix.columns == 4)
        for (index, image) in chosen.enumerated() { #expect(Array(matrix[row: index]) == Self.unit(Self.row(image))) }
        #expect(table.missing(.image, of: fixture.images.map(\.id)) == fixture.images[50..<100].map(\.id))
        #expect(table.images(with: .image).count == 4950)
        #expect(throws: StoreError.featureRowsMissing(kind: .image, count: 2, examples: [51, 100].map { ImageID($0) }))
        {
            try table.embeddings(of: [1, 51, 100].map { ImageID($0) })
        }
        #expect(throws: StoreError.featureRowsMissing(kind: .pooled, count: 1, examples: [ImageID(1)])) {
            try table.levels(.pooled, of: [ImageID(1)])
        }
    }

    @Test("a segment says that its vectors have unit length, and whose they are")
    func metadata() throws {
        let fixture = try Fixture()
        let set = Self.set()
        try fixture.store.addFeatures(set)
        try Self.register(fixture.images, in: set, fixture.store)
        let files = try FileManager.default.contentsOfDirectory(atPath: fixture.store.folder.features)
        let file = try SafetensorsFile(path: fixture.store.folder.features + "/" + (try #require(files.first)))
        #expect(file.metadata["normalised"] == "true")
        #expect(file.metadata["features"] == "imported-a")
        #expect(try file.tensor(named: "rows").shape == [20, 4])
        let again = try FeatureSegment(file: files[0], in: fixture.store.folder)
        #expect(again.images == fixture.images.map(\.id))
        #expect(again.kind == .image && again.rowLength == 4)
    }

    @Test("levels come one matrix per level, image after image; tokens in half precision")
    func levels() throws {
        let fixture = try Fixture(images: 3)
        let set = Self.set(levels: true)
        try fixture.store.addFeatures(set)
        var pooled = FeatureSegmentWriter(folder: fixture.store.folder, set: set, kind: .pooled)
        var tokens = FeatureSegmentWriter(folder: fixture.store.folder, set: set, kind: .tokens)
        for image in fixture.images {
            let base = Float(image.id.rawValue) * 100
            try pooled.append((0..<6).map { base + Float($0) }, of: image.id)
            try tokens.append((0..<12).map { base + Float($0) }, of: image.id)
        }
        try fixture.store.register(try pooled.finish() + (try tokens.finish()), in: set.key)
        let table = try fixture.store.features()
        let images = [fixture.images[2].id, fixture.images[0].id]
        let pooledLevels = try table.levels(.pooled, of: images)
        #expect(pooledLevels.map(\.elements) == [[300, 301, 302, 100, 101, 102], [303, 304, 305, 103, 104, 105]])
        let tokenLevels = try table.levels(.tokens, of: images)
        #expect(tokenLevels.map(\.rows) == [4, 4])
        #expect(tokenLevels[1].elements == [306, 307, 308, 309, 310, 311, 106, 107, 108, 109, 110, 111])
    }

    @Test("rows without length, with NaN or of another width are refused, and say which")
    func badRows() throws {
        let fixture = try Fixture()
        let set = Self.set(levels: true)
        var writer = FeatureSegmentWriter(folder: fixture.store.folder, set: set, kind: .image)
        try writer.append([1, 0, 0, 0], of: fixture.images[0].id)
        for bad: [Float] in [[0, 0, 0, 0], [1, .nan, 0, 0], [.infinity, 0, 0, 0]] {
            #expect(throws: StoreError.badFeatureRow(kind: .image, row: 1)) {
                try writer.append(bad, of: fixture.images[1].id)
            }
        }
        #expect(throws: StoreError.badFeatureShape(kind: .image, expected: [4], found: [3])) {
            try writer.append([1, 2, 3], of: fixture.images[1].id)
        }
        try writer.append([0, 3, 0, 4], of: fixture.images[1].id)
        try fixture.store.addFeatures(set)
        try fixture.store.register(try writer.finish(), in: set.key)
        let matrix = try fixture.store.features().embeddings(of: fixture.images.prefix(2).map(\.id))
        #expect(matrix.elements == [1, 0, 0, 0, 0, 0.6, 0, 0.8], "a refused row leaves no trace")
    }

    @Test("text rows follow the classes asked for; other classes or other prompts are an error")
    func text() throws {
        let fixture = try Fixture()
        try fixture.store.addFeatures(Self.set())
        let rows = Matrix(rows: 2, columns: 4, elements: [2, 0, 0, 0, 0, 0, 0, 5])
        try fixture.store.setText(
            rows, classes: [TextRow(className: "good", prompts: "a good part"), TextRow(className: "crack")],
            in: "imported-a")
        let table = try fixture.store.features()
        #expect(
            try table.text(for: [TextRow(className: "crack"), TextRow(className: "good")]).elements
                == [0, 0, 0, 1, 1, 0, 0, 0])
        #expect(try table.text(for: [TextRow(className: "good", prompts: "a good part")]).rows == 1)
        #expect(throws: StoreError.textRowsMissing(classes: ["good"])) {
            try table.text(for: [
                TextRow(className: "good", prompts: "a fine part"), TextRow(className: "crack", prompts: "x"),
            ])
        }
        #expect(throws: StoreError.textRowsMissing(classes: ["dent"])) {
            try table.text(for: [TextRow(className: "dent"), TextRow(className: "good")])
        }
        #expect(throws: StoreError.badFeatureShape(kind: .text, expected: [1, 4], found: [2, 4])) {
            try fixture.store.setText(rows, classes: [TextRow(className: "good")], in: "imported-a")
        }
        #expect(throws: StoreError.badFeatureRow(kind: .text, row: 0)) {
            try fixture.store.setText(
                Matrix(rows: 1, columns: 4), classes: [TextRow(className: "good")], in: "imported-a")
        }
    }

    @Test("new text rows replace the old; a table opened before keeps what it has")
    func replacedText() throws {
        let fixture = try Fixture()
        try fixture.store.addFeatures(Self.set())
        func setText(_ elements: [Float]) throws {
            try fixture.store.setText(
                Matrix(rows: 1, columns: 4, elements: elements), classes: [TextRow(className: "good")], in: "imported-a"
            )
        }
        try setText([1, 0, 0, 0])
        let before = try fixture.store.features()
        try setText([0, 1, 0, 0])
        #expect(try before.text(for: [TextRow(className: "good")]).elements == [1, 0, 0, 0])
        #expect(try fixture.store.features().text(for: [TextRow(className: "good")]).elements == [0, 1, 0, 0])
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.store.folder.features).count == 1)
    }

    @Test("the projection is stored as it is, with its shape checked")
    func projection() throws {
        let fixture = try Fixture()
        try fixture.store.addFeatures(Self.set(levels: true))
        #expect(try fixture.store.features().frozenProjection() == nil)
        let projection = Matrix(rows: 3, columns: 4, elements: (0..<12).map(Float.init))
        try fixture.store.setProjection(.matrix(projection), in: "imported-a")
        #expect(try fixture.store.features().frozenProjection() == .matrix(projection))
        #expect(throws: StoreError.badFeatureShape(kind: .projection, expected: [3, 4], found: [4, 3])) {
            try fixture.store.setProjection(.matrix(Matrix(rows: 4, columns: 3, repeating: 1)), in: "imported-a")
        }
    }

    @Test("features of another key are an error, never made anew")
    func otherKey() throws {
        let fixture = try Fixture()
        #expect(throws: StoreError.noFeatures) { try fixture.store.features() }
        try fixture.store.addFeatures(Self.set("vit-b-32"))
        try fixture.store.addFeatures(Self.set("vit-b-16"))
        #expect(throws: StoreError.otherFeatures(expected: "vit-b-32", found: "vit-b-16")) {
            try fixture.store.features(expecting: "vit-b-32")
        }
        try fixture.store.useFeatures("vit-b-32")
        #expect(try fixture.store.features(expecting: "vit-b-32").set.key == "vit-b-32")
        #expect(throws: StoreError.featuresExist(key: "vit-b-32")) {
            try fixture.store.addFeatures(Self.set("vit-b-32"))
        }
        #expect(throws: StoreError.unknownFeatureSet("x")) { try fixture.store.useFeatures("x") }
        #expect(try fixture.store.featureSets().map(\.key) == ["vit-b-32", "vit-b-16"])
    }

    @Test("an image has one row in a set; a refused registration leaves no trace")
    func rowsExist() throws {
        let fixture = try Fixture()
        let set = Self.set()
        try fixture.store.addFeatures(set)
        try Self.register(Array(fixture.images[..<5]), in: set, fixture.store)
        #expect(throws: StoreError.featureRowsExist(count: 2, example: "part-3.png")) {
            try Self.register(Array(fixture.images[3..<9]), in: set, fixture.store)
        }
        #expect(try fixture.store.features().images(with: .image).count == 5)
        #expect(try fixture.store.removeUnregisteredFeatureFiles().count == 1)
        try Self.register(Array(fixture.images[5..<9]), in: set, fixture.store)
        #expect(try fixture.store.features().images(with: .image).count == 9)
        #expect(try fixture.store.removeUnregisteredFeatureFiles().isEmpty)

        let other = Self.set("other")
        var writer = FeatureSegmentWriter(folder: fixture.store.folder, set: other, kind: .image)
        try writer.append([1, 0, 0, 0], of: fixture.images[10].id)
        let segments = try writer.finish()
        #expect(throws: StoreError.otherFeatures(expected: "imported-a", found: "other")) {
            try fixture.store.register(segments, in: "imported-a")
        }
    }

    @Test("a feature file that is gone, cut short or exchanged is named")
    func unusableFiles() throws {
        let fixture = try Fixture()
        let set = Self.set()
        try fixture.store.addFeatures(set)
        try Self.register(fixture.images, in: set, fixture.store)
        let folder = fixture.store.folder.features
        let path = folder + "/" + (try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first))
        let whole = try Data(contentsOf: URL(filePath: path))
        func expectUnusable() {
            let error = #expect(throws: StoreError.self) { try fixture.store.features() }
            guard case .featureFileUnusable(path, _)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        for size in [0, 7, 100, whole.count - 1] {
            try whole.prefix(size).write(to: URL(filePath: path))
            expectUnusable()
        }
        try FileManager.default.removeItem(atPath: path)
        expectUnusable()
        var writer = FeatureSegmentWriter(folder: fixture.store.folder, set: set, kind: .image)
        try writer.append([1, 0, 0, 0], of: fixture.images[0].id)
        let other = try #require(try writer.finish().first)
        try FileManager.default.moveItem(atPath: folder + "/" + other.file, toPath: path)
        expectUnusable()
    }
}

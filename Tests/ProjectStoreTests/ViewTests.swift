import Foundation
import GRDB
import LinearAlgebra
import ProjectModel
import Testing

@testable import ProjectStore

@Suite("Random views in the store")
struct ViewTests {
    /// 2 wide, two levels of 3 and 2 floats.
    private static let set = FeatureSet(
        key: "encoder", origin: .encoder, width: 2, pooledLevels: [.init(rows: 1, width: 3), .init(rows: 1, width: 2)],
        logitScale: 100, createdAt: moment(1))

    /// Every float says whose, which view's and which it is; in half precision all of them are exact.
    private static func row(_ image: Int) -> [Float] {
        let views = FeatureSet.viewsPerImage
        return (0..<views * 2).map { Float(image * 256 + $0) } + (0..<views * 5).map { Float(image * 256 + 100 + $0) }
    }

    private func write(_ images: [ImageItem], _ fixture: Fixture) throws {
        var writer = FeatureSegmentWriter(folder: fixture.store.folder, set: Self.set, kind: .views)
        for image in images { try writer.append(Self.row(Int(image.id.rawValue)), of: image.id) }
        try fixture.store.register(try writer.finish(), in: Self.set.key)
    }

    @Test("come back by image and by view, and an image without them has none")
    func views() throws {
        var fixture = try Fixture(images: 4)
        try fixture.store.addFeatures(Self.set)
        #expect(try fixture.store.views(in: Self.set.key).images.isEmpty)
        try write([fixture.images[2]], fixture)
        try write([fixture.images[0]], fixture)
        try fixture.reopen()
        let table = try fixture.store.views(in: Self.set.key)
        #expect(table.images == [fixture.images[0].id, fixture.images[2].id])
        #expect(try table.views(0..<8, of: fixture.images[1].id) == nil)
        let found = try #require(try table.views([1, 7], of: fixture.images[2].id))
        #expect(found.embeddings == Matrix(rows: 2, columns: 2, elements: [770, 771, 782, 783]))
        #expect(
            found.levels == [
                Matrix(rows: 2, columns: 3, elements: [873, 874, 875, 903, 904, 905]),
                Matrix(rows: 2, columns: 2, elements: [876, 877, 906, 907]),
            ])
        // Joining the files changes nothing, and a picture that changed loses its views.
        try fixture.store.compact(.views, in: Self.set.key, whenMoreThan: 1)
        #expect(try fixture.store.views(in: Self.set.key).views([1, 7], of: fixture.images[2].id) == found)
        var changes = FolderChanges()
        changes.changed = [.init(id: fixture.images[2].id, file: NewImage(path: "part-2.png"))]
        _ = try fixture.store.apply(changes, now: moment(5))
        #expect(try fixture.store.views(in: Self.set.key).images == [fixture.images[0].id])
    }

    @Test("imported features have none")
    func imported() {
        var set = Self.set
        set.origin = .imported
        #expect(set.rowLength(.views) == nil && Self.set.rowLength(.views) == 8 * (2 + 5))
    }

    @Test("a store from before there were views keeps every row when it is opened")
    func migration() throws {
        let database = try DatabaseQueue()
        try Schema.migrator.migrate(database, upTo: "2026-11-files")
        try database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO feature_set (key, origin, width, logit_scale, created_at, is_current)
                    VALUES ('a', 'encoder', 2, 100, 0, 1);
                    INSERT INTO image (path) VALUES ('a.png'), ('b.png');
                    INSERT INTO feature_segment (set_id, kind, file, rows, row_length)
                    VALUES (1, 'image', 'gone', 1, 2), (1, 'image', 'x', 2, 2), (1, 'text', 'y', 1, 2);
                    DELETE FROM feature_segment WHERE file = 'gone';
                    INSERT INTO feature_row (set_id, kind, image_id, segment_id, row)
                    VALUES (1, 'image', 1, 2, 0), (1, 'image', 2, 2, 1);
                    INSERT INTO feature_class (segment_id, row, name, prompts) VALUES (3, 0, 'good', 'a good part');
                    """)
        }
        try Schema.migrator.migrate(database)
        try database.write { database in
            #expect(
                try String.fetchAll(database, sql: "SELECT id || file FROM feature_segment ORDER BY id") == [
                    "2x", "3y",
                ])
            #expect(try Int.fetchAll(database, sql: "SELECT segment_id FROM feature_row ORDER BY row") == [2, 2])
            #expect(try String.fetchOne(database, sql: "SELECT prompts FROM feature_class") == "a good part")
            // Numbers are not given twice, and what belongs together still goes together.
            try database.execute(
                sql: "INSERT INTO feature_segment (set_id, kind, file, rows, row_length) VALUES (1, 'views', 'z', 1, 9)"
            )
            #expect(database.lastInsertedRowID == 4)
            try database.execute(sql: "DELETE FROM feature_segment WHERE id IN (2, 3)")
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM feature_row") == 0)
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM feature_class") == 0)
        }
        #expect(try database.read(Schema.shape) == Schema.expectedShape())
    }
}

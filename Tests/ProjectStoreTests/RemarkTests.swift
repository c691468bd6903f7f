import Foundation
import GRDB
import ProjectModel
import Testing

@testable import ProjectStore

@Suite("What is known of files")
struct RemarkTests {
    @Test("a remark stays while the file is missing, and what keeps it from being read is said first")
    func remarks() throws {
        let fixture = try Fixture(images: 3)
        let image = fixture.images[0]
        let doubt = ImageProblem(.doubtful, detail: "10 of 20 rows are whole")
        try fixture.store.note([image.id: doubt], now: moment(1))
        #expect(try fixture.store.imageProblems() == [image.id: doubt])
        var changes = FolderChanges()
        changes.missing = [image.id]
        _ = try fixture.store.apply(changes, now: moment(2))
        #expect(try fixture.store.imageProblems() == [image.id: ImageProblem(.missing)])
        changes = FolderChanges()
        changes.confirmed = [.init(id: image.id, file: NewImage(path: image.path))]
        _ = try fixture.store.apply(changes, now: moment(3))
        #expect(try fixture.store.imageProblems() == [image.id: doubt])
        changes = FolderChanges()
        changes.changed = [.init(id: image.id, file: NewImage(path: image.path))]
        _ = try fixture.store.apply(changes, now: moment(4))
        #expect(try fixture.store.imageProblems().isEmpty, "another content, another file")
    }

    @Test("what was read is no longer what could not be read; its flaw is noted in the same step")
    func sound() throws {
        let fixture = try Fixture(images: 3)
        let (first, second) = (fixture.images[0].id, fixture.images[1].id)
        let unreadable = ImageProblem(.unreadable, detail: "Permission denied")
        try fixture.store.note([first: unreadable, second: unreadable], now: moment(1))
        let flaw = ImageProblem(.flawed, detail: "the file ends too early")
        try fixture.store.note([second: flaw], sound: [first, second], now: moment(2))
        #expect(try fixture.store.imageProblems() == [second: flaw])
    }

    @Test("files that an older reader called damaged are looked at again; what else it knew is kept")
    func migration() throws {
        let database = try DatabaseQueue()
        try Schema.migrator.migrate(database, upTo: "2026-11-views")
        try database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO image (id, path) VALUES (1, 'a.png'), (2, 'b.png');
                    INSERT INTO image_problem (image_id, kind, detail, noted_at)
                    VALUES (1, 'damaged', 'the file is far too short for its size in pixels', 0), (2, 'missing', '', 0);
                    """)
        }
        try Schema.migrator.migrate(database)
        let left = try database.read { try String.fetchAll($0, sql: "SELECT kind FROM image_problem") }
        #expect(left == ["missing"])
    }
}

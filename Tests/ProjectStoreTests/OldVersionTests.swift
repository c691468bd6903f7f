import Foundation
import GRDB
import Glibc
import ProjectModel
import Testing

@testable import ProjectStore

@Suite("A store of an older or a newer version")
struct OldVersionTests {
    /// The migrations of 0.1.0.
    private static let released = ["2026-11-labelling", "2026-11-features", "2026-11-files", "2026-11-views"]

    /// A project as 0.1.0 left it, with one label.
    private static func oldProject() throws -> (folder: TemporaryFolder, database: String) {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/.miwake", withIntermediateDirectories: true)
        let path = folder.path + "/.miwake/project.sqlite"
        let database = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(database, upTo: try #require(released.last))
        try database.write {
            try $0.execute(
                sql: """
                    INSERT INTO class (id, name, position) VALUES (1, 'crack', 0);
                    INSERT INTO image (id, path) VALUES (1, 'a.png');
                    INSERT INTO label_event (id, image_id, kind, from_review, to_review, to_class_id, origin, who, made_at)
                    VALUES (1, 1, 'review', 'unseen', 'labelled', 1, 'command', 'anna', 1000);
                    INSERT INTO review (image_id, kind, class_id, event_id) VALUES (1, 'labelled', 1, 1);
                    """)
        }
        try database.close()
        return (folder, path)
    }

    private static func backups(_ folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path + "/.miwake")
            .filter { $0.hasPrefix("project.sqlite.before-") }.sorted()
    }

    private static func applied(_ path: String) throws -> [String] {
        try DatabaseQueue(path: path).read {
            try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations ORDER BY rowid")
        }
    }

    @Test("is copied before it is brought up to date, and the copy is the store of before")
    func backup() throws {
        let (folder, database) = try Self.oldProject()
        let store = try ProjectStore.open(at: folder.path, mode: .readWrite, now: moment(0))
        let labelled = [ImageID(1): Review.labelled(ClassID(1))]
        #expect(try store.reviews() == labelled)
        let copies = try Self.backups(folder)
        let first = try #require(Schema.migrator.migrations.first { !Self.released.contains($0) })
        #expect(copies == ["project.sqlite.before-\(first)-20231114T221320Z"])
        let copy = folder.path + "/.miwake/" + (try #require(copies.first))
        #expect(try Self.applied(copy) == Self.released)
        #expect(try Self.applied(database) == Schema.migrator.migrations)
        // The copy is a store by itself.
        let restored = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: restored.path + "/.miwake", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: copy, toPath: restored.path + "/.miwake/project.sqlite")
        let again = try ProjectStore.open(at: restored.path, mode: .readWrite, now: moment(1))
        #expect(try again.reviews() == labelled)
        #expect(try again.integrityProblems().isEmpty)
    }

    @Test("an up-to-date store is not copied, and an earlier copy is never written over")
    func noOverwriting() throws {
        let (folder, database) = try Self.oldProject()
        let old = try Data(contentsOf: URL(filePath: database))
        for _ in 0..<2 {
            _ = try ProjectStore.open(at: folder.path, mode: .readWrite, now: moment(0))
            _ = try ProjectStore.open(at: folder.path, mode: .readWrite, now: moment(0))
            // Somebody puts the old store back.
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
            try old.write(to: URL(filePath: database))
        }
        let copies = try Self.backups(folder)
        #expect(copies.count == 2 && copies.last == copies.first.map { $0 + "-2" }, "\(copies)")
        for copy in copies { #expect(try Self.applied(folder.path + "/.miwake/" + copy) == Self.released) }
    }

    @Test("without room for the copy nothing is changed")
    func noRoom() async throws {
        let (folder, database) = try Self.oldProject()
        let before = try Data(contentsOf: URL(filePath: database))
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            // What a full disk is to a copy: a file cannot grow.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 20_000, rlim_max: 20_000)
            guard setrlimit(__rlimit_resource_t(1), &limit) == 0 else { exit(2) }
            do {
                _ = try ProjectStore.open(at: path, mode: .readWrite, now: moment(0))
                exit(3)
            } catch StoreError.backupNotMade {
                exit(0)
            }
        }
        #expect(try Data(contentsOf: URL(filePath: database)) == before)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/.miwake").allSatisfy {
                !$0.contains("before")
            }, "half a copy is no copy")
        #expect(try Self.applied(database) == Self.released)
    }

    @Test("a reader reads it without changing a byte")
    func reader() throws {
        let (folder, database) = try Self.oldProject()
        let before = try Data(contentsOf: URL(filePath: database))
        let store = try ProjectStore.open(at: folder.path, mode: .readOnly, now: moment(0))
        #expect(try store.reviews() == [ImageID(1): .labelled(ClassID(1))])
        #expect(try store.inspectFiles().damages.isEmpty, "tables that came later are there too")
        #expect(throws: StoreError.readOnly(path: database)) { try store.set(.origin, to: "elsewhere") }
        #expect(try Data(contentsOf: URL(filePath: database)) == before)
        #expect(try Self.backups(folder).isEmpty)
    }

    @Test("a newer one is refused to readers and writers, and keeps every byte", arguments: [true, false])
    func newer(isWriter: Bool) throws {
        let (folder, database) = try Self.oldProject()
        try DatabaseQueue(path: database).write {
            try $0.execute(
                sql: """
                    INSERT INTO grdb_migrations (identifier) VALUES ('2031-01-telepathy');
                    CREATE TABLE thought (x)
                    """)
        }
        let before = try Data(contentsOf: URL(filePath: database))
        #expect(throws: StoreError.newerVersion(path: database, migrations: ["2031-01-telepathy"])) {
            try ProjectStore.open(at: folder.path, mode: isWriter ? .readWrite : .readOnly, now: moment(1))
        }
        #expect(try Data(contentsOf: URL(filePath: database)) == before)
        #expect(try Self.backups(folder).isEmpty)
    }
}

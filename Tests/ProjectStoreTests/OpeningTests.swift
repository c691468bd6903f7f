import Foundation
import GRDB
import ProjectModel
import ProjectStore
import Testing

@Suite("Opening a store")
struct OpeningTests {
    @Test("a folder without a store, and a folder that has one already, are told apart")
    func absentAndPresent() throws {
        let folder = try TemporaryFolder()
        #expect(throws: StoreError.noStore(path: folder.path + "/.miwake")) {
            try ProjectStore.open(at: folder.path, mode: .readWrite, now: moment(0))
        }
        _ = try ProjectStore.create(at: folder.path, now: moment(0))
        #expect(throws: StoreError.alreadyExists(path: folder.path + "/.miwake/project.sqlite")) {
            try ProjectStore.create(at: folder.path, now: moment(0))
        }
    }

    @Test("a second writer is told who holds the project; readers are let in")
    func oneWriter() throws {
        let fixture = try Fixture()
        let holder = WriterLock.Holder(
            process: ProcessInfo.processInfo.processIdentifier, host: WriterLock.hostName(), since: moment(0))
        let path = fixture.folder.path + "/.miwake/writer.lock"
        #expect(throws: StoreError.heldByAnother(path: path, holder: holder)) {
            try ProjectStore.open(at: fixture.folder.path, mode: .readWrite, now: moment(5))
        }
        let reader = try ProjectStore.open(at: fixture.folder.path, mode: .readOnly, now: moment(5))
        try fixture.answer(fixture.images[0], .unsure)
        #expect(try reader.reviews() == [fixture.images[0].id: .unsure], "a reader sees what was committed beside it")
        #expect(throws: StoreError.readOnly(path: reader.folder.database)) {
            try reader.set(.origin, to: "elsewhere")
        }
    }

    @Test("a closed store is free at once, even while a process that is being started has copies of its descriptors")
    func lockCopiedToAChild() throws {
        var fixture = try Fixture()
        var lock = stat()
        try #require(stat(fixture.store.folder.writerLock, &lock) == 0)
        // What a new process gets, and what is closed in it only when its program is loaded.
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        let held = open.filter { descriptor in
            var file = stat()
            return fstat(descriptor, &file) == 0 && file.st_dev == lock.st_dev && file.st_ino == lock.st_ino
        }
        try #require(held.count == 1)
        let copy = fcntl(held[0], F_DUPFD_CLOEXEC, 0)
        try #require(copy >= 0)
        defer { close(copy) }
        try fixture.reopen()
        #expect(try fixture.store.reviews().isEmpty)
    }

    @Test("the lock note of a process that is gone locks nobody out")
    func staleLock() throws {
        let folder = try TemporaryFolder()
        _ = try ProjectStore.create(at: folder.path, now: moment(0))
        try Data("999999\n1700000000\nelsewhere\n".utf8).write(
            to: URL(filePath: folder.path + "/.miwake/writer.lock"))
        _ = try ProjectStore.open(at: folder.path, mode: .readWrite, now: moment(1))
    }

    @Test("writing is durable and checked: WAL, synchronous FULL, foreign keys")
    func pragmas() throws {
        let folder = try TemporaryFolder()
        let store = try ProjectStore.create(at: folder.path, now: moment(0))
        let pragmas = try store.durability()
        #expect(pragmas == ["wal", "2", "1"])
    }

    @Test("a store of a newer version is named as such, to readers and writers", arguments: [true, false])
    func newerVersion(isWriter: Bool) throws {
        let folder = try TemporaryFolder()
        _ = try ProjectStore.create(at: folder.path, now: moment(0))
        let database = folder.path + "/.miwake/project.sqlite"
        try DatabaseQueue(path: database).write {
            try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('2031-01-telepathy')")
        }
        #expect(throws: StoreError.newerVersion(path: database, migrations: ["2031-01-telepathy"])) {
            try ProjectStore.open(at: folder.path, mode: isWriter ? .readWrite : .readOnly, now: moment(1))
        }
    }

    @Test("what is not a store is left as it is", arguments: [true, false])
    func notAStore(isText: Bool) throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/.miwake", withIntermediateDirectories: true)
        let database = folder.path + "/.miwake/project.sqlite"
        if isText {
            try Data(repeating: 0x41, count: 5000).write(to: URL(filePath: database))
        } else {
            try DatabaseQueue(path: database).write { try $0.execute(sql: "CREATE TABLE recipe (name TEXT)") }
        }
        let before = try Data(contentsOf: URL(filePath: database))
        for mode in [ProjectStore.Mode.readWrite, .readOnly] {
            #expect(throws: StoreError.notAStore(path: database)) {
                try ProjectStore.open(at: folder.path, mode: mode, now: moment(1))
            }
        }
        #expect(throws: StoreError.self) { try ProjectStore.create(at: folder.path, now: moment(1)) }
        #expect(try Data(contentsOf: URL(filePath: database)) == before)
    }

    @Test("an interrupted creation does not stand in the way of the next")
    func interruptedCreation() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/.miwake", withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: folder.path + "/.miwake/project.sqlite"))
        let store = try ProjectStore.create(at: folder.path, now: moment(0))
        #expect(try store.images().isEmpty)
    }

    @Test("a store whose tables were changed by hand is damaged, not trusted")
    func changedSchema() throws {
        let folder = try TemporaryFolder()
        _ = try ProjectStore.create(at: folder.path, now: moment(0))
        let database = folder.path + "/.miwake/project.sqlite"
        try DatabaseQueue(path: database).write {
            try $0.execute(sql: "DROP TRIGGER log_is_not_shortened; CREATE TABLE extra (x)")
        }
        let error = StoreError.damaged(
            path: database, detail: "changed: table extra, trigger log_is_not_shortened")
        #expect(throws: error) { try ProjectStore.open(at: folder.path, mode: .readOnly, now: moment(1)) }
        #expect(throws: error) { try ProjectStore.open(at: folder.path, mode: .readWrite, now: moment(1)) }
    }

    @Test(
        "a store cut short anywhere is an error or a sound store, never a crash",
        arguments: [100, 4096, 20_000, 60_000])
    func truncated(size: Int) throws {
        let fixture = try Fixture(images: 500)
        let database = fixture.folder.path + "/.miwake/project.sqlite"
        let copy = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: copy.path + "/.miwake", withIntermediateDirectories: true)
        try fixture.store.checkpoint()
        let whole = try Data(contentsOf: URL(filePath: database))
        try #require(whole.count > size)
        try whole.prefix(size).write(to: URL(filePath: copy.path + "/.miwake/project.sqlite"))
        #expect(throws: StoreError.self) {
            let store = try ProjectStore.open(at: copy.path, mode: .readOnly, now: moment(1))
            _ = try store.images()
            let problems = try store.integrityProblems()
            if !problems.isEmpty { throw StoreError.damaged(path: "", detail: problems[0]) }
        }
    }

    @Test("flipped bytes are an error or harmless, never a crash", arguments: 0..<40)
    func flippedBytes(seed: Int) throws {
        let fixture = try Fixture(images: 60, reserve: 0.2)
        try fixture.answer(try #require(fixture.images.first { !$0.isReserve }), .labelled(fixture.classes[0].id))
        try fixture.store.checkpoint()
        let copy = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: copy.path + "/.miwake", withIntermediateDirectories: true)
        var bytes = try Data(contentsOf: URL(filePath: fixture.folder.path + "/.miwake/project.sqlite"))
        for step in 0..<20 {
            let position = (seed &* 7919 &+ step &* 104_729) % bytes.count
            bytes[position] ^= UInt8(truncatingIfNeeded: 1 << (step % 8))
        }
        try bytes.write(to: URL(filePath: copy.path + "/.miwake/project.sqlite"))
        // Whatever is thrown is a StoreError by its type; that nothing traps is what is tested.
        guard let store = try? ProjectStore.open(at: copy.path, mode: .readWrite, now: moment(1)) else { return }
        _ = try? store.images()
        _ = try? store.reviews()
        _ = try? store.labels(in: .all)
        _ = try? store.history(limit: 100)
        _ = try? store.prompts(limit: 100)
        _ = try? store.estimators()
        _ = try? store.undo(by: "x", at: moment(2))
        _ = try? store.integrityProblems()
    }
}

internal import Foundation
internal import GRDB

/// The labels of a project, every event that made them, and the index of its features and estimators.
///
/// One process writes at a time; others may read beside it. All methods are synchronous and may be called from any thread;
/// when a method that writes has returned, what it wrote is on the disk (WAL, `synchronous = FULL`).
package final class ProjectStore: Sendable {
    package let folder: StoreFolder
    package let mode: Mode
    let database: any DatabaseWriter
    private let lock: WriterLock?

    package enum Mode: Sendable {
        case readOnly
        case readWrite
    }

    init(folder: StoreFolder, mode: Mode, database: any DatabaseWriter, lock: WriterLock?) {
        self.folder = folder
        self.mode = mode
        self.database = database
        self.lock = lock
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try database.read(body)
        } catch {
            throw StoreError(error, path: folder.database)
        }
    }

    /// Everything or nothing: one transaction, durable when this returns.
    func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        guard mode == .readWrite else { throw .readOnly(path: folder.database) }
        do {
            return try database.write(body)
        } catch {
            throw StoreError(error, path: folder.database)
        }
    }

    /// What the database finds wrong with itself; empty where it is sound. Reads the whole file.
    package func integrityProblems() throws(StoreError) -> [String] {
        try read { database in
            let problems = try String.fetchAll(database, sql: "PRAGMA integrity_check(100)").filter { $0 != "ok" }
            let dangling = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
            return problems
                + dangling.map {
                    "a row of \($0[0] as DatabaseValue) refers to a missing row of \($0[2] as DatabaseValue)"
                }
        }
    }

    /// Brings the journal's content into the database file and empties the journal, so that the one file is the store.
    package func checkpoint() throws(StoreError) {
        guard mode == .readWrite else { throw .readOnly(path: folder.database) }
        do {
            try database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        } catch {
            throw StoreError(error, path: folder.database)
        }
    }

    /// The writing connection's journal mode, `synchronous` level and foreign-key checking, as the database reports them.
    package func durability() throws(StoreError) -> [String] {
        do {
            return try database.unsafeReentrantWrite { database in
                try ["journal_mode", "synchronous", "foreign_keys"].compactMap {
                    try String.fetchOne(database, sql: "PRAGMA " + $0)
                }
            }
        } catch {
            throw StoreError(error, path: folder.database)
        }
    }

    /// Lets the database grow by so many pages only, as a full disk would; nil takes the limit away. For tests.
    package func limitPages(extra: Int?) throws(StoreError) {
        do {
            try database.writeWithoutTransaction { database in
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                let limit = extra.map { pages + $0 } ?? Int(UInt32.max - 1)
                _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(limit)")
            }
        } catch {
            throw StoreError(error, path: folder.database)
        }
    }
}

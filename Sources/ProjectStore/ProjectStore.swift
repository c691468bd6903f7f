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
    /// The file that a writer opened; nil for a reader.
    private let openFile: OpenFile?
    /// Feature files that were compared with their checksums since this store was opened.
    let verified = VerifiedFiles()

    package enum Mode: Sendable {
        case readOnly
        case readWrite
    }

    init(
        folder: StoreFolder, mode: Mode, database: any DatabaseWriter, lock: WriterLock?, openFile: OpenFile? = nil
    ) {
        self.folder = folder
        self.mode = mode
        self.database = database
        self.lock = lock
        self.openFile = openFile
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try database.read(body)
        } catch {
            throw StoreError(error, path: folder.database)
        }
    }

    /// Everything or nothing: one transaction, durable when this returns, in the file that lies at the store's path.
    func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        guard mode == .readWrite else { throw .readOnly(path: folder.database) }
        try checkPlace()
        let value: Value
        let lastEvent: Int64
        do {
            (value, lastEvent) = try database.write { (try body($0), try Self.lastEvent($0)) }
        } catch {
            throw StoreError(error, path: folder.database)
        }
        // Whatever came between the look and the write took this write with it.
        try openFile?.check()
        openFile?.remember(lastEvent: lastEvent)
        return value
    }

    /// Throws where the open store is no longer the one at its path.
    package func checkPlace() throws(StoreError) {
        guard let openFile else { return }
        try openFile.check()
        guard openFile.hasForeignChange else { return }
        // A tool of the database may have tidied up. A backup that was copied over the file does not hold our last edit.
        guard isSoundFromOutside(withEvent: openFile.lastEvent) else {
            throw .replaced(path: folder.database, by: .otherContent)
        }
        openFile.remember()
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
            openFile?.remember()
        } catch {
            throw StoreError(error, path: folder.database)
        }
    }
}

internal import FileContents
package import Foundation
internal import GRDB

extension ProjectStore {
    /// How long a connection waits for another one's checkpoint or recovery.
    private static let busyTimeout: TimeInterval = 10

    /// Makes an empty store in a project folder, which must exist. The folder may hold what is left of an attempt that was
    /// interrupted before its first table.
    package static func create(at project: String, now: Date) throws(StoreError) -> ProjectStore {
        let folder = StoreFolder(project: project)
        for path in [folder.root, folder.features, folder.estimators] { try makeFolder(path) }
        let lock = try WriterLock(path: folder.writerLock, now: now)
        if FileManager.default.fileExists(atPath: folder.database) {
            guard try isEmpty(folder.database) else { throw .alreadyExists(path: folder.database) }
        }
        return try openForWriting(folder, lock: lock)
    }

    /// Opens the store of a project folder. A writer brings a store of an older version up to date, after a copy of it was put
    /// beside it; a reader reads such a store through a copy in memory.
    package static func open(at project: String, mode: Mode, now: Date) throws(StoreError) -> ProjectStore {
        let folder = StoreFolder(project: project)
        guard FileManager.default.fileExists(atPath: folder.database) else { throw .noStore(path: folder.root) }
        switch mode {
        case .readWrite:
            let lock = try WriterLock(path: folder.writerLock, now: now)
            // What lay in them is missed by whoever looks for it; without them nothing could be made again.
            for path in [folder.features, folder.estimators] { try makeFolder(path) }
            // A file that is not ours must be recognised before a connection for writing touches it.
            let reader = try openForReading(folder.database)
            let missing = try missingMigrations(reader, path: folder.database)
            if let first = missing.first {
                try backUp(reader, in: folder, before: first, now: now)
            } else {
                try checkShape(reader, path: folder.database)
            }
            return try openForWriting(folder, lock: lock)
        case .readOnly:
            var database = try openForReading(folder.database)
            if try !missingMigrations(database, path: folder.database).isEmpty {
                database = try migratedCopy(of: database, path: folder.database)
            }
            try checkShape(database, path: folder.database)
            return ProjectStore(folder: folder, mode: .readOnly, database: database, lock: nil)
        }
    }

    private static func openForWriting(_ folder: StoreFolder, lock: WriterLock) throws(StoreError) -> ProjectStore {
        var configuration = configuration
        configuration.label = "project"
        do {
            let pool = try DatabasePool(path: folder.database, configuration: configuration)
            // GRDB chooses NORMAL, with which a power cut may take the last answers.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Schema.migrator.migrate(pool)
            try checkShape(pool, path: folder.database)
            let lastEvent = try pool.read(Self.lastEvent)
            guard let openFile = OpenFile(path: folder.database, lastEvent: lastEvent) else {
                throw StoreError.replaced(path: folder.database, by: .nothing)
            }
            return ProjectStore(folder: folder, mode: .readWrite, database: pool, lock: lock, openFile: openFile)
        } catch {
            throw StoreError(error, path: folder.database)
        }
    }

    /// A connection that cannot write. On a file system where SQLite cannot make its shared-memory file either, the
    /// database is read as it lies, which is sound when nobody has left a journal behind.
    static func openForReading(_ path: String) throws(StoreError) -> any DatabaseWriter {
        var configuration = configuration
        configuration.readonly = true
        do {
            let database = try DatabaseQueue(path: path, configuration: configuration)
            _ = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
            return database
        } catch let error as DatabaseError
            where error.resultCode == .SQLITE_CANTOPEN || error.resultCode == .SQLITE_READONLY
        {
            guard access((path as NSString).deletingLastPathComponent, W_OK) != 0, isAbsentOrEmpty(path + "-wal") else {
                throw StoreError(error, path: path)
            }
            do {
                return try DatabaseQueue(path: immutableURI(path), configuration: configuration)
            } catch {
                throw StoreError(error, path: path)
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        }
        return configuration
    }

    /// The migrations that are still to be made, in order; throws for a file that is not ours or is newer.
    private static func missingMigrations(
        _ database: any DatabaseReader, path: String
    ) throws(StoreError) -> [String] {
        do {
            return try database.read { database in
                guard try Int.fetchOne(database, sql: "PRAGMA application_id") == Schema.applicationID,
                    try database.tableExists("grdb_migrations")
                else { throw StoreError.notAStore(path: path) }
                let known = Schema.migrator.migrations
                let applied = try String.fetchAll(
                    database, sql: "SELECT identifier FROM grdb_migrations ORDER BY rowid")
                let unknown = applied.filter { !known.contains($0) }
                guard unknown.isEmpty else { throw StoreError.newerVersion(path: path, migrations: unknown) }
                return known.filter { !applied.contains($0) }
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Tables that are not as the migrations make them would trap or mislead later; say so now.
    private static func checkShape(_ database: any DatabaseReader, path: String) throws(StoreError) {
        do {
            let expected = try Schema.expectedShape()
            let found = try database.read(Schema.shape)
            let different = Set(expected.keys).union(found.keys).filter { expected[$0] != found[$0] }
            guard different.isEmpty else {
                throw StoreError.damaged(path: path, detail: "changed: " + different.sorted().joined(separator: ", "))
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func makeFolder(_ path: String) throws(StoreError) {
        guard mkdir(path, 0o755) != 0, errno != EEXIST else { return }
        switch errno {
        case EROFS, EACCES, EPERM: throw .readOnly(path: path)
        case ENOSPC, EDQUOT: throw .diskFull(path: path)
        default: throw .system(path: path, reason: systemReason(of: errno))
        }
    }

    /// Whether a database file has no tables yet.
    private static func isEmpty(_ path: String) throws(StoreError) -> Bool {
        do {
            return try openForReading(path).read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") == 0
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func isAbsentOrEmpty(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 || status.st_size == 0
    }

    private static func immutableURI(_ path: String) -> String {
        var unreserved = CharacterSet.alphanumerics
        unreserved.insert(charactersIn: "/-._~")
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        return "file://" + (absolute.addingPercentEncoding(withAllowedCharacters: unreserved) ?? absolute)
            + "?immutable=1"
    }
}

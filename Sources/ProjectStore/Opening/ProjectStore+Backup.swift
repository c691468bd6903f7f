internal import FileContents
internal import Foundation
internal import GRDB
internal import Glibc

extension ProjectStore {
    /// Puts a copy of a store beside it before a migration changes it: `project.sqlite.before-` and the migration and the time.
    /// The copy is whole and on the disk when this returns, and no earlier one is written over.
    static func backUp(
        _ reader: any DatabaseWriter, in folder: StoreFolder, before migration: String, now: Date
    ) throws(StoreError) {
        let name = folder.database + ".before-" + migration + "-" + time(now)
        do {
            try writeCopy(of: reader, to: freeName(name))
        } catch {
            throw .backupNotMade(path: name, reason: reason(error))
        }
    }

    /// A copy of all that the open store holds, also where its file was removed or replaced: the operating system keeps the file
    /// for as long as it is open. Nothing is written over.
    ///
    /// - Returns: the path of the copy.
    package func rescueCopy(to path: String) throws(StoreError) -> String {
        let path = Self.freeName(path)
        do {
            try Self.writeCopy(of: database, to: path)
            return path
        } catch {
            throw .system(path: path, reason: Self.reason(error))
        }
    }

    /// An older store as this version would have it, in memory: nothing is written to its file.
    static func migratedCopy(of reader: any DatabaseWriter, path: String) throws(StoreError) -> any DatabaseWriter {
        do {
            let memory = try DatabaseQueue(configuration: configuration)
            try reader.backup(to: memory)
            try Schema.migrator.migrate(memory)
            return memory
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func writeCopy(of source: any DatabaseWriter, to path: String) throws {
        let partial = path + ".partial"
        unlink(partial)
        do {
            try source.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [partial]) }
            try bringToDisk(partial)
            try name(partial, path)
            try bringToDisk((path as NSString).deletingLastPathComponent)
        } catch {
            unlink(partial)
            throw error
        }
    }

    /// A link is never made over a file, where a rename would be; some file systems have no links.
    private static func name(_ partial: String, _ path: String) throws {
        if link(partial, path) == 0 {
            unlink(partial)
            return
        }
        guard errno == EPERM || errno == ENOTSUP, rename(partial, path) == 0 else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
    }

    private static func bringToDisk(_ path: String) throws {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    /// The name itself, or with the first number that makes it new.
    private static func freeName(_ name: String) -> String {
        var candidate = name
        var number = 2
        while FileManager.default.fileExists(atPath: candidate) {
            candidate = "\(name)-\(number)"
            number += 1
        }
        return candidate
    }

    /// `20261127T160301Z`: sorts by time, and is a name on every file system.
    private static func time(_ date: Date) -> String {
        date.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: false).dateSeparator(.omitted)
                .timeSeparator(.omitted)) + "Z"
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL: systemReason(of: ENOSPC)
        case let error as DatabaseError: error.message ?? error.description
        case let error as POSIXError: systemReason(of: error.code.rawValue)
        default: String(describing: error)
        }
    }
}

extension ProjectStore {
    /// The number of the latest edit; 0 before the first.
    static func lastEvent(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT coalesce(max(id), 0) FROM label_event") ?? 0
    }

    /// Whether a connection that opens the database anew finds it sound and with our last edit as the latest.
    func isSoundFromOutside(withEvent last: Int64) -> Bool {
        do {
            return try Self.openForReading(folder.database).read { database in
                guard try String.fetchAll(database, sql: "PRAGMA quick_check(1)") == ["ok"] else { return false }
                return try Self.lastEvent(database) == last
            }
        } catch {
            return false
        }
    }
}

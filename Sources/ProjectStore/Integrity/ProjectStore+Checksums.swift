package import Foundation
internal import GRDB
package import ProjectModel
internal import TensorFiles

extension ProjectStore {
    /// Files whose checksums the store keeps.
    enum CheckedFiles {
        case features
        case estimators

        /// The table and the column that says whose checksum it is.
        var table: (name: String, key: String) {
            switch self {
            case .features: ("feature_checksum", "segment_id")
            case .estimators: ("estimator_checksum", "estimator_id")
            }
        }
    }

    static func insert(
        _ checksum: FileChecksum, of files: CheckedFiles, id: Int64, takenAt time: Date?, _ database: Database
    ) throws {
        let (table, key) = files.table
        try database.execute(
            sql: "INSERT OR IGNORE INTO \(table) (\(key), bytes, sha256, taken_at) VALUES (?, ?, ?, ?)",
            arguments: [id, checksum.bytes, checksum.sha256, time?.milliseconds])
    }

    /// Of a row with these columns, which are both NULL where a file has none yet.
    static func checksum(_ row: Row, bytes: Int, sha256: Int) throws -> FileChecksum? {
        row.isNull(sha256) ? nil : FileChecksum(bytes: try row.count(bytes), sha256: try row.text(sha256))
    }

    /// Gives the files of an older version their checksums, with the time at which they were taken. Reads them whole; what is not
    /// there or does not open is left for `inspect`.
    ///
    /// - Returns: how many were taken.
    package func takeMissingChecksums(now: Date) throws(StoreError) -> Int {
        let wanted: [(files: CheckedFiles, id: Int64, path: String)] = try read { database in
            let segments = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, file FROM feature_segment
                    WHERE id NOT IN (SELECT segment_id FROM feature_checksum) ORDER BY id
                    """)
            let estimators = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, file FROM estimator
                    WHERE id NOT IN (SELECT estimator_id FROM estimator_checksum) ORDER BY id
                    """)
            return try segments.map { (.features, try $0.integer(0), folder.features + "/" + (try $0.text(1))) }
                + estimators.map { (.estimators, try $0.integer(0), folder.estimators + "/" + (try $0.text(1))) }
        }
        var taken = 0
        for (files, id, path) in wanted {
            guard let checksum = try? SafetensorsFile(path: path).checksum else { continue }
            try write { try Self.insert(checksum, of: files, id: id, takenAt: now, $0) }
            taken += 1
        }
        return taken
    }

    /// Compares the checkpoint of a round with its checksum.
    ///
    /// - Returns: false for one of an older version that has no checksum yet.
    @discardableResult
    package func verifyEstimator(_ id: EstimatorID) throws(StoreError) -> Bool {
        let path = folder.estimatorFile(id)
        let expected = try read { database in
            try Row.fetchOne(
                database, sql: "SELECT bytes, sha256 FROM estimator_checksum WHERE estimator_id = ?",
                arguments: [id.rawValue]
            ).flatMap { try Self.checksum($0, bytes: 0, sha256: 1) }
        }
        guard FileManager.default.fileExists(atPath: path) else { throw .estimatorLost(id, path: path) }
        guard let expected else { return false }
        let found: FileChecksum
        do {
            found = try MappedFile(path: path).checksum
        } catch {
            throw .system(path: path, reason: StoreError(error, featureFile: path).reasonInWords)
        }
        guard found == expected else { throw .estimatorChanged(id, path: path) }
        return true
    }
}

extension StoreError {
    /// Of a file that the operating system would not give.
    fileprivate var reasonInWords: String {
        if case .featureFileUnusable(_, let reason) = self { reason } else { "it cannot be read" }
    }
}

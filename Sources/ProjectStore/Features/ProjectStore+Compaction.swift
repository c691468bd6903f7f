internal import FileContents
internal import Foundation
internal import GRDB
internal import ProjectModel
internal import TensorFiles

extension ProjectStore {
    /// Joins segments that are far from full into full ones. Encoding leaves a small segment per batch, so that a crash costs one
    /// batch; opening maps each file, so that thousands of them would be slow.
    ///
    /// Nothing that is mapped changes: new files are written, the index is turned to them in one transaction, and then the old
    /// names go. Rows of images that were encoded anew are left behind.
    ///
    /// - Parameter segments: nothing is done where there are not more than this.
    package func compact(_ kind: FeatureKind, in key: String, whenMoreThan segments: Int) throws(StoreError) {
        guard mode == .readWrite else { throw .readOnly(path: folder.features) }
        let (set, small) = try read { database in
            let number = try Self.setNumber(key, database)
            return (try Self.featureSet(number, database), try Self.smallSegments(kind, number, database))
        }
        guard small.count > segments, let rowLength = set.rowLength(kind) else { return }
        let rows = small.flatMap(\.rows)
        var joined: [FeatureSegment] = []
        for start in stride(from: 0, to: rows.count, by: FeatureSegment.fullSize) {
            let part = rows[start..<min(start + FeatureSegment.fullSize, rows.count)]
            joined.append(try write(part, of: small, kind: kind, set: set, rowLength: rowLength))
        }
        try write { database in
            let number = try Self.setNumber(key, database)
            // A row may have been forgotten meanwhile: only those still there are turned, the rest stays unnamed.
            let turn = try database.makeStatement(
                sql: "UPDATE feature_row SET segment_id = ?, row = ? WHERE set_id = ? AND kind = ? AND image_id = ?")
            let find = try database.makeStatement(
                sql: "SELECT segment_id FROM feature_row WHERE set_id = ? AND kind = ? AND image_id = ?")
            let old = Set(small.map(\.id))
            for segment in joined {
                let id = try Self.insert(segment, set: number, database)
                for (row, image) in segment.images.enumerated() {
                    let present = try Int64.fetchOne(find, arguments: [number, kind.rawValue, image.rawValue])
                    guard let present, old.contains(present) else { continue }
                    try turn.execute(arguments: [id, row, number, kind.rawValue, image.rawValue])
                }
            }
            for id in old { try database.execute(sql: "DELETE FROM feature_segment WHERE id = ?", arguments: [id]) }
        }
        // Whoever has them mapped keeps them; a file that cannot be removed is found by `removeUnregisteredFeatureFiles`.
        for segment in small { try? FileManager.default.removeItem(atPath: folder.features + "/" + segment.file) }
    }

    private struct SmallSegment {
        var id: Int64
        var file: String
        /// Nil for a file of an older version.
        var checksum: FileChecksum?
        /// The rows that the index names.
        var rows: [(segment: Int64, row: Int, image: ImageID)]
    }

    private static func smallSegments(_ kind: FeatureKind, _ set: Int64, _ database: Database) throws -> [SmallSegment]
    {
        try Row.fetchAll(
            database,
            sql: """
                SELECT id, file, bytes, sha256
                FROM feature_segment LEFT JOIN feature_checksum ON segment_id = id
                WHERE set_id = ? AND kind = ? AND rows < ? ORDER BY id
                """,
            arguments: [set, kind.rawValue, FeatureSegment.fullSize]
        ).map { segment in
            let id = try segment.integer(0)
            let rows = try Row.fetchAll(
                database, sql: "SELECT row, image_id FROM feature_row WHERE segment_id = ? ORDER BY row",
                arguments: [id])
            return SmallSegment(
                id: id, file: try segment.text(1), checksum: try checksum(segment, bytes: 2, sha256: 3),
                rows: try rows.map { (id, try $0.count(0), ImageID(try $0.integer(1))) })
        }
    }

    private func write(
        _ rows: ArraySlice<(segment: Int64, row: Int, image: ImageID)>, of small: [SmallSegment], kind: FeatureKind,
        set: FeatureSet, rowLength: Int
    ) throws(StoreError) -> FeatureSegment {
        let name = FeatureSegment.newFileName(kind: kind)
        let path = folder.features + "/" + name
        let checksum: FileChecksum
        do {
            var writer = try SafetensorsWriter(
                path: path,
                tensors: [
                    .init(
                        FeatureSegment.TensorName.rows, set.isHalfPrecision(kind) ? .float16 : .float32,
                        [rows.count, rowLength]),
                    .init(FeatureSegment.TensorName.images, .int64, [rows.count]),
                ],
                metadata: FeatureSegment.Metadata.of(kind: kind, setKey: set.key))
            var opened: (id: Int64, file: FeatureFile)?
            for row in rows {
                if opened?.id != row.segment, let segment = small.first(where: { $0.id == row.segment }) {
                    let file = try FeatureFile(path: folder.features + "/" + segment.file)
                    // Rotten rows must not come out with a checksum of their own.
                    try verified.verify(file, against: segment.checksum)
                    opened = (row.segment, file)
                }
                guard let file = opened?.file else { continue }
                try writer.append(try file.rows.floats(rows: row.row..<row.row + 1))
            }
            try writer.append(rows.map(\.image.rawValue))
            checksum = try writer.finish()
        } catch let error as TensorFileError {
            throw StoreError(error, featureFile: path)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .system(path: path, reason: systemReason(of: error))
        }
        return FeatureSegment(
            kind: kind, file: name, images: rows.map(\.image), rowLength: rowLength, setKey: set.key,
            checksum: checksum)
    }
}

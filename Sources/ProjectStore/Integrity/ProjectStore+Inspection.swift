internal import Foundation
internal import GRDB
internal import ProjectModel
internal import TensorFiles

extension ProjectStore {
    /// Checkpoints kept of the latest rounds. The log keeps every round's record; weights can be trained again.
    package static let keptEstimators = 8

    /// Compares every feature file of the sets and the latest estimators with what was written. Reads them whole.
    ///
    /// - Parameters:
    ///   - key: only the files of this set, and no estimators; nil for all.
    ///   - readsTokens: whether token files, by far the largest, are read too; their headers are in any case.
    package func inspectFiles(
        ofFeatures key: String? = nil, readsTokens: Bool = true
    ) throws(StoreError) -> FileInspection {
        var inspection = FileInspection()
        for segment in try segments(of: key) {
            let defect = defect(of: segment, readsContent: segment.kind != .tokens || readsTokens)
            if let defect {
                inspection.damages.append(
                    .init(
                        file: "features/" + segment.file,
                        content: .features(segment.kind, origin: segment.origin, rows: segment.rows), defect: defect))
            } else if segment.checksum == nil {
                inspection.unchecked += 1
            } else {
                inspection.sound += 1
            }
        }
        guard key == nil else { return inspection }
        for round in try estimators().suffix(Self.keptEstimators) {
            let file = "estimators/" + StoreFolder.estimatorFileName(round.id)
            do {
                if try verifyEstimator(round.id) { inspection.sound += 1 } else { inspection.unchecked += 1 }
            } catch .estimatorLost {
                inspection.damages.append(.init(file: file, content: .estimator(round.id), defect: .missing))
            } catch .estimatorChanged {
                inspection.damages.append(.init(file: file, content: .estimator(round.id), defect: .changed))
            } catch {
                inspection.damages.append(
                    .init(file: file, content: .estimator(round.id), defect: .unusable(reason: "\(error)")))
            }
        }
        inspection.leftovers = try leftovers()
        try read { database in
            let times = try Int64.fetchAll(
                database,
                sql: """
                    SELECT taken_at FROM feature_checksum WHERE taken_at IS NOT NULL
                    UNION ALL SELECT taken_at FROM estimator_checksum WHERE taken_at IS NOT NULL
                    """)
            inspection.checkedLate = times.count
            inspection.checkedSince = times.min().map { Date(milliseconds: $0) }
        }
        return inspection
    }

    /// Takes damaged files of a set out of the index, so that what they held is made again; they are then files that nothing
    /// names. Labels are in none of them.
    ///
    /// - Returns: what was taken out.
    package func forgetDamagedFeatures(
        of key: String, readsTokens: Bool
    ) throws(StoreError) -> [FileInspection.Damage] {
        let damages = try inspectFiles(ofFeatures: key, readsTokens: readsTokens).damages
        guard !damages.isEmpty else { return [] }
        try write { database in
            for damage in damages {
                let file = String(damage.file.dropFirst("features/".count))
                // One run of the encoder makes an image's embedding, levels and tokens: where one of the first two is gone, all come again.
                try database.execute(
                    sql: """
                        DELETE FROM feature_row WHERE kind IN ('image', 'pooled', 'tokens') AND (set_id, image_id) IN (
                            SELECT feature_row.set_id, image_id
                            FROM feature_row JOIN feature_segment ON feature_segment.id = segment_id
                            WHERE file = ? AND feature_row.kind IN ('image', 'pooled'))
                        """,
                    arguments: [file])
                try database.execute(sql: "DELETE FROM feature_segment WHERE file = ?", arguments: [file])
            }
        }
        return damages
    }

    private struct Segment {
        var file: String
        var kind: FeatureKind
        var set: String
        var origin: FeatureSet.Origin
        var rows: Int
        var rowLength: Int
        var checksum: FileChecksum?
    }

    private func segments(of key: String?) throws(StoreError) -> [Segment] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT file, kind, key, origin, rows, row_length, bytes, sha256
                    FROM feature_segment
                    JOIN feature_set ON feature_set.id = set_id
                    LEFT JOIN feature_checksum ON segment_id = feature_segment.id
                    WHERE ? IS NULL OR key = ? ORDER BY feature_segment.id
                    """,
                arguments: [key, key]
            ).map { row in
                Segment(
                    file: try row.text(0), kind: try row.word(1), set: try row.text(2), origin: try row.word(3),
                    rows: try row.count(4), rowLength: try row.count(5),
                    checksum: try Self.checksum(row, bytes: 6, sha256: 7))
            }
        }
    }

    private func defect(of segment: Segment, readsContent: Bool) -> FileInspection.Defect? {
        let path = folder.features + "/" + segment.file
        guard FileManager.default.fileExists(atPath: path) else { return .missing }
        do {
            let opened = try FeatureFile(path: path)
            if readsContent, let checksum = segment.checksum, opened.file.checksum != checksum { return .changed }
            guard opened.setKey == segment.set, opened.kind == segment.kind,
                opened.rows.shape == [segment.rows, segment.rowLength]
            else { return .unusable(reason: "it holds other features than were registered") }
            return nil
        } catch .featureFileUnusable(_, let reason) {
            // The header is a part of what was written.
            return segment.checksum == nil ? .unusable(reason: reason) : .changed
        } catch {
            return .unusable(reason: "\(error)")
        }
    }

    /// Files in the folders of features and estimators that no row names, and files that were never finished.
    private func leftovers() throws(StoreError) -> [String] {
        let known = Set(
            try read { try String.fetchAll($0, sql: "SELECT file FROM feature_segment") }.map { "features/" + $0 })
        func names(_ part: String) -> [String] {
            let found = try? FileManager.default.contentsOfDirectory(atPath: folder.root + "/" + part)
            return (found ?? []).sorted().map { part + "/" + $0 }
        }
        return names("features").filter { !known.contains($0) }
            + names("estimators").filter { $0.hasSuffix(StoreFolder.unfinishedSuffix) }
    }

    /// Removes checkpoints and cached figures that were never finished. Only where nobody else writes: what the store's writer
    /// calls while it holds the lock.
    ///
    /// - Parameter isRunning: whether a process of this machine that was writing one still runs.
    /// - Returns: the names of the files.
    package func removeUnfinishedEstimators(isRunning: (Int32) -> Bool) throws(StoreError) -> [String] {
        guard mode == .readWrite else { throw .readOnly(path: folder.estimators) }
        let unfinished = try leftovers().filter { $0.hasPrefix("estimators/") }.filter { file in
            // The name ends in process, random number and suffix.
            let writer = file.split(separator: ".").dropLast(2).last.flatMap { Int32($0) }
            return !(writer.map(isRunning) ?? false)
        }
        for file in unfinished { try? FileManager.default.removeItem(atPath: folder.root + "/" + file) }
        return unfinished
    }
}

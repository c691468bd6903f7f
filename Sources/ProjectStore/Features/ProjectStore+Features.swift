internal import FileContents
internal import Foundation
internal import GRDB
package import Layers
package import LinearAlgebra
internal import ProjectModel
internal import TensorFiles

/// A class of the text rows.
package struct TextRow: Sendable, Equatable {
    package var className: String
    /// What was embedded, one prompt per line; empty where that is unknown, as with imported rows.
    package var prompts: String

    package init(className: String, prompts: String = "") {
        self.className = className
        self.prompts = prompts
    }
}

extension ProjectStore {
    /// Makes a set known and the one in use. Its rows come afterwards, by `register`, `setText` and `setProjection`.
    package func addFeatures(_ set: FeatureSet) throws(StoreError) {
        try write { database in
            let isKnown = try Bool.fetchOne(
                database, sql: "SELECT 1 FROM feature_set WHERE key = ?", arguments: [set.key])
            guard isKnown == nil else { throw StoreError.featuresExist(key: set.key) }
            try database.execute(sql: "UPDATE feature_set SET is_current = 0 WHERE is_current = 1")
            try database.execute(
                sql: """
                    INSERT INTO feature_set (key, origin, width, logit_scale, created_at, is_current)
                    VALUES (?, ?, ?, ?, ?, 1)
                    """,
                arguments: [set.key, set.origin.rawValue, set.width, set.logitScale, set.createdAt.milliseconds])
            let id = database.lastInsertedRowID
            for kind in [FeatureKind.pooled, .tokens] { try Self.insert(set.levels(kind), kind, set: id, database) }
        }
    }

    /// Lets a set hold tokens from now on; nothing changes where it does already. Their rows come afterwards, by `register`.
    package func addTokenLevels(_ levels: [FeatureSet.Level], in key: String) throws(StoreError) {
        try write { database in
            let set = try Self.setNumber(key, database)
            guard try Self.featureSet(set, database).tokenLevels.isEmpty else { return }
            try Self.insert(levels, .tokens, set: set, database)
        }
    }

    private static func insert(
        _ levels: [FeatureSet.Level], _ kind: FeatureKind, set: Int64, _ database: Database
    ) throws {
        for (index, level) in levels.enumerated() {
            try database.execute(
                sql: "INSERT INTO feature_level (set_id, kind, level, rows, width) VALUES (?, ?, ?, ?, ?)",
                arguments: [set, kind.rawValue, index, level.rows, level.width])
        }
    }

    /// Puts another known set into use.
    package func useFeatures(_ key: String) throws(StoreError) {
        try write { database in
            _ = try Self.setNumber(key, database)
            try database.execute(sql: "UPDATE feature_set SET is_current = 0 WHERE is_current = 1")
            try database.execute(sql: "UPDATE feature_set SET is_current = 1 WHERE key = ?", arguments: [key])
        }
    }

    /// All known sets, oldest first.
    package func featureSets() throws(StoreError) -> [FeatureSet] {
        try read { database in
            try Int64.fetchAll(database, sql: "SELECT id FROM feature_set ORDER BY id").map {
                try Self.featureSet($0, database)
            }
        }
    }

    /// Takes written segments up, all or none. An image has one row of each kind in a set.
    package func register(_ segments: [FeatureSegment], in key: String) throws(StoreError) {
        try write { database in
            let set = try Self.setNumber(key, database)
            let description = try Self.featureSet(set, database)
            let find = try database.makeStatement(
                sql: "SELECT image_id FROM feature_row WHERE set_id = ? AND kind = ? AND image_id = ?")
            let insert = try database.makeStatement(
                sql: "INSERT INTO feature_row (set_id, kind, image_id, segment_id, row) VALUES (?, ?, ?, ?, ?)")
            for segment in segments {
                guard segment.setKey == key else {
                    throw StoreError.otherFeatures(expected: key, found: segment.setKey)
                }
                guard segment.rowLength == description.rowLength(segment.kind) else {
                    throw StoreError.badFeatureShape(
                        kind: segment.kind, expected: [description.rowLength(segment.kind) ?? 0],
                        found: [segment.rowLength])
                }
                let number = try Self.insert(segment, set: set, database)
                var known: [Int64] = []
                for (row, image) in segment.images.enumerated() {
                    if try Int64.fetchOne(find, arguments: [set, segment.kind.rawValue, image.rawValue]) != nil {
                        known.append(image.rawValue)
                    } else {
                        try Self.requireImage(image, database)
                        try insert.execute(arguments: [set, segment.kind.rawValue, image.rawValue, number, row])
                    }
                }
                guard known.isEmpty else {
                    let path = try String.fetchOne(
                        database, sql: "SELECT path FROM image WHERE id = ?", arguments: [known[0]])
                    throw StoreError.featureRowsExist(count: known.count, example: path ?? "")
                }
            }
        }
    }

    /// Sets the text embeddings of a set: one row per class, brought to unit length. Earlier ones are replaced.
    package func setText(_ rows: Matrix, classes: [TextRow], in key: String) throws(StoreError) {
        let width = try read { try Self.featureSet(Self.setNumber(key, $0), $0).width }
        guard rows.rows == classes.count, rows.columns == width, rows.rows > 0 else {
            throw .badFeatureShape(kind: .text, expected: [classes.count, width], found: [rows.rows, rows.columns])
        }
        try replaceSingle(kind: .text, rows: rows, key: key) { segment, database in
            for (row, entry) in classes.enumerated() {
                try database.execute(
                    sql: "INSERT INTO feature_class (segment_id, row, name, prompts) VALUES (?, ?, ?, ?)",
                    arguments: [segment, row, entry.className, entry.prompts])
            }
        }
    }

    /// Sets the frozen end of the image tower, from level width to embedding. An earlier one is replaced.
    package func setProjection(_ projection: FrozenProjection, in key: String) throws(StoreError) {
        guard let block = projection.block else { preconditionFailure("the identity leaves nothing to keep") }
        let set = try read { try Self.featureSet(Self.setNumber(key, $0), $0) }
        let levels = set.pooledLevels + set.tokenLevels
        let expected: [Int]
        switch projection {
        case .identity, .matrix: expected = [levels.first?.width ?? block.rows, set.width]
        case .attentionPool: expected = [block.rows, levels.last?.width ?? block.columns]
        }
        guard [block.rows, block.columns] == expected, block.rows > 0 else {
            throw .badFeatureShape(kind: .projection, expected: expected, found: [block.rows, block.columns])
        }
        try replaceSingle(kind: .projection, rows: block, key: key, heads: projection.heads) { _, _ in }
    }

    /// Removes feature files that no row of the index names: what a crash between writing and registering leaves behind.
    /// Not while another process is encoding for this project.
    ///
    /// - Returns: the names of the files.
    package func removeUnregisteredFeatureFiles() throws(StoreError) -> [String] {
        let known = Set(try read { try String.fetchAll($0, sql: "SELECT file FROM feature_segment") })
        guard mode == .readWrite else { throw .readOnly(path: folder.features) }
        do {
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.features)
            let orphans = files.filter { !known.contains($0) }.sorted()
            for file in orphans { try FileManager.default.removeItem(atPath: folder.features + "/" + file) }
            return orphans
        } catch {
            throw .system(path: folder.features, reason: systemReason(of: error))
        }
    }

    /// Writes the file of a kind that has one per set, then puts it in the place of the earlier one.
    private func replaceSingle(
        kind: FeatureKind, rows: Matrix, key: String, heads: Int? = nil, index: (Int64, Database) throws -> Void
    ) throws(StoreError) {
        guard mode == .readWrite else { throw .readOnly(path: folder.features) }
        var elements = rows.elements
        for row in 0..<rows.rows {
            let isUsable = elements.withUnsafeMutableBufferPointer { buffer in
                UnitVectors.prepare(
                    UnsafeMutableBufferPointer(rebasing: buffer[row * rows.columns..<(row + 1) * rows.columns]),
                    kind: kind)
            }
            guard isUsable else { throw .badFeatureRow(kind: kind, row: row) }
        }
        let file = FeatureSegment.newFileName(kind: kind)
        let path = folder.features + "/" + file
        var metadata = FeatureSegment.Metadata.of(kind: kind, setKey: key)
        if let heads { metadata[FeatureSegment.Metadata.heads] = String(heads) }
        let checksum: FileChecksum
        do {
            var writer = try SafetensorsWriter(
                path: path, tensors: [.init(FeatureSegment.TensorName.rows, .float32, [rows.rows, rows.columns])],
                metadata: metadata)
            try writer.append(elements)
            checksum = try writer.finish()
        } catch {
            throw StoreError(error, featureFile: path)
        }
        let segment = FeatureSegment(
            kind: kind, file: file, images: [], rowLength: rows.columns, setKey: key, checksum: checksum)
        let earlier: String? = try write { database in
            let set = try Self.setNumber(key, database)
            let earlier = try String.fetchOne(
                database, sql: "SELECT file FROM feature_segment WHERE set_id = ? AND kind = ?",
                arguments: [set, kind.rawValue])
            try database.execute(
                sql: "DELETE FROM feature_segment WHERE set_id = ? AND kind = ?", arguments: [set, kind.rawValue])
            try index(try Self.insert(segment, rows: rows.rows, set: set, database), database)
            return earlier
        }
        // Whoever has it mapped keeps it; a file that cannot be removed is found by `removeUnregisteredFeatureFiles`.
        if let earlier { try? FileManager.default.removeItem(atPath: folder.features + "/" + earlier) }
    }

    static func insert(
        _ segment: FeatureSegment, rows: Int? = nil, set: Int64, _ database: Database
    ) throws -> Int64 {
        try database.execute(
            sql: "INSERT INTO feature_segment (set_id, kind, file, rows, row_length) VALUES (?, ?, ?, ?, ?)",
            arguments: [set, segment.kind.rawValue, segment.file, rows ?? segment.images.count, segment.rowLength])
        let id = database.lastInsertedRowID
        try insert(segment.checksum, of: .features, id: id, takenAt: nil, database)
        return id
    }

    static func requireImage(_ image: ImageID, _ database: Database) throws {
        let find = try database.cachedStatement(sql: "SELECT 1 FROM image WHERE id = ?")
        guard try Bool.fetchOne(find, arguments: [image.rawValue]) != nil else { throw StoreError.unknownImage(image) }
    }

    static func setNumber(_ key: String, _ database: Database) throws -> Int64 {
        let number = try Int64.fetchOne(database, sql: "SELECT id FROM feature_set WHERE key = ?", arguments: [key])
        guard let number else { throw StoreError.unknownFeatureSet(key) }
        return number
    }

    static func featureSet(_ number: Int64, _ database: Database) throws -> FeatureSet {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT key, origin, width, logit_scale, created_at FROM feature_set WHERE id = ?",
                arguments: [number])
        else { throw StoreError.noFeatures }
        func levels(_ kind: FeatureKind) throws -> [FeatureSet.Level] {
            try Row.fetchAll(
                database, sql: "SELECT rows, width FROM feature_level WHERE set_id = ? AND kind = ? ORDER BY level",
                arguments: [number, kind.rawValue]
            ).map { FeatureSet.Level(rows: try $0.count(0), width: try $0.count(1)) }
        }
        return FeatureSet(
            key: try row.text(0), origin: try row.word(1), width: try row.count(2), pooledLevels: try levels(.pooled),
            tokenLevels: try levels(.tokens), logitScale: try row.number(3), createdAt: try row.date(4))
    }
}

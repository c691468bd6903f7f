internal import GRDB
internal import ProjectModel
internal import TensorFiles

extension ProjectStore {
    /// Opens the features in use.
    ///
    /// - Parameter key: what the project file asks for; features of another key are an error, never silently made anew.
    package func features(expecting key: String? = nil) throws(StoreError) -> FeatureTable {
        try read { database in
            let current = try Int64.fetchOne(database, sql: "SELECT id FROM feature_set WHERE is_current = 1")
            guard let current else { throw StoreError.noFeatures }
            let set = try Self.featureSet(current, database)
            if let key, key != set.key { throw StoreError.otherFeatures(expected: key, found: set.key) }
            var indices: [FeatureKind: FeatureRowIndex] = [:]
            for kind in [FeatureKind.image, .pooled, .tokens] {
                indices[kind] = try rowIndex(kind, set: set, number: current, database)
            }
            let text = try single(.text, set: set, number: current, database)
            return FeatureTable(
                set: set, textRows: try text.map { try Self.textRows($0.segment, database) } ?? [], indices: indices,
                text: text?.file, projection: try single(.projection, set: set, number: current, database)?.file)
        }
    }

    /// Images of the features in use that have a row of a kind, from the index alone: no file is opened.
    package func imagesWithFeatures(_ kind: FeatureKind) throws(StoreError) -> Set<ImageID> {
        try read { database in
            let numbers = try Int64.fetchAll(
                database,
                sql: """
                    SELECT image_id FROM feature_row JOIN feature_set ON feature_set.id = set_id
                    WHERE is_current = 1 AND kind = ?
                    """,
                arguments: [kind.rawValue])
            return Set(numbers.map { ImageID($0) })
        }
    }

    /// Opens the random views of a set's labelled images, and nothing else: they come in one by one, and a training wants those of
    /// this moment.
    package func views(in key: String) throws(StoreError) -> ViewTable {
        try read { database in
            let number = try Self.setNumber(key, database)
            let set = try Self.featureSet(number, database)
            return ViewTable(set: set, index: try rowIndex(.views, set: set, number: number, database))
        }
    }

    private func rowIndex(
        _ kind: FeatureKind, set: FeatureSet, number: Int64, _ database: Database
    ) throws -> FeatureRowIndex? {
        var positions: [Int64: Int32] = [:]
        var files: [RegisteredFile] = []
        for row in try segmentRows(kind, number, database) {
            positions[try row.integer(0)] = Int32(files.count)
            files.append(try open(row, kind: kind, set: set))
        }
        guard !files.isEmpty else { return nil }
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT image_id, segment_id, row FROM feature_row WHERE set_id = ? AND kind = ? ORDER BY image_id",
            arguments: [number, kind.rawValue])
        var images: [ImageID] = []
        var locations: [FeatureRowIndex.Location] = []
        while let row = try rows.next() {
            let image = ImageID(try row.liveInteger(0))
            guard let segment = positions[try row.liveInteger(1)],
                let position = Int32(exactly: try row.liveInteger(2)),
                position >= 0, position < files[Int(segment)].rows.rows, images.last.map({ $0 < image }) ?? true
            else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a feature row outside its segment") }
            images.append(image)
            locations.append(FeatureRowIndex.Location(segment: segment, row: position))
        }
        return FeatureRowIndex(images: images, locations: locations, segments: files)
    }

    private func single(
        _ kind: FeatureKind, set: FeatureSet, number: Int64, _ database: Database
    ) throws -> (segment: Int64, file: RegisteredFile)? {
        try segmentRows(kind, number, database).first.map { row in
            (try row.integer(0), try open(row, kind: kind, set: set))
        }
    }

    private func segmentRows(_ kind: FeatureKind, _ number: Int64, _ database: Database) throws -> [Row] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT id, file, rows, row_length, bytes, sha256
                FROM feature_segment LEFT JOIN feature_checksum ON segment_id = id
                WHERE set_id = ? AND kind = ? ORDER BY id
                """,
            arguments: [number, kind.rawValue])
    }

    /// The file must be what was registered: whoever put another in its place would mislead every figure.
    private func open(_ row: Row, kind: FeatureKind, set: FeatureSet) throws -> RegisteredFile {
        let path = folder.features + "/" + (try row.text(1))
        let opened = try FeatureFile(path: path)
        guard opened.setKey == set.key else { throw StoreError.otherFeatures(expected: set.key, found: opened.setKey) }
        let expected = [try row.count(2), try row.count(3)]
        guard opened.kind == kind, opened.rows.shape == expected else {
            throw StoreError.featureFileUnusable(
                path: path, reason: "shape \(opened.rows.shape) where \(expected) was registered")
        }
        return RegisteredFile(opened, checksum: try Self.checksum(row, bytes: 4, sha256: 5), verified: verified)
    }

    private static func textRows(_ segment: Int64, _ database: Database) throws -> [TextRow] {
        try Row.fetchAll(
            database, sql: "SELECT name, prompts FROM feature_class WHERE segment_id = ? ORDER BY row",
            arguments: [segment]
        ).map { TextRow(className: try $0.text(0), prompts: try $0.text(1)) }
    }
}

internal import GRDB
package import ProjectModel
package import TensorFiles

extension ProjectStore {
    /// The number that the next round will have. Write its checkpoint to `folder.estimatorFile(_:)`, then `record` it: a
    /// crash in between leaves a file that the next round replaces.
    package func nextEstimator() throws(StoreError) -> EstimatorID {
        try read { database in
            let last = try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'estimator'")
            return EstimatorID((last ?? 0) + 1)
        }
    }

    /// Remembers a round whose checkpoint is on the disk, with the labels that it learnt from.
    ///
    /// - Parameter checksum: of the checkpoint as it was written.
    package func record(
        _ round: EstimatorRound, checksum: FileChecksum, trainedOn labels: [ImageID: ClassID] = [:]
    ) throws(StoreError) {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO estimator (
                        id, file, recipe, mode, created_at, labels_hash, labels, warm_start_id, steps, seed, feature_key)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    round.id.rawValue, round.file, round.recipe, round.mode.rawValue, round.createdAt.milliseconds,
                    round.labelsHash, round.labels, round.warmStart?.rawValue, round.steps,
                    Int64(bitPattern: round.seed), round.featureKey,
                ])
            try Self.insert(checksum, of: .estimators, id: round.id.rawValue, takenAt: nil, database)
            for (position, entry) in round.classes.enumerated() {
                try database.execute(
                    sql: "INSERT INTO estimator_class (estimator_id, position, class_id, labels) VALUES (?, ?, ?, ?)",
                    arguments: [round.id.rawValue, position, entry.id.rawValue, entry.labels])
            }
            try Self.insert(labels, of: round.id, database)
        }
    }

    /// All rounds, oldest first.
    package func estimators() throws(StoreError) -> [EstimatorRound] {
        try read { try Self.estimators($0, where: "1 ORDER BY id", arguments: []) }
    }

    package func latestEstimator() throws(StoreError) -> EstimatorRound? {
        try read { try Self.estimators($0, where: "1 ORDER BY id DESC LIMIT 1", arguments: []).first }
    }

    package func estimator(_ id: EstimatorID) throws(StoreError) -> EstimatorRound {
        let round = try read { try Self.estimators($0, where: "id = ?", arguments: [id.rawValue]).first }
        guard let round else { throw .unknownEstimator(id) }
        return round
    }

    private static func estimators(
        _ database: Database, where condition: String, arguments: StatementArguments
    ) throws -> [EstimatorRound] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT id, file, recipe, mode, created_at, labels_hash, warm_start_id, steps, seed, feature_key
                FROM estimator WHERE \(condition)
                """,
            arguments: arguments)
        let classes = try database.cachedStatement(
            sql: "SELECT class_id, labels FROM estimator_class WHERE estimator_id = ? ORDER BY position")
        return try rows.map { row in
            let id = try row.integer(0)
            return EstimatorRound(
                id: EstimatorID(id), file: try row.text(1), recipe: try row.text(2), mode: try row.word(3),
                createdAt: try row.date(4), labelsHash: try row.text(5),
                classes: try Row.fetchAll(classes, arguments: [id]).map {
                    EstimatorRound.ClassCount(id: ClassID(try $0.integer(0)), labels: try $0.count(1))
                },
                warmStart: try row.optionalInteger(6).map { EstimatorID($0) }, steps: try row.count(7),
                seed: UInt64(bitPattern: try row.integer(8)), featureKey: try row.text(9))
        }
    }
}

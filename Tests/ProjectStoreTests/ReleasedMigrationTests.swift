import GRDB
import Testing

@testable import ProjectStore

@Suite("Migrations that were released")
struct ReleasedMigrationTests {
    /// A store between the migration that brought features and the one that brought random views.
    private static func database() throws -> DatabaseQueue {
        let database = try DatabaseQueue()
        try Schema.migrator.migrate(database, upTo: "2026-11-features")
        try database.write {
            try $0.execute(
                sql: """
                    INSERT INTO feature_set (id, key, origin, width, logit_scale, created_at, is_current)
                    VALUES (1, 'narrow', 'imported', 1, 100, 0, 1);
                    """)
        }
        return database
    }

    private static func addSegment(rowLength: Int, _ database: DatabaseQueue) throws {
        try database.write {
            try $0.execute(
                sql: """
                    INSERT INTO feature_segment (set_id, kind, file, rows, row_length)
                    VALUES (1, 'image', 'rows.safetensors', 3, ?);
                    """, arguments: [rowLength])
        }
    }

    @Test("a feature of one number is storable from the first of them on, and comes through all that follow")
    func oneColumn() throws {
        let database = try Self.database()
        try Self.addSegment(rowLength: 1, database)
        try Schema.migrator.migrate(database)
        #expect(try database.read { try Int.fetchOne($0, sql: "SELECT row_length FROM feature_segment") } == 1)
    }

    @Test("rows of no numbers are not, before and after the tables were made anew")
    func noColumn() throws {
        let database = try Self.database()
        #expect(throws: DatabaseError.self) { try Self.addSegment(rowLength: 0, database) }
        try Schema.migrator.migrate(database)
        #expect(throws: DatabaseError.self) { try Self.addSegment(rowLength: 0, database) }
    }
}

internal import GRDB

/// The schema, as the sum of its migrations. A released migration is never edited; the next one is appended.
enum Schema {
    /// "MIWK": SQLite's header field for the program that a file belongs to.
    static let applicationID = 0x4D49_574B

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2026-11-labelling") { try $0.execute(sql: labelling) }
        migrator.registerMigration("2026-11-features") { try $0.execute(sql: features) }
        migrator.registerMigration("2026-11-files") { try $0.execute(sql: files) }
        migrator.registerMigration("2026-11-views") { try $0.execute(sql: views) }
        migrator.registerMigration("2026-12-checksums") { try $0.execute(sql: checksums) }
        migrator.registerMigration("2026-11-classes") { try $0.execute(sql: classes) }
        migrator.registerMigration("2026-11-remarks") { try $0.execute(sql: remarks) }
        migrator.registerMigration("2026-11-training-sets") { try $0.execute(sql: trainingSets) }
        return migrator
    }

    /// Every table, index and trigger with the text that made it: what a store of this version consists of.
    static func shape(of database: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        )
        var shape: [String: String] = [:]
        for row in rows { shape[try row.text(0)] = try row.text(1) }
        return shape
    }

    /// The shape that the migrations make.
    static func expectedShape() throws -> [String: String] {
        let memory = try DatabaseQueue()
        try migrator.migrate(memory)
        return try memory.read(shape)
    }
}

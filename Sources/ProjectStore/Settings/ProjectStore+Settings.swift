internal import GRDB

/// What a project remembers besides labels.
package enum Setting: String, Sendable {
    /// The project whose classes and estimator were the warm start.
    case origin
    /// The hash of the checkpoint's weights, with the path, size and time of the file that it was taken of.
    case weightsHash = "weights-hash"
    /// The vocabulary that the prompts of each set of features were cut with: a hash and the set's key, one line per set.
    case vocabularyHashes = "vocabulary-hashes"
    /// The patterns of `miwake.yaml` by which images have their group and source.
    case patterns
    /// The rules by which the files of all features were read, and the images that were not there to be looked at since.
    case readingRules = "reading-rules"
}

extension ProjectStore {
    package func value(of setting: Setting) throws(StoreError) -> String? {
        try read { database in
            try String.fetchOne(
                database, sql: "SELECT value FROM setting WHERE name = ?", arguments: [setting.rawValue])
        }
    }

    /// Remembers a value; nil forgets it.
    package func set(_ setting: Setting, to value: String?) throws(StoreError) {
        try write { database in
            guard let value else {
                return try database.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [setting.rawValue])
            }
            try Self.set(setting, to: value, database)
        }
    }

    static func set(_ setting: Setting, to value: String, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO setting (name, value) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """,
            arguments: [setting.rawValue, value])
    }
}

internal import GRDB
package import ProjectModel

extension ProjectStore {
    /// All classes that ever were: those of the project in its order, then those that left it.
    package func classRecords() throws(StoreError) -> [ClassRecord] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, name, position,
                        (SELECT into_id FROM class_event WHERE class_id = class.id AND kind <> 'renamed'
                            ORDER BY class_event.id DESC LIMIT 1)
                    FROM class ORDER BY position IS NULL, position, id
                    """)
            let labels = try Self.counts(
                ofLabels:
                    "SELECT class_id, image_id, event_id, class_id AS held_by FROM review WHERE class_id IS NOT NULL",
                database)
            let returning = try Self.counts(ofLabels: Self.returningLabels, database)
            let heirs = try Self.heirs(database)
            return try rows.map { row in
                let id = ClassID(try row.integer(0))
                let position = try row.optionalInteger(2).map { Int($0) }
                return ClassRecord(
                    id: id, name: try row.text(1), position: position,
                    mergedInto: position == nil ? try row.optionalInteger(3).map { ClassID($0) } : nil,
                    labels: labels[id]?[id] ?? ClassLabelCounts(),
                    returning: returning[id]?[Self.heir(of: id, heirs)] ?? ClassLabelCounts())
            }
        }
    }

    /// The class that took the labels of each merged one, as long as it was not restored.
    static func heirs(_ database: Database) throws -> [ClassID: ClassID] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT event.class_id, event.into_id FROM class_event AS event
                WHERE event.kind = 'merged' AND NOT EXISTS (
                    SELECT 1 FROM class_event AS later
                    WHERE later.class_id = event.class_id AND later.id > event.id AND later.kind IN ('merged', 'restored'))
                """)
        return try Dictionary(
            uniqueKeysWithValues: rows.map { (ClassID(try $0.integer(0)), ClassID(try $0.integer(1))) })
    }

    /// The class that has the labels of a merged one now; itself where it was not merged.
    static func heir(of id: ClassID, _ heirs: [ClassID: ClassID]) -> ClassID {
        var id = id
        // A chain of merges ends: a class that took labels and left later stands in it once.
        for _ in heirs { id = heirs[id] ?? id }
        return id
    }

    /// Labels that a class gave away by merges since it was last restored, and that nobody gave anew: class_id is that class,
    /// held_by the one that has them, which must be its heir for them to return.
    static let returningLabels = """
        SELECT DISTINCT class_event.class_id, review.image_id, review.event_id, review.class_id AS held_by
        FROM merged_label
        JOIN class_event ON class_event.id = merged_label.class_event_id
        JOIN review ON review.image_id = merged_label.image_id AND review.event_id = merged_label.answer_id
        WHERE review.class_id IS NOT class_event.class_id
            AND NOT EXISTS (
                SELECT 1 FROM class_event AS later
                WHERE later.class_id = class_event.class_id AND later.kind = 'restored' AND later.id > class_event.id)
        """

    /// By class, and by the class that has the labels.
    ///
    /// - Parameter labels: a query for class_id, image_id, held_by, and event_id, the edit that gave the label.
    private static func counts(
        ofLabels labels: String, _ database: Database
    ) throws -> [ClassID: [ClassID: ClassLabelCounts]] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT label.class_id, label.held_by, count(*) FILTER (WHERE image.reserve_rank IS NULL),
                    count(*) FILTER (WHERE image.reserve_rank IS NOT NULL AND prompt.role IS 'audit'),
                    count(*) FILTER (WHERE image.reserve_rank IS NOT NULL AND prompt.role IS NOT 'audit')
                FROM (\(labels)) AS label
                JOIN image ON image.id = label.image_id
                JOIN label_event ON label_event.id = label.event_id
                LEFT JOIN prompt ON prompt.id = label_event.prompt_id
                GROUP BY label.class_id, label.held_by
                """)
        var counts: [ClassID: [ClassID: ClassLabelCounts]] = [:]
        for row in rows {
            counts[ClassID(try row.integer(0)), default: [:]][ClassID(try row.integer(1))] = ClassLabelCounts(
                training: try row.count(2), auditAnswers: try row.count(3), other: try row.count(4))
        }
        return counts
    }

    /// What the project file said before a class left the project, and the names that the class has had; nil for one that did
    /// not leave by a command.
    package func projectFile(beforeLeaving id: ClassID) throws(StoreError) -> (text: String, names: Set<String>)? {
        try read { database in
            let text = try String.fetchOne(
                database,
                sql: """
                    SELECT file_before FROM class_change JOIN class_event ON class_event.change_id = class_change.id
                    WHERE class_event.class_id = ? AND kind IN ('merged', 'retired') ORDER BY class_event.id DESC LIMIT 1
                    """,
                arguments: [id.rawValue])
            let names = try String.fetchAll(
                database,
                sql: """
                    SELECT name FROM class WHERE id = ?
                    UNION SELECT old_name FROM class_event WHERE class_id = ? AND kind = 'renamed'
                    """,
                arguments: [id.rawValue, id.rawValue])
            return text.map { ($0, Set(names)) }
        }
    }

    /// What a class is called now that once had a name, or took the labels of one that had it; nil where it is not in the
    /// project, or nobody had the name.
    package func presentName(ofFormer name: String) throws(StoreError) -> String? {
        try read { database in
            let former = try Int64.fetchOne(
                database,
                sql: """
                    SELECT class_id FROM class_event WHERE old_name = ? OR (kind = 'merged' AND class_id IN
                        (SELECT id FROM class WHERE name = ?))
                    ORDER BY id DESC LIMIT 1
                    """,
                arguments: [name, name])
            guard let former else { return nil }
            let heir = Self.heir(of: ClassID(former), try Self.heirs(database))
            return try String.fetchOne(
                database, sql: "SELECT name FROM class WHERE id = ? AND position IS NOT NULL",
                arguments: [heir.rawValue])
        }
    }

    /// The name by which hashes of labels know each class: the one that it had first, so that renaming a class changes no set
    /// of labels. Where that name is another class's by now, the younger one is told apart by its number.
    package func lastingNames() throws(StoreError) -> [ClassID: String] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT class.id, coalesce(
                        (SELECT old_name FROM class_event
                            WHERE class_id = class.id AND kind = 'renamed' ORDER BY class_event.id LIMIT 1), class.name)
                    FROM class ORDER BY class.id
                    """)
            var names: [ClassID: String] = [:]
            var taken: Set<String> = []
            for row in rows {
                let (id, name) = (try row.integer(0), try row.text(1))
                names[ClassID(id)] = taken.insert(name).inserted ? name : Self.releasedName(of: name, number: id)
            }
            return names
        }
    }
}

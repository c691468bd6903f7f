internal import Foundation
internal import GRDB
package import ProjectModel

extension ProjectStore {
    /// Brings the store's classes in step with the project file, and numbers the new ones.
    ///
    /// A class that was taken out stays in the log and gets its number back when it returns; while images carry it, only
    /// `change` takes it out. Taking a class out ends the reach of undo, which could lead back to it.
    package func syncClasses(_ definitions: [ClassDefinition]) throws(StoreError) -> [LabelClass] {
        try write { database in
            var names: Set<String> = []
            for definition in definitions {
                guard names.insert(definition.name).inserted else {
                    throw StoreError.repeatedClassName(definition.name)
                }
            }
            let removed = try Self.labelledClasses(database).filter { !names.contains($0.name) }
            guard removed.isEmpty else {
                let known = Set(try Self.currentClasses(database).map(\.name))
                throw StoreError.labelledClassesRemoved(
                    removed, new: definitions.map(\.name).filter { !known.contains($0) })
            }

            // Undo must not lead back to a class that is gone.
            let isRetired = try Self.currentClasses(database).contains { !names.contains($0.name) }
            if isRetired { try database.execute(sql: "DELETE FROM edit_step") }
            // Positions are unique: free them all before they are given anew.
            try database.execute(sql: "UPDATE class SET position = NULL WHERE position IS NOT NULL")
            var classes: [LabelClass] = []
            for (position, definition) in definitions.enumerated() {
                let known = try Int64.fetchOne(
                    database, sql: "UPDATE class SET position = ? WHERE name = ? RETURNING id",
                    arguments: [position, definition.name])
                if let known {
                    classes.append(definition.numbered(ClassID(known)))
                    continue
                }
                guard definition.name.contains(where: { !$0.isWhitespace }) else { throw StoreError.emptyClassName }
                try database.execute(
                    sql: "INSERT INTO class (name, position) VALUES (?, ?)", arguments: [definition.name, position])
                classes.append(definition.numbered(ClassID(database.lastInsertedRowID)))
            }
            return classes
        }
    }

    /// The project file's classes with their numbers, without writing: an error where the store does not know them.
    package func classes(matching definitions: [ClassDefinition]) throws(StoreError) -> [LabelClass] {
        let numbers = try read { database in
            try Self.currentClasses(database)
        }
        let known = Dictionary(numbers.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
        let new = definitions.map(\.name).filter { known[$0] == nil }
        let removed = numbers.map(\.name).filter { name in !definitions.contains { $0.name == name } }
        guard new.isEmpty, removed.isEmpty else { throw .classesOutOfStep(new: new, removed: removed) }
        return definitions.compactMap { definition in known[definition.name].map(definition.numbered) }
    }

    /// All classes that ever were, by number: for the log, which may name classes that are gone.
    package func classNames() throws(StoreError) -> [ClassID: String] {
        try read { database in
            var names: [ClassID: String] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT id, name FROM class") {
                names[ClassID(try row.integer(0))] = try row.text(1)
            }
            return names
        }
    }

    private static func currentClasses(_ database: Database) throws -> [(id: ClassID, name: String)] {
        try Row.fetchAll(database, sql: "SELECT id, name FROM class WHERE position IS NOT NULL ORDER BY position")
            .map { (ClassID(try $0.integer(0)), try $0.text(1)) }
    }

    private static func labelledClasses(_ database: Database) throws -> [StoreError.RemovedClass] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT class.name, count(*) FROM review JOIN class ON class.id = review.class_id
                WHERE class.position IS NOT NULL
                GROUP BY class.id ORDER BY class.position
                """
        ).map { StoreError.RemovedClass(name: try $0.text(0), labels: try $0.count(1)) }
    }
}

package import Foundation
internal import GRDB
internal import ProjectModel

extension ProjectStore {
    /// Changes the classes: labels, history, names of text rows and the project file to come, all of it or nothing.
    ///
    /// Labels keep the edit that gave them, and with it their provenance: an audit answer stays one. The edits that a merge
    /// makes stand in the log as well. Undo does not reach behind a change that takes a class out or brings one back.
    ///
    /// - Parameters:
    ///   - order: the names of all classes of the project afterwards, in project order.
    ///   - file: what `miwake.yaml` says before and after; write the latter when this has returned, then call `settle`.
    /// - Returns: what is to be settled.
    package func change(
        _ step: ClassStep, order: [String], file: (before: String, after: String), by who: String, at time: Date
    ) throws(StoreError) -> UnwrittenFile {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO class_change (who, made_at, file_before, file_after, is_written) VALUES (?, ?, ?, ?, 0)
                    """,
                arguments: [who, time.milliseconds, file.before, file.after])
            let change = database.lastInsertedRowID
            try Self.carryOut(step, change: change, who: who, time: time, database)
            try Self.setOrder(order, database)
            return UnwrittenFile(change: change, before: file.before, after: file.after, who: who, madeAt: time)
        }
    }

    /// Notes that the project file of a change is on the disk.
    package func settle(_ file: UnwrittenFile) throws(StoreError) {
        try write { database in
            try database.execute(sql: "UPDATE class_change SET is_written = 1 WHERE id = ?", arguments: [file.change])
        }
    }

    /// The project file that an interrupted change has yet to write; nil where everything is in step.
    package func unwrittenFile() throws(StoreError) -> UnwrittenFile? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT id, file_before, file_after, who, made_at FROM class_change WHERE is_written = 0
                    ORDER BY id DESC LIMIT 1
                    """
            ).map { row in
                UnwrittenFile(
                    change: try row.integer(0), before: try row.text(1), after: try row.text(2), who: try row.text(3),
                    madeAt: try row.date(4))
            }
        }
    }

    private static func carryOut(
        _ step: ClassStep, change: Int64, who: String, time: Date, _ database: Database
    ) throws {
        func note(_ kind: String, _ id: Int64, into: Int64? = nil, names: (old: String, new: String)? = nil) throws {
            try database.execute(
                sql: """
                    INSERT INTO class_event (change_id, class_id, kind, into_id, old_name, new_name)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [change, id, kind, into, names?.old, names?.new])
        }
        func rename(_ id: Int64, _ name: String, to newName: String) throws {
            try database.execute(sql: "UPDATE class SET name = ? WHERE id = ?", arguments: [newName, id])
            // Text rows are known by name; those of an older import, too.
            try database.execute(
                sql: "UPDATE OR REPLACE feature_class SET name = ? WHERE name = ?", arguments: [newName, name])
            try note("renamed", id, names: (name, newName))
        }
        switch step {
        case .add(let name):
            try database.execute(sql: "INSERT INTO class (name) VALUES (?)", arguments: [name])
            try note("added", database.lastInsertedRowID)
        case .rename(let name, let newName):
            let id = try number(of: name, database)
            if let other = try numberIfKnown(newName, database) {
                let isCurrent = try Bool.fetchOne(
                    database, sql: "SELECT position IS NOT NULL FROM class WHERE id = ?", arguments: [other])
                guard isCurrent == false else { throw StoreError.repeatedClassName(newName) }
                try rename(other, newName, to: releasedName(of: newName, number: other))
            }
            try rename(id, name, to: newName)
        case .merge(let names, let heir):
            let heir = try number(of: heir, database)
            for name in names {
                let id = try number(of: name, database)
                try note("merged", id, into: heir)
                let event = database.lastInsertedRowID
                try move(try labels(of: id, database), to: heir, who: who, time: time, database) { label in
                    try database.execute(
                        sql: "INSERT INTO merged_label (class_event_id, image_id, answer_id) VALUES (?, ?, ?)",
                        arguments: [event, label.image.rawValue, label.answer])
                }
            }
            try endUndo(database)
        case .retire(let name):
            try note("retired", try number(of: name, database))
            try endUndo(database)
        case .restore(let name):
            let id = try number(of: name, database)
            try move(try returningLabels(of: id, database), to: id, who: who, time: time, database)
            try note("restored", id)
            try endUndo(database)
        case .reorder:
            for id in try Int64.fetchAll(database, sql: "SELECT id FROM class WHERE position IS NOT NULL") {
                try note("reordered", id)
            }
        }
    }

    /// What a class that left the project is called when its name goes to another.
    package static func releasedName(of name: String, number: Int64) -> String { "\(name) (\(number))" }

    /// Undo must not lead back to a class that is gone, nor to one that was not there.
    private static func endUndo(_ database: Database) throws {
        try database.execute(sql: "DELETE FROM edit_step")
    }

    private static func setOrder(_ names: [String], _ database: Database) throws {
        // Positions are unique: free them all before they are given anew.
        try database.execute(sql: "UPDATE class SET position = NULL WHERE position IS NOT NULL")
        for (position, name) in names.enumerated() {
            try database.execute(
                sql: "UPDATE class SET position = ? WHERE id = ?",
                arguments: [position, try number(of: name, database)])
        }
    }

    private static func number(of name: String, _ database: Database) throws -> Int64 {
        guard let id = try numberIfKnown(name, database) else { throw StoreError.unknownClassName(name) }
        return id
    }

    private static func numberIfKnown(_ name: String, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(database, sql: "SELECT id FROM class WHERE name = ?", arguments: [name])
    }

    // MARK: Labels

    private struct StandingLabel {
        var image: ImageID
        var label: Int64
        /// The edit that gave it.
        var answer: Int64
    }

    private static func labels(of id: Int64, _ database: Database) throws -> [StandingLabel] {
        try Row.fetchAll(
            database, sql: "SELECT image_id, class_id, event_id FROM review WHERE class_id = ? ORDER BY event_id",
            arguments: [id]
        ).map(standing)
    }

    private static func returningLabels(of id: Int64, _ database: Database) throws -> [StandingLabel] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT image_id, held_by, event_id FROM (\(returningLabels)) WHERE class_id = ? AND held_by = ?
                ORDER BY event_id
                """,
            arguments: [id, heir(of: ClassID(id), try heirs(database)).rawValue]
        ).map(standing)
    }

    private static func standing(_ row: Row) throws -> StandingLabel {
        StandingLabel(
            image: ImageID(try row.integer(0)), label: try row.integer(1), answer: try row.integer(2))
    }

    /// Gives labels another class. The log says so; the edit that gave the answer stands, and so do its prompt and provenance.
    private static func move(
        _ labels: [StandingLabel], to heir: Int64, who: String, time: Date, _ database: Database,
        noting note: (StandingLabel) throws -> Void = { _ in }
    ) throws {
        for label in labels {
            let edit = Edit(
                image: label.image,
                change: .review(from: .labelled(ClassID(label.label)), to: .labelled(ClassID(heir))), origin: .command)
            _ = try insert(edit, who: who, time: time, latency: nil, prompt: nil, reverses: nil, database)
            try database.execute(
                sql: "UPDATE review SET class_id = ? WHERE image_id = ?", arguments: [heir, label.image.rawValue])
            try note(label)
        }
    }
}

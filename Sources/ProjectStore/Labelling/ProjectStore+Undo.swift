package import Foundation
internal import GRDB
internal import ProjectModel

extension ProjectStore {
    /// Takes back the last edit that was not undone yet, also one of an earlier session; nil when nothing is left.
    package func undo(by who: String, at time: Date) throws(StoreError) -> Reversal? {
        try write { database in
            let step = try Row.fetchOne(
                database,
                sql: "SELECT position, event_id FROM edit_step WHERE is_undone = 0 ORDER BY position DESC LIMIT 1")
            guard let step else { return nil }
            return try Self.reverse(
                event: try step.integer(1), position: try step.integer(0), origin: .undo, who: who, time: time, database
            )
        }
    }

    /// Makes the last undone edit again; nil when nothing was undone since the last edit.
    package func redo(by who: String, at time: Date) throws(StoreError) -> Reversal? {
        try write { database in
            let step = try Row.fetchOne(
                database, sql: "SELECT position, event_id FROM edit_step WHERE is_undone = 1 ORDER BY position LIMIT 1")
            guard let step else { return nil }
            return try Self.reverse(
                event: try step.integer(1), position: try step.integer(0), origin: .redo, who: who, time: time, database
            )
        }
    }

    private static func reverse(
        event: Int64, position: Int64, origin: Edit.Origin, who: String, time: Date, _ database: Database
    ) throws -> Reversal {
        guard let original = try edits(database, where: "id = ?", arguments: [event]).first else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the edit \(event) is missing from the log")
        }
        var edit = original.edit
        edit.origin = origin
        // Undo leads back to the answer that stood before, with its own prompt; redo to the original edit.
        var standing: EventID? = original.id
        if origin == .undo {
            edit = original.edit.inverted(origin: origin)
            standing = try Int64.fetchOne(
                database, sql: "SELECT previous_event_id FROM label_event WHERE id = ?", arguments: [event]
            ).map { EventID($0) }
        }
        try checkCurrent(edit, database)
        let logged = try insert(
            edit, who: who, time: time, latency: nil, prompt: nil, reverses: original.id, database)
        try apply(edit.change, to: edit.image, event: standing, database)
        try database.execute(
            sql: "UPDATE edit_step SET is_undone = ? WHERE position = ?", arguments: [origin == .undo, position])
        let prompt = try original.prompt.flatMap { id in
            try prompts(database, where: "id = ?", arguments: [id.rawValue]).first?.prompt
        }
        return Reversal(edit: edit, event: logged, reversed: original, prompt: prompt)
    }
}

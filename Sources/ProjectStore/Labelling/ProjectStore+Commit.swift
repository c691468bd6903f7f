package import Foundation
internal import GRDB
package import ProjectModel

extension ProjectStore {
    /// Writes an edit, what was shown, and the image's new state, together. It is on the disk when this returns.
    ///
    /// A new edit discards the undone ones: they can no longer be made again.
    ///
    /// - Parameters:
    ///   - edit: of origin `answer` or `command`; imports, undo and redo have methods of their own.
    ///   - latency: from the picture's appearance to the key, by a clock that never jumps.
    package func commit(
        _ edit: Edit, shown: Shown, by who: String, at time: Date, latency: Duration? = nil
    ) throws(StoreError) -> EventID {
        precondition(edit.origin == .answer || edit.origin == .command, "\(edit.origin) has a method of its own")
        if edit.origin == .answer, shown == .nothing { throw .answerWithoutPrompt(edit.image) }
        return try write { database in
            try Self.checkCurrent(edit, database)
            let prompt: PromptID? =
                switch shown {
                case .nothing: nil
                case .prompt(let prompt): try Self.insert(prompt, database)
                case .logged(let id): try Self.existing(id, database)
                }
            let event = try Self.insert(
                edit, who: who, time: time, latency: latency, prompt: prompt, reverses: nil, database)
            try Self.apply(edit.change, to: edit.image, event: event, database)
            try database.execute(sql: "DELETE FROM edit_step WHERE is_undone = 1")
            try database.execute(
                sql: """
                    INSERT INTO edit_step (position, event_id, is_undone)
                    VALUES ((SELECT coalesce(max(position), 0) + 1 FROM edit_step), ?, 0)
                    """,
                arguments: [event.rawValue])
            return event
        }
    }

    /// Logs a prompt that was shown and left without an answer.
    package func log(_ prompt: Prompt) throws(StoreError) -> PromptID {
        try write { try Self.insert(prompt, $0) }
    }

    /// An edit must start from what holds now, or undo would restore a state that never was.
    static func checkCurrent(_ edit: Edit, _ database: Database) throws {
        guard
            try Bool.fetchOne(database, sql: "SELECT 1 FROM image WHERE id = ?", arguments: [edit.image.rawValue])
                != nil
        else { throw StoreError.unknownImage(edit.image) }
        switch edit.change {
        case .review(let from, let to):
            let found = try currentReview(edit.image, database).review
            guard found == from else { throw StoreError.staleEdit(edit.image, found: .review(from: found, to: to)) }
            if let label = to.labelledClass {
                let isCurrent = try Bool.fetchOne(
                    database, sql: "SELECT position IS NOT NULL FROM class WHERE id = ?", arguments: [label.rawValue])
                guard isCurrent == true else { throw StoreError.unknownClass(label) }
            }
        case .flag(let from, let to):
            let found =
                try Bool.fetchOne(
                    database, sql: "SELECT 1 FROM flag WHERE image_id = ?", arguments: [edit.image.rawValue])
                != nil
            guard found == from else { throw StoreError.staleEdit(edit.image, found: .flag(from: found, to: to)) }
        }
    }

    static func currentReview(_ image: ImageID, _ database: Database) throws -> (review: Review, event: Int64?) {
        let row = try Row.fetchOne(
            database, sql: "SELECT kind, class_id, event_id FROM review WHERE image_id = ?", arguments: [image.rawValue]
        )
        guard let row else { return (.unseen, nil) }
        return (try ReviewColumns.review(row, kind: 0, classID: 1), try row.integer(2))
    }

    /// Appends an edit to the log.
    static func insert(
        _ edit: Edit, who: String, time: Date, latency: Duration?, prompt: PromptID?, reverses: EventID?,
        _ database: Database
    ) throws -> EventID {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO label_event (
                    image_id, kind, from_review, from_class_id, to_review, to_class_id, from_flag, to_flag,
                    origin, who, made_at, latency_ms, prompt_id, previous_event_id, reverses_event_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        var columns: [(any DatabaseValueConvertible)?]
        switch edit.change {
        case .review(let from, let to):
            let (from, to) = (ReviewColumns(from), ReviewColumns(to))
            columns = ["review", from.kind, from.classID, to.kind, to.classID, nil, nil]
        case .flag(let from, let to):
            columns = ["flag", nil, nil, nil, nil, from, to]
        }
        let previous: Int64? =
            if case .review = edit.change { try currentReview(edit.image, database).event } else { nil }
        try statement.execute(
            arguments: StatementArguments([edit.image.rawValue] + columns)
                + [
                    edit.origin.rawValue, who, time.milliseconds, latency.map(\.wholeMilliseconds), prompt?.rawValue,
                    previous, reverses?.rawValue,
                ])
        return EventID(database.lastInsertedRowID)
    }

    /// Makes an edit's outcome what holds now. `event` is the edit that gave the answer.
    static func apply(
        _ change: Edit.Change, to image: ImageID, event: EventID?, _ database: Database
    ) throws {
        switch change {
        // A repeated question that was answered alike: the first answer stands.
        case .review(let from, let to) where from == to: break
        case .review(_, .unseen):
            try database.execute(sql: "DELETE FROM review WHERE image_id = ?", arguments: [image.rawValue])
        case .review(_, let review):
            let columns = ReviewColumns(review)
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO review (image_id, kind, class_id, event_id) VALUES (?, ?, ?, ?)"
            ).execute(arguments: [image.rawValue, columns.kind, columns.classID, event?.rawValue])
        case .flag(_, true):
            try database.execute(sql: "INSERT INTO flag (image_id) VALUES (?)", arguments: [image.rawValue])
        case .flag(_, false):
            try database.execute(sql: "DELETE FROM flag WHERE image_id = ?", arguments: [image.rawValue])
        }
    }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        max(0, components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}

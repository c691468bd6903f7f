internal import GRDB
package import ProjectModel

extension ProjectStore {
    /// The log of edits, newest first, a page at a time.
    package func history(before event: EventID? = nil, limit: Int) throws(StoreError) -> [LoggedEdit] {
        try read { database in
            try Self.edits(
                database, where: "id < ? ORDER BY id DESC LIMIT ?",
                arguments: [event?.rawValue ?? Int64.max, max(0, limit)])
        }
    }

    /// The edits of one image, newest first.
    package func history(of image: ImageID) throws(StoreError) -> [LoggedEdit] {
        try read { database in
            try Self.edits(database, where: "image_id = ? ORDER BY id DESC", arguments: [image.rawValue])
        }
    }

    static func edits(
        _ database: Database, where condition: String, arguments: StatementArguments
    ) throws -> [LoggedEdit] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT id, image_id, kind, from_review, from_class_id, to_review, to_class_id, from_flag, to_flag,
                    origin, who, made_at, latency_ms, prompt_id, reverses_event_id
                FROM label_event WHERE \(condition)
                """,
            arguments: arguments
        ).map { row in
            let change: Edit.Change =
                if try row.text(2) == "flag" {
                    .flag(from: try row.flag(7), to: try row.flag(8))
                } else {
                    .review(
                        from: try ReviewColumns.review(row, kind: 3, classID: 4),
                        to: try ReviewColumns.review(row, kind: 5, classID: 6))
                }
            return LoggedEdit(
                id: EventID(try row.integer(0)),
                edit: Edit(image: ImageID(try row.integer(1)), change: change, origin: try row.word(9)),
                who: try row.text(10), madeAt: try row.date(11),
                latency: try row.optionalInteger(12).map { .milliseconds($0) },
                prompt: try row.optionalInteger(13).map { PromptID($0) },
                reverses: try row.optionalInteger(14).map { EventID($0) })
        }
    }
}

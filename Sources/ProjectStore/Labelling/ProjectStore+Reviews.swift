internal import GRDB
package import ProjectModel

extension ProjectStore {
    /// Which images.
    package enum Part: Sendable {
        case pool
        case reserve
        case all

        var condition: String {
            switch self {
            case .pool: "image.reserve_rank IS NULL"
            case .reserve: "image.reserve_rank IS NOT NULL"
            case .all: "1"
            }
        }
    }

    /// What is known about every image that is not unseen.
    package func reviews() throws(StoreError) -> [ImageID: Review] {
        try read { database in
            let rows = try Row.fetchCursor(database, sql: "SELECT image_id, kind, class_id FROM review")
            var reviews: [ImageID: Review] = [:]
            while let row = try rows.next() {
                reviews[ImageID(try row.integer(0))] = try ReviewColumns.review(row, kind: 1, classID: 2)
            }
            return reviews
        }
    }

    package func review(of image: ImageID) throws(StoreError) -> Review {
        try read { try Self.currentReview(image, $0).review }
    }

    package func flaggedImages() throws(StoreError) -> Set<ImageID> {
        try read { Set(try Int64.fetchAll($0, sql: "SELECT image_id FROM flag").map { ImageID($0) }) }
    }

    /// The labels that stand, in the order in which they were given. Those of classes that left the project rest, and are not
    /// among them.
    package func labels(in part: Part) throws(StoreError) -> [GivenLabel] {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT review.image_id, review.class_id, review.event_id, label_event.origin, prompt.role,
                        prompt.order_name
                    FROM review
                    JOIN image ON image.id = review.image_id
                    JOIN class ON class.id = review.class_id AND class.position IS NOT NULL
                    JOIN label_event ON label_event.id = review.event_id
                    LEFT JOIN prompt ON prompt.id = label_event.prompt_id
                    WHERE review.kind = 'labelled' AND \(part.condition)
                    ORDER BY review.event_id
                    """)
            var labels: [GivenLabel] = []
            while let row = try rows.next() {
                labels.append(
                    GivenLabel(
                        image: ImageID(try row.integer(0)), label: ClassID(try row.integer(1)),
                        event: EventID(try row.integer(2)), provenance: try Self.provenance(row)))
            }
            return labels
        }
    }

    /// Images of the reserve whose answer, of any kind, was given to an audit prompt; a label that was chosen by hand or by a file
    /// is no audit answer.
    package func auditAnswers() throws(StoreError) -> Set<ImageID> {
        try read { database in
            let images = try Int64.fetchAll(
                database,
                sql: """
                    SELECT review.image_id
                    FROM review
                    JOIN label_event ON label_event.id = review.event_id
                    JOIN prompt ON prompt.id = label_event.prompt_id
                    WHERE prompt.role = 'audit' AND review.kind <> 'skipped'
                    """)
            return Set(images.map { ImageID($0) })
        }
    }

    /// Labels as bytes that depend on nothing but which path carries which class: hash them to name a set of labels.
    ///
    /// One record per image, sorted by path: path, NUL, lasting name of the class, line feed.
    package func manifest(of labels: [GivenLabel]) throws(StoreError) -> [UInt8] {
        let names = try lastingNames()
        var records: [(path: [UInt8], name: String)] = []
        records.reserveCapacity(labels.count)
        try read { database in
            let path = try database.cachedStatement(sql: "SELECT path FROM image WHERE id = ?")
            for label in labels {
                guard let name = names[label.label] else { throw StoreError.unknownClass(label.label) }
                guard let text = try String.fetchOne(path, arguments: [label.image.rawValue]) else {
                    throw StoreError.unknownImage(label.image)
                }
                records.append((Array(text.utf8), name))
            }
        }
        records.sort { $0.path.lexicographicallyPrecedes($1.path) }
        return records.flatMap { $0.path + [0] + Array($0.name.utf8) + [0x0A] }
    }

    /// The role stands in the prompt; without one, the label came from a command or a file.
    private static func provenance(_ row: Row) throws -> GivenLabel.Provenance {
        let origin: Edit.Origin = try row.word(3)
        guard !row.isNull(4) else { return origin == .imported ? .imported : .command }
        let role: PromptRole = try row.word(4)
        switch role {
        case .audit: return .audit
        case .asked, .repeated: return .asked(order: try row.text(5))
        case .partner: return .partner
        }
    }
}

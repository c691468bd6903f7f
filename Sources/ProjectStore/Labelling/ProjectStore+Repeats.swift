internal import GRDB
package import ProjectModel

/// How far the people at the terminal agree with themselves: questions that were asked a second time without a word.
package struct SelfAgreement: Sendable, Equatable {
    package var asked = 0
    package var agreed = 0
    /// The images that got two different answers, the latest first.
    package var disputed: [Dispute] = []

    package init() {}

    package struct Dispute: Sendable, Equatable {
        package var image: ImageID
        package var first: Review
        package var second: Review

        package init(image: ImageID, first: Review, second: Review) {
            self.image = image
            self.first = first
            self.second = second
        }
    }
}

extension ProjectStore {
    /// Images outside the reserve whose label answered a question, and that were never asked a second time; the oldest
    /// answer first.
    ///
    /// - Parameter answers: how many answers must have come after it, so that it is not simply remembered.
    package func imagesToRepeat(after answers: Int) throws(StoreError) -> [ImageID] {
        try read { database in
            let rows = try Int64.fetchAll(
                database,
                sql: """
                    SELECT review.image_id
                    FROM review
                    JOIN label_event ON label_event.id = review.event_id
                    JOIN prompt ON prompt.id = label_event.prompt_id
                    WHERE review.kind = 'labelled' AND prompt.role = 'asked'
                        AND NOT EXISTS (
                            SELECT 1 FROM prompt AS again
                            WHERE again.image_id = review.image_id AND again.role = 'repeat')
                        AND (SELECT count(*) FROM label_event AS later
                            WHERE later.id > review.event_id AND later.origin = 'answer') >= ?
                    ORDER BY review.event_id
                    """,
                arguments: [max(0, answers)])
            return rows.map { ImageID($0) }
        }
    }

    /// The answers to repeated questions that were not taken back, whether undo still reaches them or not. Classes that were
    /// merged since count as one.
    package func selfAgreement() throws(StoreError) -> SelfAgreement {
        try read { database in
            let heirs = try Self.heirs(database)
            func merged(_ review: Review) -> Review {
                review.labelledClass.map { .labelled(Self.heir(of: $0, heirs)) } ?? review
            }
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT label_event.image_id, from_review, from_class_id, to_review, to_class_id
                    FROM label_event
                    JOIN prompt ON prompt.id = label_event.prompt_id
                    WHERE prompt.role = 'repeat' AND label_event.kind = 'review' AND label_event.origin = 'answer'
                        AND coalesce((SELECT reversal.origin FROM label_event AS reversal
                            WHERE reversal.image_id = label_event.image_id
                                AND reversal.reverses_event_id = label_event.id
                            ORDER BY reversal.id DESC LIMIT 1), 'redo') = 'redo'
                    ORDER BY label_event.id DESC
                    """)
            var agreement = SelfAgreement()
            while let row = try rows.next() {
                let first = merged(try ReviewColumns.review(row, kind: 1, classID: 2))
                let second = merged(try ReviewColumns.review(row, kind: 3, classID: 4))
                agreement.asked += 1
                if first == second {
                    agreement.agreed += 1
                } else {
                    agreement.disputed.append(
                        .init(image: ImageID(try row.integer(0)), first: first, second: second))
                }
            }
            return agreement
        }
    }
}

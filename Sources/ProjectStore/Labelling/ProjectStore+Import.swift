package import Foundation
internal import GRDB
package import ProjectModel

/// What reading labels in came to.
package struct ImportedLabels: Sendable, Equatable {
    /// Labels that were given.
    package var given = 0
    /// Images that had this label already.
    package var unchanged = 0
    /// Images that have another answer, which was kept.
    package var kept: [ImageID] = []
    /// Images whose earlier answer was replaced.
    package var replaced: [ImageID] = []

    package init(given: Int = 0, unchanged: Int = 0, kept: [ImageID] = [], replaced: [ImageID] = []) {
        self.given = given
        self.unchanged = unchanged
        self.kept = kept
        self.replaced = replaced
    }
}

extension ProjectStore {
    /// Gives many labels in one transaction: all of them or none. Undo does not reach behind an import.
    ///
    /// - Parameters:
    ///   - labels: each image once.
    ///   - isReplacing: whether an answer that is there already gives way. A skip always does.
    package func importLabels(
        _ labels: [(image: ImageID, label: ClassID)], isReplacing: Bool, by who: String, at time: Date
    ) throws(StoreError) -> ImportedLabels {
        try write { database in
            var outcome = ImportedLabels()
            for (image, label) in labels {
                let found = try Self.currentReview(image, database).review
                if found == .labelled(label) {
                    outcome.unchanged += 1
                    continue
                }
                if found.isAnswered {
                    guard isReplacing else {
                        outcome.kept.append(image)
                        continue
                    }
                    outcome.replaced.append(image)
                }
                let edit = Edit(image: image, change: .review(from: found, to: .labelled(label)), origin: .imported)
                try Self.checkCurrent(edit, database)
                let event = try Self.insert(
                    edit, who: who, time: time, latency: nil, prompt: nil, reverses: nil, database)
                try Self.apply(edit.change, to: image, event: event, database)
                outcome.given += 1
            }
            if outcome.given > 0 { try database.execute(sql: "DELETE FROM edit_step") }
            return outcome
        }
    }
}

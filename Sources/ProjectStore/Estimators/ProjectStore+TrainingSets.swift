internal import GRDB
package import ProjectModel

extension ProjectStore {
    /// The labels that a round learnt from; empty for a round that came from another project, or whose weights are gone.
    package func trainingSet(of round: EstimatorID) throws(StoreError) -> [ImageID: ClassID] {
        try read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT image_id, class_id FROM estimator_label WHERE estimator_id = ?",
                arguments: [round.rawValue])
            var labels: [ImageID: ClassID] = [:]
            while let row = try rows.next() { labels[ImageID(try row.integer(0))] = ClassID(try row.integer(1)) }
            return labels
        }
    }

    /// Forgets the labels of rounds whose weights are no longer kept; each round's hash and counts stay.
    package func forgetTrainingSets(upTo round: EstimatorID) throws(StoreError) {
        try write { database in
            try database.execute(
                sql: "DELETE FROM estimator_label WHERE estimator_id <= ?", arguments: [round.rawValue])
        }
    }

    static func insert(
        _ labels: [ImageID: ClassID], of round: EstimatorID, _ database: Database
    ) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO estimator_label (estimator_id, image_id, class_id) VALUES (?, ?, ?)")
        for (image, label) in labels.sorted(by: { $0.key < $1.key }) {
            try statement.execute(arguments: [round.rawValue, image.rawValue, label.rawValue])
        }
    }
}

internal import GRDB
package import ProjectModel

extension ProjectStore {
    /// Images that have features of ours, of whichever checkpoint; imported ones are not.
    package func encodedImages() throws(StoreError) -> Set<ImageID> {
        try read { database in
            Set(
                try Int64.fetchAll(
                    database,
                    sql: """
                        SELECT DISTINCT image_id FROM feature_row
                        WHERE set_id IN (SELECT id FROM feature_set WHERE origin = 'encoder')
                        """
                ).map { ImageID($0) })
        }
    }

    /// Forgets the features of images whose files are as they were and are read otherwise; their labels stay. What was looked at
    /// is remembered with it, all or nothing.
    package func forgetReadings(of images: [ImageID], remembering rules: String) throws(StoreError) {
        try write { database in
            for image in images { try Self.forgetReading(of: image, database) }
            try Self.set(.readingRules, to: rules, database)
        }
    }
}

package import Foundation
internal import GRDB
package import ProjectModel

/// What became of the image folder since it was last looked at.
package struct FolderChanges: Sendable, Equatable {
    /// Files that no image of the project stands for.
    package var added: [NewImage] = []
    /// Images whose file has other content now.
    package var changed: [Known] = []
    /// Images whose file lies elsewhere now, with the same content.
    package var moved: [Known] = []
    /// Images whose file has the content it had, and only another time of change; or that are back.
    package var confirmed: [Known] = []
    /// Images whose file is gone.
    package var missing: [ImageID] = []

    /// An image of the project with what its file says now.
    package struct Known: Sendable, Equatable {
        package var id: ImageID
        package var file: NewImage

        package init(id: ImageID, file: NewImage) {
            self.id = id
            self.file = file
        }
    }

    package init() {}

    package var isEmpty: Bool {
        added.isEmpty && changed.isEmpty && moved.isEmpty && confirmed.isEmpty && missing.isEmpty
    }
}

extension ProjectStore {
    /// The files as they were when their hashes were taken.
    package func fileStamps() throws(StoreError) -> [ImageID: FileStamp] {
        try read { database in
            var stamps: [ImageID: FileStamp] = [:]
            let rows = try Row.fetchCursor(database, sql: "SELECT image_id, bytes, modified FROM image_file")
            while let row = try rows.next() {
                stamps[ImageID(try row.liveInteger(0))] = FileStamp(
                    bytes: try row.liveInteger(1), modified: try row.liveInteger(2))
            }
            return stamps
        }
    }

    /// Brings the images in step with their folder, all or nothing. An image keeps its number and its labels whatever becomes
    /// of its file; features made of other content are forgotten, imported ones are not.
    ///
    /// - Returns: how many images were added.
    package func apply(_ changes: FolderChanges, now: Date) throws(StoreError) -> Int {
        try write { database in
            for known in changes.moved + changes.changed + changes.confirmed {
                try Self.check(known.file)
                try Self.requireImage(known.id, database)
                let file = known.file
                try database.execute(
                    sql: "UPDATE image SET path = ?, content_hash = ?, \"group\" = ?, source = ? WHERE id = ?",
                    arguments: [file.path, file.contentHash, file.group, file.source, known.id.rawValue])
                if let stamp = file.stamp { try Self.set(stamp, of: known.id.rawValue, database) }
            }
            for known in changes.changed {
                try Self.forgetReading(of: known.id, database)
            }
            for known in changes.moved + changes.confirmed {
                try database.execute(
                    sql: "DELETE FROM image_problem WHERE image_id = ? AND kind = 'missing'",
                    arguments: [known.id.rawValue])
            }
            for image in changes.missing { try Self.note(ImageProblem(.missing), of: image, now, database) }
            for image in changes.added {
                try Self.check(image)
                try database.execute(
                    sql: "INSERT INTO image (path, content_hash, \"group\", source) VALUES (?, ?, ?, ?)",
                    arguments: [image.path, image.contentHash, image.group, image.source])
                if let stamp = image.stamp { try Self.set(stamp, of: database.lastInsertedRowID, database) }
            }
            return changes.added.count
        }
    }

    /// What is wrong with images; those without a problem are not in it. What keeps a file from being read comes before what is
    /// remarked of its picture.
    package func imageProblems() throws(StoreError) -> [ImageID: ImageProblem] {
        try read { database in
            var problems: [ImageID: ImageProblem] = [:]
            for table in ["image_remark", "image_problem"] {
                for row in try Row.fetchAll(database, sql: "SELECT image_id, kind, detail FROM \(table)") {
                    problems[ImageID(try row.integer(0))] = ImageProblem(try row.word(1), detail: try row.text(2))
                }
            }
            return problems
        }
    }

    /// Remembers what is wrong with images, in the place of what was wrong before.
    ///
    /// - Parameter sound: images that were read just now; what is remembered of them is what `problems` says, if anything.
    package func note(
        _ problems: [ImageID: ImageProblem], sound: [ImageID] = [], now: Date
    ) throws(StoreError) {
        guard !problems.isEmpty || !sound.isEmpty else { return }
        try write { database in
            for image in sound { try Self.forgetProblems(of: image, database) }
            for (image, problem) in problems { try Self.note(problem, of: image, now, database) }
        }
    }

    private static func note(_ problem: ImageProblem, of image: ImageID, _ now: Date, _ database: Database) throws {
        try requireImage(image, database)
        let isRemark = [.doubtful, .flawed].contains(problem.kind)
        try database.execute(
            sql: """
                INSERT INTO \(isRemark ? "image_remark" : "image_problem") (image_id, kind, detail, noted_at)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (image_id) DO UPDATE
                SET kind = excluded.kind, detail = excluded.detail, noted_at = excluded.noted_at
                """,
            arguments: [image.rawValue, problem.kind.rawValue, problem.detail, now.milliseconds])
    }

    /// Forgets what was made of a file's content, and what was remarked of it.
    static func forgetReading(of image: ImageID, _ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM feature_row
                WHERE image_id = ? AND set_id IN (SELECT id FROM feature_set WHERE origin = 'encoder')
                """,
            arguments: [image.rawValue])
        try forgetProblems(of: image, database)
    }

    private static func forgetProblems(of image: ImageID, _ database: Database) throws {
        for table in ["image_remark", "image_problem"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE image_id = ?", arguments: [image.rawValue])
        }
    }

    static func set(_ stamp: FileStamp, of image: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO image_file (image_id, bytes, modified) VALUES (?, ?, ?)
                ON CONFLICT (image_id) DO UPDATE SET bytes = excluded.bytes, modified = excluded.modified
                """,
            arguments: [image, stamp.bytes, stamp.modified])
    }
}

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

internal import GRDB
package import ProjectModel

extension ProjectStore {
    /// Adds images in the order given, in one transaction. An image that is known already keeps its number and its labels;
    /// group and source follow what is given, and a content hash is filled in where there was none.
    package func addImages(_ images: [NewImage]) throws(StoreError) -> ImageAddition {
        try write { database in
            var addition = ImageAddition()
            var seen: Set<ImagePath> = []
            seen.reserveCapacity(images.count)
            let find = try database.makeStatement(
                sql: "SELECT id, content_hash FROM image WHERE path = ?")
            let insert = try database.makeStatement(
                sql: "INSERT INTO image (path, content_hash, \"group\", source) VALUES (?, ?, ?, ?)")
            let update = try database.makeStatement(
                sql: """
                    UPDATE image SET "group" = ?, source = ?, content_hash = coalesce(content_hash, ?) WHERE id = ?
                    """)
            for image in images {
                try Self.check(image)
                guard seen.insert(ImagePath(image.path)).inserted else { throw StoreError.repeatedPath(image.path) }
                guard let known = try Row.fetchOne(find, arguments: [image.path]) else {
                    try insert.execute(arguments: [image.path, image.contentHash, image.group, image.source])
                    addition.added += 1
                    if let stamp = image.stamp {
                        try Self.set(stamp, of: database.lastInsertedRowID, database)
                    }
                    continue
                }
                let hash = try known.optionalText(1)
                if let hash, let newHash = image.contentHash, hash != newHash {
                    addition.changedContent.append(image.path)
                } else {
                    addition.unchanged += 1
                }
                try update.execute(
                    arguments: [image.group, image.source, image.contentHash, try known.integer(0)])
            }
            return addition
        }
    }

    /// All images, by number.
    package func images() throws(StoreError) -> [ImageItem] {
        try read { database in
            var images: [ImageItem] = []
            images.reserveCapacity(try Int.fetchOne(database, sql: "SELECT count(*) FROM image") ?? 0)
            let rows = try Row.fetchCursor(database, sql: Self.imageColumns + " ORDER BY id")
            while let row = try rows.next() {
                images.append(
                    ImageItem(
                        id: ImageID(try row.liveInteger(0)), path: try row.liveText(1),
                        contentHash: row.liveOptionalText(2), group: row.liveOptionalText(3),
                        source: row.liveOptionalText(4), isReserve: try row.liveInteger(5) != 0))
            }
            return images
        }
    }

    package func image(_ id: ImageID) throws(StoreError) -> ImageItem {
        let row = try read { database in
            try Row.fetchOne(database, sql: Self.imageColumns + " WHERE id = ?", arguments: [id.rawValue])
                .map(Self.image)
        }
        guard let row else { throw .unknownImage(id) }
        return row
    }

    package func image(atPath path: String) throws(StoreError) -> ImageItem {
        let row = try read { database in
            try Row.fetchOne(database, sql: Self.imageColumns + " WHERE path = ?", arguments: [path]).map(Self.image)
        }
        guard let row else { throw .unknownPath(path) }
        return row
    }

    static let imageColumns =
        "SELECT id, path, content_hash, \"group\", source, reserve_rank IS NOT NULL FROM image"

    static func image(_ row: Row) throws -> ImageItem {
        ImageItem(
            id: ImageID(try row.integer(0)), path: try row.text(1), contentHash: try row.optionalText(2),
            group: try row.optionalText(3), source: try row.optionalText(4), isReserve: try row.flag(5))
    }

    /// Gives every image the group and the source of its path, and remembers under `name` by which patterns that was done.
    ///
    /// - Returns: how many images have another group or source now.
    package func regroup(
        by name: String, _ naming: (_ path: String) -> (group: String?, source: String?)
    ) throws(StoreError) -> Int {
        try write { database in
            var changed = 0
            let update = try database.makeStatement(sql: "UPDATE image SET \"group\" = ?, source = ? WHERE id = ?")
            for row in try Row.fetchAll(database, sql: Self.imageColumns) {
                let image = try Self.image(row)
                let (group, source) = naming(image.path)
                guard group != image.group || source != image.source else { continue }
                try update.execute(arguments: [group, source, image.id.rawValue])
                changed += 1
            }
            try Self.set(.patterns, to: name, database)
            return changed
        }
    }

    static func check(_ image: NewImage) throws(StoreError) {
        let path = image.path.utf8
        guard !path.isEmpty, !path.contains(0), !ImagePath(image.path).leavesFolder else { throw .badPath(image.path) }
        guard let hash = image.contentHash else { return }
        let isHexadecimal = hash.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        guard hash.utf8.count == 64, isHexadecimal else { throw .badContentHash(path: image.path) }
    }
}

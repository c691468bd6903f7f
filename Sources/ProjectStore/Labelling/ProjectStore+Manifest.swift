internal import GRDB
package import ProjectModel

extension ProjectStore {
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
}

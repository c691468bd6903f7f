/// Which row of a feature file belongs to which image of a project, by path.
package struct FeatureJoin: Sendable, Equatable {
    /// For each image, in the project's order, its row; nil where the file has none.
    package let rows: [Int?]
    /// Images without a row.
    package let missing: [String]
    /// Rows without an image.
    package let surplus: [String]
    /// Paths that name more than one row. The first counts.
    package let duplicates: [Duplicate]

    package struct Duplicate: Sendable, Equatable {
        package var path: String
        package var rows: [Int]

        package init(path: String, rows: [Int]) {
            self.path = path
            self.rows = rows
        }
    }

    /// How many images have a row.
    package var matched: Int { rows.count - missing.count }

    /// - Parameters:
    ///   - rowPaths: the path of each row of the file.
    ///   - imagePaths: the paths of the project's images, each different.
    package init(rowPaths: [String], imagePaths: [String]) {
        var rowsOfPath: [String: [Int]] = [:]
        rowsOfPath.reserveCapacity(rowPaths.count)
        let normalised = rowPaths.map(RelativePath.normalised)
        for (row, path) in normalised.enumerated() { rowsOfPath[path, default: []].append(row) }

        let keys = imagePaths.map(RelativePath.normalised)
        rows = keys.map { rowsOfPath[$0]?.first }
        missing = zip(imagePaths, rows).filter { $0.1 == nil }.map(\.0)
        let known = Set(keys)
        surplus = zip(normalised, rowPaths).filter { !known.contains($0.0) }.map(\.1)
        duplicates = normalised.enumerated().compactMap { row, path in
            guard let all = rowsOfPath[path], all.count > 1, all.first == row else { return nil }
            return Duplicate(path: path, rows: all)
        }
    }
}

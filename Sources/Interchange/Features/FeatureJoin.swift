internal import ProjectModel

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
    package init(
        rowPaths: [String], imagePaths: [String], _ dialect: PathDialect = PathDialect()
    ) throws(PathDefect) {
        let index = ImagePathIndex(imagePaths, dialect)
        var rowsOfImage: [Int: [Int]] = [:]
        // Rows of no image, by what they would be called.
        var rowsOfOther: [ImagePath: [Int]] = [:]
        for (row, path) in rowPaths.enumerated() {
            if let image = try index.image(path, line: row + 1) {
                rowsOfImage[image, default: []].append(row)
            } else {
                rowsOfOther[dialect.reading(of: path), default: []].append(row)
            }
        }
        rows = imagePaths.indices.map { rowsOfImage[$0]?.first }
        missing = zip(imagePaths, rows).filter { $0.1 == nil }.map(\.0)
        surplus = rowsOfOther.values.joined().sorted().map { rowPaths[$0] }
        let repeated =
            rowsOfImage.map { (imagePaths[$0.key], $0.value) } + rowsOfOther.map { ($0.key.text, $0.value) }
        duplicates = repeated.filter { $0.1.count > 1 }.sorted { $0.1[0] < $1.1[0] }
            .map { Duplicate(path: $0.0, rows: $0.1) }
    }
}

internal import ProjectModel

/// Labels in a CSV file: columns `path` and `class`, perhaps `split`; other columns are ignored.
///
/// White space at the ends of a class, a split or a column's name is dropped; in a path it belongs to the file's name.
package struct LabelTable: Sendable, Equatable {
    package let rows: [Row]
    /// How often a row repeated an earlier one word for word.
    package let repetitions: Int

    package struct Row: Sendable, Equatable {
        package var line: Int
        /// As written: which image it names, only the project's images can tell.
        package var path: String
        package var className: String
        /// nil where the file has no such column, or nothing in it.
        package var split: String?

        package init(line: Int, path: String, className: String, split: String? = nil) {
            self.line = line
            self.path = path
            self.className = className
            self.split = split
        }
    }

    package init(parsing bytes: [UInt8]) throws(CSVError) {
        try self.init(CSVTable(parsing: bytes, columns: ["path", "class"]))
    }

    package init(_ table: CSVTable) throws(CSVError) {
        let path = try table.requiredColumn("path")
        let label = try table.requiredColumn("class")
        let split = try table.column("split")
        var rows: [Row] = []
        var repetitions = 0
        var indices: [ImagePath: Int] = [:]
        for record in table.rows {
            var row = Row(
                line: record.line, path: CSVField.text(record.fields[path]),
                className: CSVField.text(record.fields[label]).asName)
            guard !PathDialect().reading(of: row.path).text.isEmpty else {
                throw .emptyField(column: "path", line: record.line)
            }
            guard !row.className.isEmpty else { throw .emptyField(column: "class", line: record.line) }
            if let split, case let name = CSVField.text(record.fields[split]).asName, !name.isEmpty { row.split = name }
            if let index = indices[ImagePath(row.path)] {
                let first = rows[index]
                guard first.className == row.className, first.split == row.split else {
                    throw .contradiction(path: row.path, line: row.line, first: first.line)
                }
                repetitions += 1
                continue
            }
            indices[ImagePath(row.path)] = rows.count
            rows.append(row)
        }
        self.rows = rows
        self.repetitions = repetitions
    }

    /// The names of the splits, in the order in which they appear.
    package var splits: [String] {
        var seen: Set<String> = []
        return rows.compactMap(\.split).filter { seen.insert($0).inserted }
    }

    /// A CSV file of labels; the split column is there when any row has one.
    package static func csv(_ rows: [Row]) -> String {
        let hasSplit = rows.contains { $0.split != nil }
        return CSVTable.record(["path", "class"] + (hasSplit ? ["split"] : []))
            + rows.map { row in
                let fields = [row.path, row.className] + (hasSplit ? [row.split ?? ""] : [])
                return CSVTable.record(fields.map { CSVField.guarded($0) })
            }.joined()
    }
}

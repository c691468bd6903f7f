internal import Interchange
package import ProjectModel
internal import ProjectStore
package import Workbench

/// What every image truly is, for a simulated inspector.
package struct AnswerKey: Sendable, Equatable {
    /// By the paths of the key.
    private let index: ImagePathIndex
    private let classes: [ClassID]
    package var count: Int { classes.count }

    /// The class of an image by its path in the project; nil where the key does not name it.
    package subscript(path: String) -> ClassID? {
        guard case .found(let row) = index.find(path) else { return nil }
        return classes[row]
    }

    fileprivate init(_ classes: [(path: String, label: ClassID)], _ dialect: PathDialect) {
        index = ImagePathIndex(classes.map { dialect.reading(of: $0.path).text })
        self.classes = classes.map(\.label)
    }
}

extension Workbench {
    /// The images that an answer key names and nobody labelled: no head was told about them.
    package func unlabelledImages(in key: AnswerKey, _ pool: Pool) throws -> JudgedImages {
        let reviews = try store.reviews()
        let named = pool.images.enumerated().compactMap { row, image -> (row: Int, column: Int)? in
            guard reviews[image.id]?.labelledClass == nil, let label = key[image.path] else { return nil }
            return position(of: label).map { (row, $0) }
        }
        guard !named.isEmpty else { throw StudyError.noAnswerKey }
        return JudgedImages(rows: named.map(\.row), truth: named.map(\.column))
    }

    /// Reads a key: a CSV file with the columns path and class.
    package func answerKey(_ path: String) throws -> AnswerKey {
        let key = try rows(ofTable: path, split: nil).map { row in
            guard let label = classNamed(row.className) else {
                throw try unknownClass(row.className, ofTable: path, line: row.line)
            }
            return (row.path, label.id)
        }
        return AnswerKey(key, pathDialect())
    }
}

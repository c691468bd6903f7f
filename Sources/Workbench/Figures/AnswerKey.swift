internal import Interchange
package import ProjectModel
internal import ProjectStore

/// What every image truly is, for a simulated inspector.
package struct AnswerKey: Sendable, Equatable {
    private let classes: [String: ClassID]
    package var count: Int { classes.count }

    /// The class of an image by its path; nil where the key does not name it.
    package subscript(path: String) -> ClassID? { classes[RelativePath.normalised(path)] }

    fileprivate init(_ classes: [String: ClassID]) {
        self.classes = classes
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
        guard !named.isEmpty else { throw WorkbenchError.noAnswerKey }
        return JudgedImages(rows: named.map(\.row), truth: named.map(\.column))
    }

    /// Reads a key: a CSV file with the columns path and class.
    package func answerKey(_ path: String) throws -> AnswerKey {
        var key: [String: ClassID] = [:]
        for row in try rows(ofTable: path, split: nil) {
            guard let label = classNamed(row.className) else {
                throw try unknownClass(row.className, ofTable: path, line: row.line)
            }
            key[row.path] = label.id
        }
        return AnswerKey(key)
    }
}

internal import Interchange
package import ProjectModel

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
    /// Reads a key: a CSV file with the columns path and class.
    package func answerKey(_ path: String) throws -> AnswerKey {
        var key: [String: ClassID] = [:]
        for row in try rows(ofTable: path, split: nil) {
            guard let label = classNamed(row.className) else {
                throw WorkbenchError.unknownClassInTable(path: path, line: row.line, name: row.className)
            }
            key[row.path] = label.id
        }
        return AnswerKey(key)
    }
}

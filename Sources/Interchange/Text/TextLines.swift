package import FileContents

/// The lines of a text file: a list of class names, or of the paths that name the rows of a feature file.
package struct TextLines: Sendable, Equatable {
    /// Without line ends, in the file's order.
    package let lines: [String]

    package enum Defect: Error, Sendable, Equatable {
        case unreadable(TextDefect)
        /// An empty line between others would shift every row after it.
        case emptyLine(line: Int)
        case repeatedLine(String, line: Int, first: Int)
    }

    /// Reads a text with any line end; empty lines at the end are ignored.
    package init(parsing bytes: [UInt8]) throws(Defect) {
        var lines: [String]
        do { lines = try PlainText(bytes).lines.map(String.init) } catch { throw .unreadable(error) }
        while lines.last?.asName.isEmpty == true { lines.removeLast() }
        if let empty = lines.firstIndex(where: { $0.asName.isEmpty }) { throw .emptyLine(line: empty + 1) }
        self.lines = lines
    }

    /// The lines as names: trimmed, normalised, and each one different.
    package func names() throws(Defect) -> [String] {
        var firstLine: [String: Int] = [:]
        let names = lines.map(\.asName)
        for (index, name) in names.enumerated() {
            if let first = firstLine.updateValue(index + 1, forKey: name) {
                throw .repeatedLine(name, line: index + 1, first: first)
            }
        }
        return names
    }
}

/// The lines of a text file: a list of class names, or of the paths that name the rows of a feature file.
package struct TextLines: Sendable, Equatable {
    /// Without line ends, in the file's order.
    package let lines: [String]

    package enum Defect: Error, Sendable, Equatable {
        case notUTF8(line: Int)
        /// An empty line between others would shift every row after it.
        case emptyLine(line: Int)
        case repeatedLine(String, line: Int, first: Int)
    }

    /// Reads UTF-8 with any line end; a byte order mark and empty lines at the end are ignored.
    package init(parsing bytes: [UInt8]) throws(Defect) {
        var lines: [String] = []
        var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
            guard let line = String(validating: rest[..<end], as: UTF8.self) else {
                throw .notUTF8(line: lines.count + 1)
            }
            lines.append(line)
            let isPair = end + 1 < rest.endIndex && rest[end] == 0x0D && rest[end + 1] == 0x0A
            rest = rest[min(end + (isPair ? 2 : 1), rest.endIndex)...]
        }
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

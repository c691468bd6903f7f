extension ProjectFile {
    /// The text of a `miwake.yaml` with another checkpoint in it and nothing else changed: order, layout and comments are a
    /// person's own.
    ///
    /// - Parameters:
    ///   - text: what the file says now; a valid project file.
    ///   - checkpoint: as the file is to remember it.
    /// - Returns: nil where the entry is laid out in a way that cannot be changed in place; a person can.
    package static func text(_ text: String, naming checkpoint: String, vocabulary: String?) -> String? {
        guard var expected = try? ProjectFile(parsing: Array(text.utf8)) else { return nil }
        expected.features = .checkpoint(checkpoint, vocabulary: vocabulary)
        var lines = FeatureLines(text)
        lines.name(checkpoint: checkpoint, vocabulary: vocabulary)
        // Whatever the layout: what is written says what is meant, or it is not written.
        return (try? ProjectFile(parsing: Array(lines.text.utf8))) == expected ? lines.text : nil
    }
}

/// The lines of a project file, with those of its `features`.
private struct FeatureLines {
    private var lines: [String]
    /// How the file ends its lines.
    private let lineEnd: String

    private static let entry = "features:"
    private static let checkpoint = "checkpoint"
    private static let vocabulary = "vocabulary"

    init(_ text: String) {
        lineEnd = text.contains("\r\n") ? "\r\n" : "\n"
        lines = text.split(separator: lineEnd, omittingEmptySubsequences: false).map(String.init)
    }

    var text: String { lines.joined(separator: lineEnd) }

    mutating func name(checkpoint: String, vocabulary: String?) {
        var fields = [(Self.checkpoint, YAMLText.scalar(checkpoint))]
        if let vocabulary { fields.append((Self.vocabulary, YAMLText.scalar(vocabulary))) }
        guard let start = lines.firstIndex(where: { $0.hasPrefix(Self.entry) }) else {
            return insert([Self.entry] + fields.map { "  \($0): \($1)" })
        }
        let rest = lines[start].dropFirst(Self.entry.count)
        guard rest.allSatisfy({ $0 == " " }) || rest.drop(while: { $0 == " " }).first == "#" else {
            // `features: {checkpoint: …}` in one line.
            lines.replaceSubrange(start...start, with: [Self.entry] + fields.map { "  \($0): \($1)" })
            return
        }
        // Down to the next entry: blank lines and comments at the margin belong to whoever comes after them.
        let next = lines[(start + 1)...].firstIndex { !$0.isBlank && !$0.hasPrefix(" ") && !$0.hasPrefix("#") }
        let end = lines[..<(next ?? lines.count)].lastIndex { $0.hasPrefix(" ") && !$0.isBlank } ?? start
        guard end > start else {
            lines.insert(contentsOf: fields.map { "  \($0): \($1)" }, at: start + 1)
            return
        }
        replace(fields, in: start + 1...end)
    }

    /// Changes the values of fields that are there, takes other fields away, and adds what is new.
    private mutating func replace(_ fields: [(name: String, value: String)], in range: ClosedRange<Int>) {
        let indent = lines[range].first { !$0.isComment }.map { String($0.prefix { $0 == " " }) } ?? "  "
        var missing = fields
        var kept: [String] = []
        for line in lines[range] {
            let body = line.drop { $0 == " " }
            if line.isBlank || line.isComment {
                kept.append(line)
            } else if let index = missing.firstIndex(where: { body.hasPrefix($0.name + ":") }) {
                let field = missing.remove(at: index)
                kept.append(
                    "\(indent)\(field.name): \(field.value)\(Self.remark(of: body.dropFirst(field.name.count + 1)))")
            }
        }
        lines.replaceSubrange(range, with: kept + missing.map { "\(indent)\($0.name): \($0.value)" })
    }

    /// The comment behind a value, with the space before it.
    private static func remark(of value: Substring) -> Substring {
        var quote: Character?
        var previous: Character = " "
        for index in value.indices {
            let character = value[index]
            switch (quote, character) {
            case (nil, "\""), (nil, "'"): if previous == " " { quote = character }
            case (let open?, _): if character == open, previous != "\\" || open == "'" { quote = nil }
            case (nil, "#") where previous == " ":
                let spaces = value[..<index].reversed().prefix { $0 == " " }.count
                return value[value.index(index, offsetBy: -spaces)...]
            default: break
            }
            previous = character
        }
        return ""
    }

    /// Puts the entry where the file shows how it would look, else at its end.
    private mutating func insert(_ entry: [String]) {
        let example = lines.firstIndex { $0.hasPrefix("#") && $0.drop { $0 == "#" || $0 == " " }.hasPrefix(Self.entry) }
        if let example {
            let isField = example + 1 < lines.count && lines[example + 1].hasPrefix("#   ")
            lines.replaceSubrange(example...(isField ? example + 1 : example), with: entry)
        } else if let last = lines.last, last.isEmpty {
            lines.insert(contentsOf: entry, at: lines.count - 1)
        } else {
            lines += entry
        }
    }
}

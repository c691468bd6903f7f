extension ProjectFile {
    /// The text of a `miwake.yaml` with more pictures under `use_anyway` and nothing else changed.
    ///
    /// - Parameters:
    ///   - text: what the file says now; a valid project file.
    ///   - paths: below the image folder. Those that are there already are not repeated.
    /// - Returns: nil where the entry is laid out in a way that cannot be changed in place; a person can.
    package static func text(_ text: String, usingAnyway paths: [String]) -> String? {
        guard var expected = try? ProjectFile(parsing: Array(text.utf8)) else { return nil }
        guard case .these(let known) = expected.useAnyway else { return text }
        var new: [String] = []
        for path in paths where !known.contains(path) && !new.contains(path) { new.append(path) }
        guard !new.isEmpty else { return text }
        expected.useAnyway = .these(known + new)
        let changed = adding(new, to: known, in: text)
        return (try? ProjectFile(parsing: Array(changed.utf8))) == expected ? changed : nil
    }

    private static func adding(_ new: [String], to known: [String], in text: String) -> String {
        let entry = "use_anyway:"
        let lineEnd = text.contains("\r\n") ? "\r\n" : "\n"
        var lines = text.split(separator: lineEnd, omittingEmptySubsequences: false).map(String.init)
        func items(_ paths: [String], indent: Substring = "  ") -> [String] {
            paths.map { "\(indent)- \(YAMLText.quoted($0))" }
        }
        if let start = lines.firstIndex(where: { $0.hasPrefix(entry) }) {
            let value = lines[start].dropFirst(entry.count).drop { $0 == " " }
            guard value.isEmpty || value.hasPrefix("#") else {
                // The whole list in one line.
                lines.replaceSubrange(start...start, with: [entry] + items(known + new))
                return lines.joined(separator: lineEnd)
            }
            let isItem = { (line: String) in line.drop { $0 == " " }.hasPrefix("- ") }
            let end = lines[(start + 1)...].prefix { isItem($0) || $0.drop { $0 == " " }.hasPrefix("#") }
                .lastIndex(where: isItem)
            let indent = end.map { lines[$0].prefix { $0 == " " } } ?? "  "
            lines.insert(contentsOf: items(new, indent: indent), at: (end ?? start) + 1)
        } else if let example = lines.firstIndex(where: {
            $0.hasPrefix("#") && $0.drop { $0 == "#" || $0 == " " }.hasPrefix(entry)
        }) {
            lines.replaceSubrange(example...example, with: [entry] + items(new))
        } else if let last = lines.last, last.isEmpty {
            lines.insert(contentsOf: [entry] + items(new), at: lines.count - 1)
        } else {
            lines += [entry] + items(new)
        }
        return lines.joined(separator: lineEnd)
    }
}

internal import Yams

/// A YAML text that is changed where its nodes stand: everything around them, comments too, stays as it is.
struct YAMLSource {
    let root: Node
    /// How the text ends its lines.
    let lineEnd: String
    private let scalars: [Unicode.Scalar]
    private let lineStarts: [Int]
    private var edits: [(range: Range<Int>, text: String)] = []

    /// A node that is laid out in a way that is not changed in place.
    struct UnknownLayout: Error {}

    init(_ text: String) throws(UnknownLayout) {
        guard let root = try? compose(yaml: text) else { throw UnknownLayout() }
        self.root = root
        let scalars = Array(text.unicodeScalars)
        self.scalars = scalars
        lineStarts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
        lineEnd = text.contains("\r\n") ? "\r\n" : "\n"
    }

    /// The text with all changes made.
    func changed() throws(UnknownLayout) -> String {
        var joined: [(range: Range<Int>, text: String)] = []
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            // Neighbours that both go share the comma between them.
            if let last = joined.last, last.text.isEmpty, edit.text.isEmpty,
                edit.range.lowerBound < last.range.upperBound
            {
                joined[joined.count - 1].range =
                    last.range.lowerBound..<max(last.range.upperBound, edit.range.upperBound)
            } else {
                guard joined.last.map({ $0.range.upperBound <= edit.range.lowerBound }) ?? true else {
                    throw UnknownLayout()
                }
                joined.append(edit)
            }
        }
        var result = scalars
        // From the end, so that earlier places stay where they are.
        for edit in joined.reversed() { result.replaceSubrange(edit.range, with: edit.text.unicodeScalars) }
        return Self.string(result[...])
    }

    // MARK: Places

    /// A line, counted from 0, without its end.
    func line(_ index: Int) -> String {
        var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : scalars.count
        if end > lineStarts[index], scalars[end - 1] == "\r" { end -= 1 }
        return Self.string(scalars[lineStarts[index]..<end])
    }

    private func start(ofLine line: Int) -> Int { line < lineStarts.count ? lineStarts[line] : scalars.count }

    /// The line on which a node begins, counted from 0.
    func firstLine(of node: Node) throws(UnknownLayout) -> Int {
        guard let mark = node.mark, lineStarts.indices.contains(mark.line - 1) else { throw UnknownLayout() }
        return mark.line - 1
    }

    /// The line on which a node ends, counted from 0.
    func lastLine(of node: Node) throws(UnknownLayout) -> Int {
        if let end = try? end(of: node), let line = lineStarts.lastIndex(where: { $0 < end }) { return line }
        switch node {
        case .mapping(let mapping): if let last = Array(mapping).last { return try lastLine(of: last.value) }
        case .sequence(let sequence): if let last = sequence.last { return try lastLine(of: last) }
        case .scalar, .alias: break
        }
        throw UnknownLayout()
    }

    private func start(of node: Node) throws(UnknownLayout) -> Int {
        let start = lineStarts[try firstLine(of: node)] + (node.mark?.column ?? 1) - 1
        guard start < scalars.count else { throw UnknownLayout() }
        return start
    }

    /// Whether a collection stands in brackets. The parser does not say so.
    func isFlow(_ node: Node) -> Bool {
        guard let start = try? start(of: node) else { return false }
        return scalars[start] == "{" || scalars[start] == "["
    }

    /// Behind the last letter of a value that lies within one line, or behind a flow collection.
    private func end(of node: Node) throws(UnknownLayout) -> Int {
        let start = try start(of: node)
        switch node {
        case .scalar(let scalar): return try end(of: scalar, at: start)
        case .mapping(let mapping) where isFlow(node):
            return try closing(
                "}", after: try Array(mapping).last.map { pair throws(UnknownLayout) in try end(of: pair.value) })
        case .sequence(let sequence) where isFlow(node):
            return try closing("]", after: try sequence.last.map { node throws(UnknownLayout) in try end(of: node) })
        case .mapping, .sequence, .alias: throw UnknownLayout()
        }
    }

    private func end(of scalar: Node.Scalar, at start: Int) throws(UnknownLayout) -> Int {
        var place = start + 1
        switch scalar.style {
        case .doubleQuoted where scalars[start] == "\"":
            while place < scalars.count, scalars[place] != "\"" { place += scalars[place] == "\\" ? 2 : 1 }
            if place < scalars.count { return place + 1 }
        case .singleQuoted where scalars[start] == "'":
            while place < scalars.count {
                let isDoubled = place + 1 < scalars.count && scalars[place + 1] == "'"
                if scalars[place] == "'", !isDoubled { return place + 1 }
                place += scalars[place] == "'" ? 2 : 1
            }
        case .plain, .any:
            let end = start + scalar.string.unicodeScalars.count
            if end <= scalars.count, scalars[start..<end].elementsEqual(scalar.string.unicodeScalars) { return end }
        default: break
        }
        throw UnknownLayout()
    }

    /// Behind the closing bracket that comes next, over blanks and a comma.
    private func closing(_ bracket: Unicode.Scalar, after last: Int?) throws(UnknownLayout) -> Int {
        guard var place = last else { throw UnknownLayout() }
        while place < scalars.count, [" ", "\t", ",", "\n", "\r"].contains(scalars[place]) { place += 1 }
        guard place < scalars.count, scalars[place] == bracket else { throw UnknownLayout() }
        return place + 1
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    // MARK: Changes

    /// Puts another text in the place of a value that lies within one line.
    mutating func replace(_ node: Node, with text: String) throws(UnknownLayout) {
        edits.append((try start(of: node)..<(try end(of: node)), text))
    }

    /// Puts other lines in the place of some, counted from 0; an empty range inserts before its bound.
    mutating func replaceLines(_ range: Range<Int>, with lines: [String]) {
        let places = start(ofLine: range.lowerBound)..<start(ofLine: range.upperBound)
        // The last line of a file may lack its end.
        let needsEnd = places.lowerBound == scalars.count && scalars.last.map { $0 != "\n" } ?? false
        edits.append((places, (needsEnd ? lineEnd : "") + lines.map { $0 + lineEnd }.joined()))
    }

    /// Takes a key and its value out of a mapping.
    mutating func removeEntry(_ index: Int, of mapping: Node) throws(UnknownLayout) {
        let entries = mapping.mapping.map(Array.init) ?? []
        let entry = entries[index]
        guard !isFlow(mapping) else {
            if index + 1 < entries.count {
                edits.append((try start(of: entry.key)..<(try start(of: entries[index + 1].key)), ""))
            } else if index > 0 {
                edits.append((try end(of: entries[index - 1].value)..<(try end(of: entry.value)), ""))
            } else {
                edits.append((try start(of: entry.key)..<(try end(of: entry.value)), ""))
            }
            return
        }
        replaceLines(try firstLine(of: entry.key)..<(try lastLine(of: entry.value)) + 1, with: [])
    }
}

extension String {
    var isBlank: Bool { allSatisfy { $0 == " " || $0 == "\t" || $0 == "\r" } }
    var isComment: Bool { drop { $0 == " " }.first == "#" }
}

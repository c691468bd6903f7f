internal import ProjectModel
internal import Yams

extension ProjectFile {
    /// The text of a `miwake.yaml` with its classes changed and nothing else: order, layout and comments are a person's own.
    ///
    /// - Parameter text: what the file says now; a valid project file.
    /// - Returns: nil where the file is laid out in a way that cannot be changed in place; a person can.
    package static func text(_ text: String, applying edit: ClassEdit) -> String? {
        guard let expected = (try? ProjectFile(parsing: Array(text.utf8)))?.applying(edit),
            var source = try? ClassSource(text), (try? source.make(edit, expected)) != nil,
            let changed = try? source.yaml.changed()
        else { return nil }
        // Whatever the layout: what is written says what is meant, or it is not written.
        return (try? ProjectFile(parsing: Array(changed.utf8))) == expected ? changed : nil
    }
}

/// The places of a project file that name classes.
private struct ClassSource {
    typealias UnknownLayout = YAMLSource.UnknownLayout

    var yaml: YAMLSource
    private let list: Node
    private let items: [Item]
    private let costs: Node?
    private let priors: Node?

    private struct Item {
        var name: String
        /// nil for a class that joins.
        var node: Node?
    }

    init(_ text: String) throws(UnknownLayout) {
        yaml = try YAMLSource(text)
        guard let list = yaml.root["classes"], let sequence = list.sequence else { throw UnknownLayout() }
        self.list = list
        items = sequence.map { Item(name: Self.name(of: $0.mapping?["name"] ?? $0), node: $0) }
        costs = yaml.root["costs"]
        priors = yaml.root["priors"]
    }

    private static func entries(of node: Node?) -> [(key: Node, value: Node)] { node?.mapping.map(Array.init) ?? [] }

    private static func name(of node: Node) -> String { node.scalar?.string.asName ?? "" }

    mutating func make(_ edit: ClassEdit, _ expected: ProjectFile) throws(UnknownLayout) {
        switch edit {
        case .rename(let name, let newName, let keepsPrompt):
            try rename(name.asName, to: newName.asName, keepsPrompt: keepsPrompt)
        case .remove(let names, _):
            let leaving = Set(names.map(\.asName))
            try lay(items.filter { !leaving.contains($0.name) }, expected)
            try removeFigures(of: leaving, expected)
        case .insert(let definition, let index):
            var items = items
            items.insert(Item(name: definition.name), at: min(max(0, index), items.count))
            try lay(items, expected)
        case .order(let names):
            try lay(names.compactMap { name in items.first { $0.name == name.asName } }, expected)
        }
    }

    // MARK: A name

    private mutating func rename(
        _ name: String, to newName: String, keepsPrompt: Bool
    ) throws(UnknownLayout) {
        guard let item = items.first(where: { $0.name == name })?.node else { throw UnknownLayout() }
        let prompt = keepsPrompt && item.mapping?["prompt_name"] == nil ? name : nil
        try replace(item, name: newName, promptName: prompt)
        for figures in [costs, priors].compactMap(\.self) + Self.entries(of: costs).map(\.value) {
            for key in Self.entries(of: figures).map(\.key) where Self.name(of: key) == name {
                try yaml.replace(key, with: YAMLText.flowScalar(newName))
            }
        }
    }

    /// - Parameter promptName: to be added; nil for none.
    private mutating func replace(_ item: Node, name: String, promptName: String?) throws(UnknownLayout) {
        let node = item.mapping?["name"] ?? item
        guard let promptName else { return try yaml.replace(node, with: YAMLText.flowScalar(name)) }
        let field = "prompt_name: " + YAMLText.flowScalar(promptName)
        let text = YAMLText.flowScalar(name)
        switch (item.mapping != nil, yaml.isFlow(item) || yaml.isFlow(list)) {
        case (true, true): try yaml.replace(node, with: "\(text), \(field)")
        case (false, true): try yaml.replace(node, with: "{name: \(text), \(field)}")
        case (_, false):
            // A line of its own below the name, at the depth of the keys of a class.
            let line = try yaml.firstLine(of: node)
            let depth = (item.mark?.column ?? 1) - 1
            try yaml.replace(node, with: item.mapping == nil ? "name: " + text : text)
            yaml.replaceLines(line + 1..<line + 1, with: [String(repeating: " ", count: depth) + field])
        }
    }

    // MARK: The list

    /// Lays the list out anew, of the lines that it has. A class takes the comments above it along, and leaves them where it
    /// leaves the list.
    private mutating func lay(_ wanted: [Item], _ expected: ProjectFile) throws(UnknownLayout) {
        guard !yaml.isFlow(list) else { return try layAsLines(expected) }
        var lines: [(lead: [String], own: [String])] = []
        var place: Int?
        for node in items.compactMap(\.node) {
            let (start, end) = (try yaml.firstLine(of: node), try yaml.lastLine(of: node) + 1)
            // The comments between the key and the first class are the first class's.
            let head = place ?? (0..<start).last { !yaml.line($0).isComment }.map { $0 + 1 } ?? start
            guard head <= start else { throw UnknownLayout() }
            lines.append(((head..<start).map(yaml.line), (start..<end).map(yaml.line)))
            place = end
        }
        guard let end = place, let first = lines.first else { throw UnknownLayout() }
        let depth = first.own[0].prefix { $0 == " " }
        let count = lines.reduce(0) { $0 + $1.lead.count + $1.own.count }
        var orphans: [String] = []
        for (index, item) in items.enumerated() {
            if wanted.contains(where: { $0.name == item.name }) {
                lines[index].lead = orphans + lines[index].lead
                orphans = []
            } else {
                orphans += lines[index].lead.filter(\.isComment)
            }
        }
        var result: [String] = []
        for item in wanted {
            if let index = items.firstIndex(where: { $0.name == item.name }) {
                result += lines[index].lead + lines[index].own
            } else if let definition = expected.classes.first(where: { $0.name == item.name }) {
                result += Self.printed([definition]).map { String(depth + $0.dropFirst(2)) }
            }
        }
        yaml.replaceLines(end - count..<end, with: result + orphans)
    }

    /// `[good, crack]` becomes a list of lines.
    private mutating func layAsLines(_ expected: ProjectFile) throws(UnknownLayout) {
        let (start, end) = (try yaml.firstLine(of: list), try yaml.lastLine(of: list))
        let last = yaml.line(end)
        let remark = last.firstIndex(of: "#").map { " " + last[$0...] } ?? ""
        guard (start..<end).allSatisfy({ !yaml.line($0).contains("#") }) else { throw UnknownLayout() }
        yaml.replaceLines(start..<end + 1, with: ["classes:" + remark] + Self.printed(expected.classes))
    }

    private static func printed(_ definitions: [ClassDefinition]) -> [String] {
        var text = YAMLText()
        for definition in definitions { text.item(definition) }
        return text.text.split(separator: "\n").map(String.init)
    }

    // MARK: Costs and priors

    private mutating func removeFigures(of leaving: Set<String>, _ expected: ProjectFile) throws(UnknownLayout) {
        let rows = Self.entries(of: costs).filter { !leaving.contains(Self.name(of: $0.key)) }.map(\.value)
        for figures in [costs, priors].compactMap(\.self) + rows {
            for (index, entry) in Self.entries(of: figures).enumerated()
            where leaving.contains(Self.name(of: entry.key)) {
                try yaml.removeEntry(index, of: figures)
            }
        }
        guard let priors, let numbers = expected.priors else { return }
        for (definition, number) in zip(expected.classes, numbers) {
            let entry = Self.entries(of: priors).first { Self.name(of: $0.key) == definition.name }
            guard let value = entry?.value else {
                throw UnknownLayout()
            }
            if value.float != number { try yaml.replace(value, with: "\(number)") }
        }
    }
}

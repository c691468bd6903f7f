internal import Yams

/// A node of a YAML document that knows where it stands, so that every complaint names line and key.
struct YAMLValue {
    let node: Node
    let path: YAMLPath

    var place: TextPlace? { TextPlace(node) }

    func failure(_ problem: ProjectFileError.Problem) -> ProjectFileError {
        ProjectFileError(problem, at: path, place: place)
    }

    var kind: ProjectFileError.Kind {
        switch node {
        case .mapping: return .mapping
        case .sequence: return .list
        case .alias: return .nothing
        case .scalar(let scalar):
            guard scalar.style == .plain || scalar.style == .any else { return .text }
            switch Resolver.default.resolveTag(of: node) {
            case .int: return .integer
            case .float: return .number
            case .bool: return .boolean
            case .null: return .nothing
            default: return .text
            }
        }
    }

    private func expect(_ expected: ProjectFileError.Kind) throws(ProjectFileError) {
        guard kind == expected else { throw failure(.wrongType(expected: expected, found: kind)) }
    }

    /// The value of each key, all of which must be known.
    func fields(_ known: [String]) throws(ProjectFileError) -> [String: YAMLValue] {
        var fields: [String: YAMLValue] = [:]
        for (name, value, place) in try entries() {
            guard known.contains(name) else {
                throw ProjectFileError(.unknownKey(name, known: known), at: path.key(name), place: place)
            }
            fields[name] = value
        }
        return fields
    }

    /// The keys, their values and the place of each key, in the order of the file.
    func entries() throws(ProjectFileError) -> [(name: String, value: YAMLValue, place: TextPlace?)] {
        try expect(.mapping)
        guard case .mapping(let mapping) = node else { return [] }
        var entries: [(String, YAMLValue, TextPlace?)] = []
        var names: Set<String> = []
        for (key, value) in mapping {
            let keyValue = YAMLValue(node: key, path: path)
            guard case .scalar(let scalar) = key else {
                throw keyValue.failure(.wrongType(expected: .text, found: keyValue.kind))
            }
            let name = scalar.string.precomposed
            guard names.insert(name).inserted else { throw keyValue.failure(.repeatedKey(name)) }
            entries.append((name, YAMLValue(node: value, path: path.key(name)), keyValue.place))
        }
        return entries
    }

    func items() throws(ProjectFileError) -> [YAMLValue] {
        try expect(.list)
        guard case .sequence(let sequence) = node else { return [] }
        return sequence.enumerated().map { YAMLValue(node: $0.element, path: path.index($0.offset)) }
    }

    /// Text as it stands. `no` and `12` are not text: they want quotes.
    func text() throws(ProjectFileError) -> String {
        try expect(.text)
        guard case .scalar(let scalar) = node else { return "" }
        return scalar.string
    }

    func truth() throws(ProjectFileError) -> Bool {
        try expect(.boolean)
        guard case .scalar(let scalar) = node, let truth = Bool.construct(from: scalar) else { return false }
        return truth
    }

    /// A scalar's own letters, whatever they mean.
    func literal() throws(ProjectFileError) -> String {
        guard case .scalar(let scalar) = node else { throw failure(.wrongType(expected: .text, found: kind)) }
        return scalar.string
    }

    /// One text, or a list of them.
    func texts() throws(ProjectFileError) -> [String] {
        guard kind == .list else { return [try text()] }
        var texts: [String] = []
        for item in try items() { texts.append(try item.text()) }
        return texts
    }

    func number(in range: ClosedRange<Double>) throws(ProjectFileError) -> Double {
        guard kind == .number || kind == .integer else { throw failure(.wrongType(expected: .number, found: kind)) }
        let text = try literal()
        guard let number = Double(text), range.contains(number) else {
            throw failure(.outOfRange(found: text, lowest: range.lowerBound, highest: finite(range.upperBound)))
        }
        return number
    }

    func integer<Integer: FixedWidthInteger>(in range: ClosedRange<Integer>) throws(ProjectFileError) -> Integer {
        try expect(.integer)
        let text = try literal()
        guard let number = Integer(text), range.contains(number) else {
            let highest = range.upperBound == .max ? nil : Double(range.upperBound)
            throw failure(.outOfRange(found: text, lowest: Double(range.lowerBound), highest: highest))
        }
        return number
    }

    func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) throws(ProjectFileError) -> Word
    where Word.RawValue == String {
        let found = try text()
        guard let word = Word(rawValue: found) else {
            throw failure(.notOneOf(Word.allCases.map(\.rawValue), found: found))
        }
        return word
    }

    private func finite(_ bound: Double) -> Double? { bound == .greatestFiniteMagnitude ? nil : bound }
}

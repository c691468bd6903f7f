/// What a key stands for in one language: a text, shorter ones for narrow places, and other forms for other counts.
package struct Message: Sendable, Equatable {
    /// For each form the texts, the widest first. `other` is there always.
    package private(set) var forms: [PluralForm: [Template]]

    init(_ text: Template, as form: PluralForm) { forms = [form: [text]] }

    mutating func add(_ text: Template, as form: PluralForm) { forms[form, default: []].append(text) }

    /// The names of all its placeholders, `key:…` among them.
    package var placeholders: Set<String> {
        Set(
            forms.values.joined().flatMap(\.pieces).compactMap {
                if case .placeholder(let name) = $0 { name } else { nil }
            })
    }
}

/// What a count asks of the words around it, as in Unicode's plural rules.
package enum PluralForm: String, Sendable, Hashable, CaseIterable {
    case one
    case other
}

/// Which counts are `one`, as a language's file says it.
package enum PluralRule: String, Sendable, Hashable, CaseIterable {
    /// Japanese: words do not change.
    case none
    /// English and German: 1 alone.
    case one
    /// French: 0 and 1.
    case upToOne = "up-to-one"

    package func form(of count: Int) -> PluralForm {
        switch self {
        case .none: .other
        case .one: count == 1 ? .one : .other
        case .upToOne: count == 0 || count == 1 ? .one : .other
        }
    }
}

/// A text with places for what is put in: `{count} of {total}`.
package struct Template: Sendable, Equatable {
    package enum Piece: Sendable, Equatable {
        case text(String)
        case placeholder(String)
    }

    package let pieces: [Piece]

    /// Two braces stand for one. Read byte by byte: all texts of a language are read before the first frame.
    init(parsing text: Substring) throws(CatalogueError.Defect) {
        let (open, close) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
        let bytes = text.utf8
        var pieces: [Piece] = []
        var literal = ""
        var start = bytes.startIndex
        while let brace = bytes[start...].firstIndex(where: { $0 == open || $0 == close }) {
            literal += text[start..<brace]
            let next = bytes.index(after: brace)
            if next < bytes.endIndex, bytes[next] == bytes[brace] {
                literal += text[brace..<next]
                start = bytes.index(after: next)
                continue
            }
            guard bytes[brace] == open, let end = bytes[next...].firstIndex(of: close), next < end else {
                throw .unpairedBrace
            }
            if !literal.isEmpty { pieces.append(.text(literal)) }
            literal = ""
            pieces.append(.placeholder(String(text[next..<end])))
            start = bytes.index(after: end)
        }
        literal += text[start...]
        if !literal.isEmpty || pieces.isEmpty { pieces.append(.text(literal)) }
        self.pieces = pieces
    }

    func filled(_ value: (String) -> String) -> String {
        pieces.reduce(into: "") { text, piece in
            switch piece {
            case .text(let literal): text += literal
            case .placeholder(let name): text += value(name)
            }
        }
    }
}

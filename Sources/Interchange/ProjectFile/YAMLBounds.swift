internal import Yams

/// What a YAML text may hold, so that reading it ends soon and with what its writer meant.
enum YAMLBounds {
    /// A project file needs four levels. The library itself stops at a thousand, where its recursion is still safe.
    static let deepestNesting = 100
    /// Aliases of aliases multiply: a few lines can stand for gigabytes.
    static let mostAliases = 20
    /// What all values may come to when aliases are written out: more than a text of the largest size has without them.
    static let mostValues = YAMLDocument.largestText

    private static let lineEnds: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
    /// After these a value may begin without a space: brackets, and in them the marks of keys and values.
    private static let openers: Set<Unicode.Scalar> = ["[", "{", ",", ":", "?", " ", "\t", "\u{FEFF}"]

    /// Before the text is composed: the library compares the keys of a mapping by all that they stand for, and recurses.
    static func check(_ text: String) throws(ProjectFileError) {
        var line = 1
        var nesting = Nesting()
        var aliases = 0
        var previous: Unicode.Scalar = "\n"
        var mayBeAlias = false
        for scalar in text.unicodeScalars {
            let endsLine = lineEnds.contains(scalar)
            // Every asterisk where a value may begin, with anything behind it; too many in quotes and comments.
            if mayBeAlias, !endsLine, scalar != " ", scalar != "\t" { aliases += 1 }
            mayBeAlias = scalar == "*" && (openers.contains(previous) || lineEnds.contains(previous))
            if endsLine, !(scalar == "\n" && previous == "\r") { line += 1 }
            nesting.take(scalar, endsLine: endsLine)
            guard nesting.depth <= deepestNesting else {
                throw ProjectFileError(.tooDeep(limit: deepestNesting), place: TextPlace(line: line, column: 1))
            }
            guard aliases <= mostAliases else {
                throw ProjectFileError(.tooManyAliases(limit: mostAliases), place: TextPlace(line: line, column: 1))
            }
            previous = scalar
        }
    }

    /// Brackets that are open at once, and the indentation and chains of `- - -` and `? ? ?` at the start of a line. Counts too
    /// much in quotes and comments, and too little where these hold closing brackets: the library's own bound stops the rest.
    private struct Nesting {
        private var open = 0
        private var lead = 0
        private var isAtStart = true

        var depth: Int { max(open, lead) }

        mutating func take(_ scalar: Unicode.Scalar, endsLine: Bool) {
            switch scalar {
            case _ where endsLine:
                lead = 0
                isAtStart = true
            case " ", "\t", "-", "?", ":":
                if isAtStart { lead += 1 }
            default:
                isAtStart = false
                if scalar == "[" || scalar == "{" { open += 1 }
                if scalar == "]" || scalar == "}" { open = max(0, open - 1) }
            }
        }
    }

    /// After it is composed: how much there is with every alias written out, and no value of a type that is not ours.
    static func check(_ root: Node) throws(ProjectFileError) {
        var waiting = [root]
        var values = 0
        while let node = waiting.popLast() {
            values += 1
            guard values <= mostValues else {
                throw ProjectFileError(.tooManyAliases(limit: mostAliases), place: TextPlace(node))
            }
            let tag: Tag
            switch node {
            case .scalar(let scalar): tag = scalar.tag
            case .alias(let alias): tag = alias.tag
            case .sequence(let sequence):
                tag = sequence.tag
                waiting += sequence
            case .mapping(let mapping):
                tag = mapping.tag
                for (key, value) in mapping { waiting += [key, value] }
            }
            guard tags.contains(tag.description) else {
                throw ProjectFileError(.unknownTag(name(of: tag)), place: TextPlace(node))
            }
        }
    }

    private static let prefix = "tag:yaml.org,2002:"
    /// YAML's own, and those of a value that names none.
    private static let tags = Set(
        ["str", "int", "float", "bool", "null", "seq", "map", "merge", "value", "timestamp"].map { prefix + $0 }
    ).union(["", "!"])

    /// As a file writes it.
    private static func name(of tag: Tag) -> String {
        let text = tag.description
        return text.hasPrefix(prefix) ? "!!" + text.dropFirst(prefix.count) : text
    }
}

extension TextPlace {
    /// nil where the node does not know its place.
    init?(_ node: Node) {
        guard let mark = node.mark else { return nil }
        self.init(line: mark.line, column: mark.column)
    }
}

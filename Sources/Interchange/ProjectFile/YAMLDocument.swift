internal import Yams

/// A YAML text that is small and shallow enough to be read safely, as one tree.
struct YAMLDocument {
    let root: YAMLValue

    /// A project file with a thousand classes has a tenth of this.
    static let largestText = 1 << 20
    /// A project file needs four levels; the parser's recursion needs a bound.
    static let deepestNesting = 100
    /// Aliases of aliases multiply: a few lines can stand for gigabytes.
    static let mostAliases = 20

    init(parsing bytes: [UInt8]) throws(ProjectFileError) {
        guard bytes.count <= Self.largestText else {
            throw ProjectFileError(.tooLarge(bytes: bytes.count, limit: Self.largestText))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ProjectFileError(.notUTF8, place: Self.firstInvalidUTF8(in: bytes))
        }
        try Self.checkNesting(bytes)
        do {
            guard let node = try compose(yaml: text) else { throw ProjectFileError(.empty) }
            root = YAMLValue(node: node, path: YAMLPath())
        } catch let error as ProjectFileError {
            throw error
        } catch let error as YamlError {
            throw Self.translated(error)
        } catch {
            throw ProjectFileError(.syntax(String(describing: error)))
        }
    }

    /// Bounds what recursion can meet before the parser recurses: brackets that are open at once, the indentation and the
    /// chains of `- - -` and `? ? ?` at the start of a line, and the number of aliases. Counts too much in quotes and comments.
    private static func checkNesting(_ bytes: [UInt8]) throws(ProjectFileError) {
        var line = 1
        var open = 0
        var lead = 0
        var atStart = true
        var aliases = 0
        var previous = UInt8(ascii: "\n")
        for byte in bytes {
            switch byte {
            case 0x0A, 0x0D:
                if byte == 0x0A { line += 1 }
                lead = 0
                atStart = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
                if atStart { lead += 1 }
            default:
                atStart = false
                if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { open += 1 }
                if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { open = max(0, open - 1) }
                if Self.isAnchorCharacter(byte), previous == UInt8(ascii: "*") { aliases += 1 }
            }
            guard lead <= deepestNesting, open <= deepestNesting else {
                throw ProjectFileError(.tooDeep(limit: deepestNesting), place: TextPlace(line: line, column: 1))
            }
            guard aliases <= mostAliases else {
                throw ProjectFileError(.tooManyAliases(limit: mostAliases), place: TextPlace(line: line, column: 1))
            }
            previous = byte
        }
    }

    private static func isAnchorCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func firstInvalidUTF8(in bytes: [UInt8]) -> TextPlace? {
        var line = 1
        for piece in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if String(validating: piece, as: UTF8.self) == nil { return TextPlace(line: line, column: 1) }
            line += 1
        }
        return nil
    }

    private static func translated(_ error: YamlError) -> ProjectFileError {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            let sentence = [context?.text, problem].compactMap(\.self).joined(separator: " ")
            return ProjectFileError(.syntax(sentence), place: TextPlace(line: mark.line, column: mark.column))
        case .composer(let context, let problem, let mark, _):
            let place = TextPlace(line: mark.line, column: mark.column)
            return ProjectFileError(context == nil ? .syntax(problem) : .severalDocuments, place: place)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let place = TextPlace(line: context.mark.line, column: context.mark.column)
            return ProjectFileError(.repeatedKey(duplicates.first ?? ""), place: place)
        case .reader(let problem, let offset, _, let text):
            let line = offset.map { text.prefix($0).utf8.count { $0 == 0x0A } + 1 }
            return ProjectFileError(.syntax(problem), place: line.map { TextPlace(line: $0, column: 1) })
        default:
            return ProjectFileError(.syntax(String(describing: error)))
        }
    }
}

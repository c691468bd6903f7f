internal import Foundation
internal import ProjectModel
internal import Yams

/// YAML as a person would lay it out. Emitters of the library write no comments.
struct YAMLText {
    private(set) var text = ""

    mutating func line(_ line: String) { text += line + "\n" }

    mutating func gap() { text += "\n" }

    mutating func comment(_ sentence: String) { line("# " + sentence) }

    mutating func field(_ name: String, _ value: String) { line("\(name): \(value)") }

    /// A field, or a comment that shows how it would look.
    mutating func optional(_ name: String, _ value: String?, example: String) {
        if let value { field(name, value) } else { comment("\(name): \(example)") }
    }

    mutating func list(_ name: String, _ texts: [String], indent: String = "") {
        line(indent + name + ":")
        for item in texts { line(indent + "  - " + Self.quoted(item)) }
    }

    mutating func item(_ definition: ClassDefinition) {
        guard definition != ClassDefinition(name: definition.name) else {
            return line("  - " + Self.scalar(definition.name))
        }
        field("  - name", Self.scalar(definition.name))
        if let promptName = definition.promptName { field("    prompt_name", Self.scalar(promptName)) }
        if let key = definition.key { field("    key", String(key)) }
        if let verdict = definition.verdict { field("    verdict", verdict.rawValue) }
        if !definition.prompts.isEmpty { list("prompts", definition.prompts, indent: "    ") }
        if !definition.note.isEmpty { field("    note", Self.scalar(definition.note)) }
    }

    /// A text without quotes where it reads back as itself.
    static func scalar(_ text: String) -> String {
        isPlain(text, forbidden: []) ? text : quoted(text)
    }

    /// The same within `{…}`.
    static func flowScalar(_ text: String) -> String {
        isPlain(text, forbidden: [",", "[", "]", "{", "}"]) ? text : quoted(text)
    }

    private static func isPlain(_ text: String, forbidden: Set<Character>) -> Bool {
        guard let first = text.first, let last = text.last, first.isLetter || first == "/" || first == ".",
            !last.isWhitespace, !text.contains(where: { forbidden.contains($0) || $0 == "#" || $0 == ":" }),
            !text.unicodeScalars.contains(where: needsEscape)
        else { return false }
        return Resolver.default.resolveTag(of: Node(text, .implicit, .plain)) == .str
    }

    /// A text in double quotes, with YAML's escapes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if needsEscape(scalar) {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// What YAML does not take as it is, or would take for a line end.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}

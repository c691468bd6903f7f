/// Text as a terminal may be shown it: what would move the cursor, change colours or the title, or turn the direction of reading
/// round is written out, as a shell's `$'…'` writes it: `\n`, `\x1b`, `\u202e`.
///
/// Names come from disks and files, and whoever gave them may have meant the terminal to obey.
package enum EscapedText {
    /// One line: line ends and tabs are written out too, so that a name never looks like a line of the program.
    package static func line(_ text: String) -> String { escaped(text, keeping: []) }

    /// Several lines: line ends and tabs stay.
    package static func page(_ text: String) -> String { escaped(text, keeping: ["\n", "\t"]) }

    package static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        default:
            let digits = String(scalar.value, radix: 16)
            let (letter, count) = scalar.value < 0x80 ? ("x", 2) : scalar.value < 0x1_0000 ? ("u", 4) : ("U", 8)
            return "\\" + letter + String(repeating: "0", count: count - digits.count) + digits
        }
    }

    private static func escaped(_ text: String, keeping kept: Set<Unicode.Scalar>) -> String {
        func isHarmless(_ scalar: Unicode.Scalar) -> Bool { kept.contains(scalar) || !scalar.commandsTerminals }
        guard !text.unicodeScalars.allSatisfy(isHarmless) else { return text }
        return text.unicodeScalars.map { isHarmless($0) ? String($0) : escape($0) }.joined()
    }
}

extension Unicode.Scalar {
    /// Control characters of both sets (C0 with DEL, C1), line and paragraph separators, and marks that turn the direction of
    /// reading round.
    package var commandsTerminals: Bool {
        guard value < 0x20 || value >= 0x7F else { return false }
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        default: return properties.isBidiControl
        }
    }
}

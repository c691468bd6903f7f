/// A text as one field of a CSV file.
package enum CSVField {
    /// A cell that starts with one of these is a formula to a spreadsheet, or becomes one when it is pasted: also in full width,
    /// which East Asian versions read alike. OWASP, "CSV injection".
    private static let formulaStarts = Set("=+-@\t\r\n＝＋－＠".unicodeScalars)
    /// A cell that starts with it is text to a spreadsheet.
    private static let guardMark: Unicode.Scalar = "'"

    /// Guarded against being taken for a formula, and quoted where RFC 4180 asks for it.
    package static func written(_ text: String) -> String { quoted(guarded(text)) }

    /// As it is, quoted where RFC 4180 asks for it: for numbers.
    package static func quoted(_ field: String) -> String {
        let needsQuotes = field.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ";") || byte == 0x09
                || byte == 0x0A || byte == 0x0D
        }
        guard needsQuotes || field.first?.isWhitespace == true || field.last?.isWhitespace == true else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }

    /// The text that a guarded field stands for: exactly what was written. Texts that only look guarded are given a mark more
    /// when they are written, so that nothing is lost.
    package static func text(_ field: String) -> String {
        guard isGuardedOrFormula(field), field.unicodeScalars.first == guardMark else { return field }
        return String(field.unicodeScalars.dropFirst())
    }

    /// A text that no spreadsheet takes for a formula.
    package static func guarded(_ text: String) -> String {
        isGuardedOrFormula(text) && !isNumber(text) ? String(guardMark) + text : text
    }

    /// Any number of marks, and then what starts a formula.
    private static func isGuardedOrFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first(where: { $0 != guardMark }) else { return false }
        return formulaStarts.contains(first)
    }

    /// A signed number is what it looks like, and no formula.
    private static func isNumber(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 < 0x80 } && text.last?.isNumber == true && Double(text) != nil
    }
}

import Interchange
import Testing

@Suite("Texts on terminals and in spreadsheets")
struct EscapingTests {
    @Test(
        "what commands a terminal is written out as a shell writes it",
        arguments: [
            ("a\u{1B}]0;PWNED\u{07}.png", "a\\x1b]0;PWNED\\x07.png"),
            ("a\nmiwake: done\r.png", "a\\nmiwake: done\\r.png"),
            ("\u{9B}31m\u{7F}", "\\u009b31m\\x7f"), ("gpj.\u{202E}exe", "gpj.\\u202eexe"),
            ("\u{2066}\u{61C}", "\\u2066\\u061c"),
            ("a\u{2028}b\tc", "a\\u2028b\\tc"), ("傷が 👨‍👩‍👧 é.png", "傷が 👨‍👩‍👧 é.png"), ("C:\\n", "C:\\n"),
        ])
    func lines(text: String, shown: String) {
        #expect(Array(EscapedText.line(text).utf8) == Array(shown.utf8))
        #expect(EscapedText.line(shown) == shown)
    }

    @Test("a page keeps its lines and nothing else")
    func page() {
        #expect(EscapedText.page("a\n\tb\u{1B}[2J\r\n") == "a\n\tb\\x1b[2J\\r\n")
    }

    @Test(
        "a cell never starts a formula, and reads back as it was",
        arguments: [
            "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "'=1", "''-x", "'plain", "plain", "", "-",
            "良-1",
        ]
    )
    func formulas(text: String) throws {
        let field = CSVField.guarded(text)
        let isFormula = "=+-@\t\r\n＝".unicodeScalars.contains(field.unicodeScalars.first ?? "a")
        #expect(!isFormula, "\(field)")
        #expect(CSVField.text(field) == text)
        let table = LabelTable.csv([.init(line: 2, path: text + "x", className: text + "y", split: text + "z")])
        let row = try #require(try LabelTable(parsing: Array(table.utf8)).rows.first)
        #expect(row.path == text + "x" && row.className == (text + "y").trimmed && row.split == (text + "z").trimmed)
    }

    @Test("numbers stay numbers", arguments: ["-0.3", "+5", "-1e-5", "-12"])
    func numbers(text: String) {
        #expect(CSVField.written(text) == text)
        #expect(CSVField.text(text) == text)
    }

    @Test("words that only spell a number are guarded", arguments: ["-inf", "-nan", "+0x1p3x"])
    func words(text: String) { #expect(CSVField.written(text) == "'" + text) }
}

extension String {
    /// Names lose the white space at their ends.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

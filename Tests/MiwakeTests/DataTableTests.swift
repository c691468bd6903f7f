import ArgumentParser
import Foundation
import Testing

@testable import miwake

@Suite("What commands print")
struct DataTableTests {
    private static func printed(_ value: DataTable.Value) -> (table: String, csv: String, json: String) {
        let table = DataTable(source: [.init("fact", value)], columns: [.number("value")], rows: [[value]])
        func last(_ format: OutputFormat) -> String {
            String(
                table.printed(as: format).split(separator: "\n", omittingEmptySubsequences: false).dropLast().last ?? ""
            )
        }
        let row = table.printed(as: .json).split(separator: "\n").first { $0.contains("{\"value\"") } ?? ""
        return (
            String(last(.table).drop { $0 == " " }), last(.csv), String(row.drop { $0 != ":" }.dropFirst(2).dropLast())
        )
    }

    @Test(
        "a measured number has its declared digits in every format",
        arguments: [
            (0.123456, 4, "0.1235"), (2.0 / 3, 2, "0.67"), (5, 1, "5.0"), (1e-9, 3, "0.000"), (-1.25, 0, "-1"),
            (1e12, 2, "1000000000000.00"), (-0.0004, 2, "0.00"), (-0.0, 1, "0.0"), (-0.006, 2, "-0.01"),
        ])
    func digits(number: Double, digits: Int, text: String) throws {
        let printed = Self.printed(.decimal(number, digits: digits))
        #expect(printed == (text, text, text))
        let json = try JSONSerialization.jsonObject(with: Data("[\(printed.json)]".utf8)) as? [Double]
        #expect(json?.first == Double(text))
    }

    @Test("what is no number is a dash, an empty field and null; a number without end says so where it can")
    func notFinite() {
        #expect(Self.printed(.decimal(Double.nan, digits: 2)) == ("–", "", "null"))
        #expect(Self.printed(.missing) == ("–", "", "null"))
        #expect(Self.printed(.decimal(Double.infinity, digits: 2)) == ("inf", "inf", "null"))
    }

    @Test("the digits of the source are the same ones")
    func source() {
        let table = DataTable(source: [.init("share", .decimal(0.98765, digits: 3))], columns: [], rows: [])
        #expect(table.printed(as: .json).contains("\"source\": {\"share\": 0.988}"))
        #expect(table.printed(as: .table).contains("share: 0.988"))
    }

    @Test("a field with a space at its edge is quoted in CSV, as in the files that are written")
    func edgeSpaces() {
        let table = DataTable(
            source: [], columns: [.text("path"), .text("class")], rows: [[.text(" a.png"), .text("a b")]])
        #expect(table.printed(as: .csv) == "path,class\n\" a.png\",a b\n")
    }

    @Test("in Markdown a table stands between its source and its notes, and a bar in a name is no new cell")
    func markdown() {
        let table = DataTable(
            source: [.init("project", .text("line"))], columns: [.text("class"), .number("share_of_row")],
            rows: [[.text("a|b"), .decimal(0.5, digits: 2)], [.text("c"), .missing]], notes: ["A note."])
        #expect(
            table.printed(as: .markdown) == """
                project: line

                | class | share of row |
                |---|---:|
                | a\\|b | 0.50 |
                | c | – |

                A note.

                """)
        let page = table.markdown(title: "Line 7").split(separator: "\n").map(String.init)
        #expect(page.prefix(3) == ["# Line 7", "project: line", "A note."], "what a person should know comes first")
    }

    @Test("the time that is left is told from the first finished piece on, and not at the end")
    func timeLeft() {
        #expect(ProgressLine.secondsLeft(0, of: 8, 3) == nil)
        #expect(ProgressLine.secondsLeft(2, of: 8, 3) == 9)
        #expect(ProgressLine.secondsLeft(8, of: 8, 3) == nil)
    }

    /// The three numbers go by these names in every document and language file, and by no other.
    @Test("labels in training, audit answers and reviews have one name each, in both languages and all documents")
    func threeNames() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let figures = try String(contentsOf: sources.appending(path: "miwake/miwake.docc/Figures.md"), encoding: .utf8)
        for (english, japanese, name) in [
            ("labels in training", "学習ラベル", "labels_in_training"), ("audit answers", "精度確認の判定", "audit_answers"),
            ("reviews", "判定済み", "reviews"),
        ] {
            let row = figures.split(separator: "\n").first { $0.hasPrefix("| *\(english)*") }
            #expect(row?.contains(japanese) == true && row?.contains("`\(name)`") == true, "\(english)")
        }
    }
}

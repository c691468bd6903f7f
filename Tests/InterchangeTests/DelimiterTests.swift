import FileContents
import Interchange
import Testing

@Suite("CSV files of other programs")
struct DelimiterTests {
    private static let expected: [LabelTable.Row] = [
        .init(line: 2, path: "a.png", className: "crack"), .init(line: 3, path: "b;c,d.png", className: "良品"),
    ]

    private static func rows(_ text: String) throws(CSVError) -> [LabelTable.Row] {
        try LabelTable(parsing: Array(text.utf8)).rows
    }

    @Test("the header says what divides the fields", arguments: [",", ";", "\t"], ["\n", "\r\n", "\r"])
    func delimiters(delimiter: String, end: String) throws {
        let lines = [
            ["path", "class", "note"], ["a.png", "crack", ""], ["\"b;c,d.png\"", "良品", "\"x\(delimiter)y\""],
        ]
        let text = lines.map { $0.joined(separator: delimiter) }.joined(separator: end)
        #expect(try Self.rows(text) == Self.expected)
        #expect(try Self.rows("\u{FEFF}" + text + end) == Self.expected)
    }

    @Test("what Excel saves as Unicode text is read")
    func unicodeText() throws {
        let text = "path\tclass\r\na.png\tcrack\r\n\"b;c,d.png\"\t良品\r\n"
        let bytes: [UInt8] = "\u{FEFF}\(text)".utf16.reduce(into: []) { $0 += [UInt8($1 & 0xFF), UInt8($1 >> 8)] }
        #expect(try LabelTable(parsing: bytes).rows == Self.expected)
    }

    @Test("Excel's own first line is obeyed, in front of a header that could be read in two ways")
    func declared() throws {
        let rows = try Self.rows("sep=;\r\npath;class;a,b\r\na.png;crack;\r\n")
        #expect(rows == [.init(line: 3, path: "a.png", className: "crack")])
        #expect(throws: CSVError.foreignDelimiter(UInt8(ascii: "|"))) { try Self.rows("sep=|\npath|class\n") }
    }

    @Test("where a header can be read in two ways, the comma is meant")
    func ambiguous() throws {
        let rows = try Self.rows("path,class,a;b\nx.png,crack,1;2\n")
        #expect(rows == [.init(line: 2, path: "x.png", className: "crack")])
    }

    @Test("an unread delimiter, a missing column and a row of another delimiter name what was seen")
    func named() {
        #expect(throws: CSVError.foreignDelimiter(UInt8(ascii: "|"))) { try Self.rows("path|class\na|b\n") }
        #expect(throws: CSVError.missingColumn("class", found: ["path", "label"], delimiter: .semicolon)) {
            try Self.rows("path;label\na;b\n")
        }
        #expect(throws: CSVError.missingColumn("path", found: ["a.png"], delimiter: nil)) { try Self.rows("a.png\n") }
        #expect(throws: CSVError.wrongFieldCount(expected: 2, found: 1, delimiter: .comma, line: 3)) {
            try Self.rows("path,class\na,b\nc;d\n")
        }
    }

    @Test("columns that nobody asks for may repeat, those that are read may not, whatever their case")
    func repeatedColumns() throws {
        let rows = try Self.rows("path,class,note,note,,\na.png,crack,1,2,,\n")
        #expect(rows == [.init(line: 2, path: "a.png", className: "crack")])
        #expect(throws: CSVError.repeatedColumn("path")) { try Self.rows("path,class,Path\na,b,c\n") }
        #expect(throws: CSVError.repeatedColumn("class")) { try Self.rows("path,class,class\na,b,c\n") }
        #expect(throws: CSVError.repeatedColumn("split")) { try Self.rows("path,class,split,SPLIT\na,b,c,d\n") }
    }

    @Test("lines of nothing but delimiters are empty ones, and lines are counted through quoted line ends")
    func emptyRecords() throws {
        let rows = try Self.rows("path,class\r\n,\r\n \r\n\"a\r\nb.png\",crack\r\n,,\r\nc.png,pit\r\n")
        #expect(
            rows == [
                .init(line: 4, path: "a\r\nb.png", className: "crack"), .init(line: 7, path: "c.png", className: "pit"),
            ])
        #expect(try Self.rows("path,class\r\"a\rb\rc\",x\rd,y").map(\.line) == [2, 5])
    }

    @Test("white space at the ends belongs to a path and to no name")
    func edgeSpaces() throws {
        let rows = try Self.rows(" path , Class ,split\n a.png , crack , test \n\" b.png\",\"\u{3000}pit\",\n")
        #expect(
            rows == [
                .init(line: 2, path: " a.png ", className: "crack", split: "test"),
                .init(line: 3, path: " b.png", className: "pit"),
            ])
        let lines = try TextLines(parsing: Array(" a.png \n\tb.png\n".utf8))
        #expect(lines.lines == [" a.png ", "\tb.png"])
        #expect(try lines.names() == ["a.png", "b.png"])
    }

    @Test("a sheet of Japanese Excel is named with its encoding, a workbook by its kind")
    func foreign() {
        let shiftJIS: [UInt8] = Array("path,class\r\na.png,".utf8) + [0x8F, 0x9D, 0x0D, 0x0A]
        #expect(throws: CSVError.unreadable(.encoding(.shiftJIS, line: 2))) { try LabelTable(parsing: shiftJIS) }
        let workbook =
            Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 22) + [19, 0, 0, 0]
            + Array("[Content_Types].xml".utf8)
        #expect(throws: CSVError.unreadable(.foreign(.workbook))) { try LabelTable(parsing: workbook) }
    }
}

import Testing

@testable import Interchange

/// A space at the edge of a field belongs to it (RFC 4180, §2.4): many readers drop it all the same, so it is written in quotes.
@Suite("Spaces at the edges of CSV fields")
struct EdgeSpaceTests {
    @Test(
        "are written in quotes, and inner ones are not",
        arguments: [
            (" a.png", "\" a.png\"\r\n"), ("a.png ", "\"a.png \"\r\n"), ("a\t", "\"a\t\"\r\n"), (" ", "\" \"\r\n"),
            ("\u{3000}a", "\"\u{3000}a\"\r\n"), ("a b.png", "a b.png\r\n"), ("", "\"\"\r\n"),
        ])
    func written(field: String, record: String) {
        #expect(CSVTable.record([field]) == record)
    }

    @Test("stay in what is read, quoted or not; names of columns go without")
    func read() throws {
        let table = try CSVTable(parsing: Array(" path ,class\n a.png,\" pit \"\n".utf8))
        #expect(table.header == ["path", "class"])
        #expect(table.rows.map(\.fields) == [[" a.png", " pit "]])
    }

    @Test("are part of a path, and no part of a class or a split")
    func labels() throws {
        let table = try LabelTable(parsing: Array("path,class,split\n a.png , pit ,\" test\"\na.png,pit,test\n".utf8))
        #expect(table.rows.map(\.path) == [" a.png ", "a.png"], "two files")
        #expect(table.rows.allSatisfy { $0.className == "pit" && $0.split == "test" })
        let written = LabelTable.csv(table.rows)
        #expect(written.contains("\" a.png \",pit,test\r\n"))
        #expect(try LabelTable(parsing: Array(written.utf8)).rows.map(\.path) == table.rows.map(\.path))
    }
}

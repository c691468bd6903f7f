import FileContents
import Foundation
import Interchange
import Testing

@Suite("CSV and lists")
struct TableTests {
    private static func rows(_ text: String) throws(CSVError) -> [[String]] {
        try CSVTable(parsing: Array(text.utf8)).rows.map(\.fields)
    }

    @Test("quotes, commas, line ends and a byte order mark are read as RFC 4180 has them")
    func reading() throws {
        let text = "\u{FEFF}path , class\r\n\"a,\"\"b\"\".png\",\"two\r\nlines\"\r\n\r\nc,d\n\"\",\re, f "
        let table = try CSVTable(parsing: Array(text.utf8))
        #expect(table.header == ["path", "class"])
        #expect(table.rows.map(\.fields) == [["a,\"b\".png", "two\r\nlines"], ["c", "d"], ["", ""], ["e", " f "]])
        #expect(table.rows.map(\.line) == [2, 5, 6, 7])
        #expect(try table.column("CLASS") == 1)
    }

    @Test("what could shift a value into another column is an error with its line")
    func errors() {
        #expect(throws: CSVError.empty) { try Self.rows("") }
        #expect(throws: CSVError.empty) { try Self.rows("\n\r\n") }
        #expect(throws: CSVError.unclosedQuote(line: 3)) { try Self.rows("a\nb\n\"c\nd\n") }
        #expect(throws: CSVError.strayQuote(line: 2)) { try Self.rows("a\nb\"c\n") }
        #expect(throws: CSVError.strayQuote(line: 3)) { try Self.rows("a\n\"b\nc\"d\n") }
        #expect(throws: CSVError.wrongFieldCount(expected: 2, found: 3, delimiter: .comma, line: 3)) {
            try Self.rows("a,b\n1,2\n1,2,3")
        }
        #expect(throws: CSVError.unreadable(.encoding(.shiftJIS, line: 2))) {
            try CSVTable(parsing: Array("a\n".utf8) + [0x82, 0xA0])
        }
    }

    @Test("whatever is written reads back as itself", arguments: 0..<100)
    func roundTrip(seed: Int) throws {
        var state = UInt64(seed)
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let pieces = ["a", ",", "\"", "\n", "\r\n", " ", "良", "", "\t", "=1+1"]
        let columns = 1 + next(4)
        let rows = (0..<next(6)).map { _ in
            (0..<columns).map { _ in (0..<next(4)).map { _ in pieces[next(pieces.count)] }.joined() }
        }
        let header = (0..<columns).map { "c\($0)" }
        let text = ([header] + rows).map(CSVTable.record).joined()
        #expect(try CSVTable(parsing: Array(text.utf8)).rows.map(\.fields) == rows)
    }

    @Test("labels are read by column name; other columns are ignored")
    func labels() throws {
        let text = "Split,who,class,path\ntrain,me, crack ,./a\\b.png\n,me,良品,c.png\n,you,良品,c.png\n"
        let table = try LabelTable(parsing: Array(text.utf8))
        #expect(
            table.rows == [
                .init(line: 2, path: "./a\\b.png", className: "crack", split: "train"),
                .init(line: 3, path: "c.png", className: "良品"),
            ])
        #expect(table.repetitions == 1)
        #expect(table.splits == ["train"])
        #expect(
            try LabelTable(parsing: Array(LabelTable.csv(table.rows).utf8)).rows.map(\.className) == ["crack", "良品"])
    }

    @Test("labels that contradict each other or say nothing are errors with their lines")
    func badLabels() {
        func parse(_ text: String) throws(CSVError) { _ = try LabelTable(parsing: Array(text.utf8)) }
        #expect(throws: CSVError.missingColumn("class", found: ["path", "klass"], delimiter: .comma)) {
            try parse("path,klass\n")
        }
        #expect(throws: CSVError.contradiction(path: "a", line: 4, first: 2)) {
            try parse("path,class\na,x\nb,x\na,y\n")
        }
        #expect(throws: CSVError.emptyField(column: "class", line: 2)) { try parse("path,class\na, \n") }
        #expect(throws: CSVError.emptyField(column: "path", line: 2)) { try parse("path,class\n./,x\n") }
    }

    @Test("lines are rows: an empty one in between is an error, one at the end is not")
    func lines() throws {
        func parse(_ text: String) throws(TextLines.Defect) -> [String] {
            try TextLines(parsing: Array(text.utf8)).lines
        }
        #expect(try parse("\u{FEFF}a\r\nb\rc\n\n \n") == ["a", "b", "c"])
        #expect(try parse("a") == ["a"])
        #expect(try parse("").isEmpty)
        #expect(throws: TextLines.Defect.emptyLine(line: 2)) { try parse("a\n\nb") }
        #expect(throws: TextLines.Defect.unreadable(.encoding(.western, line: 2))) {
            try TextLines(parsing: [0x61, 0x0A, 0xFF])
        }
        let list = try TextLines(parsing: Array(" a \nb\na\n".utf8))
        #expect(throws: TextLines.Defect.repeatedLine("a", line: 3, first: 1)) { try list.names() }
    }
}

@Suite("Features, splits and folders")
struct ExchangeTests {
    @Test("rows are joined by path; missing, surplus and repeated ones are named")
    func join() throws {
        let join = try FeatureJoin(
            rowPaths: ["./b.png", "x.png", "a.png", "b.png", "か\u{3099}.png", "x.png"],
            imagePaths: ["a.png", "b.png", "\u{304C}.png", "d/e.png"])
        #expect(join.rows == [2, 0, 4, nil])
        #expect(join.matched == 3)
        #expect(join.missing == ["d/e.png"])
        #expect(join.surplus == ["x.png", "x.png"])
        #expect(join.duplicates == [.init(path: "b.png", rows: [0, 3]), .init(path: "x.png", rows: [1, 5])])
    }

    @Test("a split file has the three lists in CoOp's own shape and reads back")
    func coOp() throws {
        let split = CoOpSplit(
            train: [
                .init(path: "a/1.jpg", label: 0, className: "Annual \"Crop\""),
                .init(path: "良/2.jpg", label: 1, className: "良"),
            ],
            val: [], test: [.init(path: "a/3.jpg", label: 0, className: "Annual \"Crop\"")])
        let json = try split.json()
        #expect(
            json == """
                {"train": [["a/1.jpg",0,"Annual \\"Crop\\""],["良/2.jpg",1,"良"]], "val": [], "test": [["a/3.jpg",0,"Annual \\"Crop\\""]]}

                """)
        #expect(try CoOpSplit(parsing: Array(json.utf8)) == split)
    }

    @Test(
        "a split file that breaks its shape is refused, with the place",
        arguments: [
            ("{", nil), ("[]", nil), (#"{"train": [], "val": []}"#, nil),
            (#"{"train": [["a", "0", "x"]], "val": [], "test": []}"#, "train[0][1]"),
            (#"{"train": [["a", 0]], "val": [], "test": []}"#, "train[0][2]"),
            (#"{"train": [["a", 0, "x", 1]], "val": [], "test": []}"#, "train[0]"),
            (#"{"train": [["a", 1.5, "x"]], "val": [], "test": []}"#, nil),
        ] as [(String, String?)])
    func malformedSplit(text: String, keyPath: String?) {
        let error = #expect(throws: CoOpError.self) { try CoOpSplit(parsing: Array(text.utf8)) }
        guard case .malformed(let found, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        if let keyPath { #expect(found.hasPrefix(keyPath)) }
    }

    @Test("contradictory splits are refused in reading and writing")
    func contradictorySplits() {
        func row(_ path: String, _ label: Int, _ name: String) -> CoOpSplit.Row {
            .init(path: path, label: label, className: name)
        }
        #expect(throws: CoOpError.repeatedPath("a")) {
            try CoOpSplit(train: [row("a", 0, "x")], test: [row("a", 0, "x")]).json()
        }
        #expect(throws: CoOpError.inconsistentClass(label: 0, className: "y")) {
            try CoOpSplit(train: [row("a", 0, "x"), row("b", 0, "y")]).json()
        }
        #expect(throws: CoOpError.inconsistentClass(label: 1, className: "x")) {
            try CoOpSplit(train: [row("a", 0, "x"), row("b", 1, "x")]).json()
        }
        #expect(throws: CoOpError.missingLabel(1)) {
            try CoOpSplit(train: [row("a", 0, "x"), row("b", 2, "y")]).json()
        }
        #expect(throws: CoOpError.missingLabel(0)) { try CoOpSplit(train: [row("a", -1, "x")]).json() }
        #expect(throws: CoOpError.emptyText(list: "val", row: 0)) {
            try CoOpSplit(train: [], val: [row("a", 0, "")]).json()
        }
        let deep = Array((#"{"train": "# + String(repeating: "[", count: 200_000)).utf8)
        #expect(throws: CoOpError.self) { try CoOpSplit(parsing: deep) }
    }

    @Test("real split files are read", .enabled(if: Exchange.data != nil, "set MIWAKE_DATA"))
    func realSplits() throws {
        let data = try #require(Exchange.data)
        let files = FileManager.default.enumerator(atPath: data)?.compactMap { $0 as? String } ?? []
        let splits = files.filter { $0.contains("split_") && $0.hasSuffix(".json") }
        #expect(!splits.isEmpty)
        for file in splits {
            let bytes = try Data(contentsOf: URL(filePath: data + "/" + file))
            let split = try CoOpSplit(parsing: Array(bytes))
            #expect(!split.train.isEmpty && !split.test.isEmpty)
            #expect(try CoOpSplit(parsing: Array(split.json().utf8)) == split)
        }
    }

    @Test("labelled images get one safe place each, also where case does not count")
    func imageFolder() {
        let images = [
            ("lot-1/part.png", "good"), ("lot-2/part.png", "good"), ("lot-2__part.png", "good"),
            ("LOT-1/PART.PNG", "Good"),
            ("x/part.png", "../etc/passwd"), ("CON.png", "good"), (".hidden.png", "good"), ("a:b?.png", "good"),
        ]
        let plan = ImageFolderPlan(
            classes: ["good", "Good"], images.map { .init(split: "train", path: $0, className: $1) })
        #expect(
            plan.entries.map(\.destination) == [
                "train/good/part.png", "train/good/lot-2__part.png", "train/good/lot-2__part-2.png",
                "train/Good-2/PART.PNG", "train/%2E.%2Fetc%2Fpasswd/part.png", "train/good/%43ON.png",
                "train/good/%2Ehidden.png", "train/good/a%3Ab%3F.png",
            ])
        #expect(plan.renamedClasses == ["Good": "Good-2", "../etc/passwd": "%2E.%2Fetc%2Fpasswd"])
        let lowercase = Set(plan.entries.map { $0.destination.lowercased() })
        #expect(lowercase.count == plan.entries.count)
    }

    @Test("a class has one folder in every split, whichever of them it has images in, and keeps it when others come")
    func oneFolder() {
        func folders(_ images: [ImageFolderPlan.Image]) -> [String] {
            ImageFolderPlan(classes: ["Cat", "cat", "dog"], images).entries.map(\.destination)
        }
        let audit = ImageFolderPlan.Image(split: "audit", path: "1.png", className: "cat")
        #expect(folders([audit]) == ["audit/cat-2/1.png"])
        #expect(
            folders([
                .init(split: "train", path: "2.png", className: "cat"),
                .init(split: "train", path: "3.png", className: "Cat"), audit,
                .init(split: "audit", path: "4.png", className: "Cat"),
            ]) == ["train/cat-2/2.png", "train/Cat/3.png", "audit/cat-2/1.png", "audit/Cat/4.png"])
    }

    @Test("a name that is too long is cut at a character and keeps its type")
    func longNames() {
        let name = SafeFileName(String(repeating: "長", count: 300) + ".png").text
        #expect(name.utf8.count <= 240 && name.hasSuffix("長.png"))
        #expect(SafeFileName("").text == "%00")
        #expect(SafeFileName("..").text == "%2E%2E")
        #expect(SafeFileName("a. ").text == "a.%20")
    }
}

enum Exchange {
    static let data = ProcessInfo.processInfo.environment["MIWAKE_DATA"]
}

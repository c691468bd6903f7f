import Foundation
import Testing

/// A screen is a folder and a row of a table; <doc:Screen> tells how to add one, and these tests keep it true.
@Suite("A screen is a folder")
struct ScreenFolderTests {
    private static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")
    private static let screens = sources.appending(path: "AnnotatorUI/Screens")
    private static let mostFiles = 6

    /// The names of the folders, such as `Matrix`.
    private static func names() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: screens.path).filter { !$0.hasPrefix(".") }
        try #require(names.count >= 5, "the screens lie elsewhere")
        return names.sorted()
    }

    /// The Swift files under a folder, by their path in it.
    private static func files(under folder: URL) throws -> [(path: String, code: String)] {
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            (path, try code(at: folder.appending(path: path)))
        }
    }

    /// A file without its comments.
    private static func code(at file: URL) throws -> String {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in line.drop { $0 == " " }.hasPrefix("//") ? "" : String(line) }.joined(separator: "\n")
    }

    /// The words of a code that begin with a capital letter.
    private static func types(in code: String) -> Set<String> {
        Set(
            code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init).filter {
                $0.first?.isUppercase == true
            })
    }

    @Test("a folder has one screen and at most six files, and every screen has a row of the table")
    func foldersAndRows() throws {
        let table = try Self.code(at: Self.sources.appending(path: "AnnotatorUI/Shell/ScreenTable.swift"))
        let rows = table.split(separator: "\n").compactMap { line -> String? in
            let row = line.trimmingCharacters(in: .whitespaces)
            return row.hasSuffix("Screen.self,") ? String(row.dropLast("Screen.self,".count)) : nil
        }
        #expect(rows.sorted() == (try Self.names()))
        for name in try Self.names() {
            let folder = Self.screens.appending(path: name)
            let own = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
            #expect(own.contains("\(name)Screen.swift"), "\(name)")
            #expect(own.count <= Self.mostFiles, "\(name): \(own.sorted())")
        }
    }

    @Test("the shell names no screen, but where its list gives a choice back to the first")
    func shellKnowsNoScreen() throws {
        let types = Set(try Self.names().flatMap { ["\($0)Screen", "\($0)State", "\($0)Geometry"] })
        for (path, code) in try Self.files(under: Self.sources.appending(path: "AnnotatorUI/Shell"))
        where path != "ScreenTable.swift" {
            #expect(Self.types(in: code).intersection(types).isSubset(of: ["CompareScreen"]), "\(path)")
        }
        for (path, code) in try Self.files(under: Self.sources.appending(path: "miwake/Runtime"))
        where !path.hasPrefix("Loading/") {
            #expect(Self.types(in: code).isDisjoint(with: types), "\(path)")
        }
    }

    @Test("a screen knows the state of no other, but the picture, which is one of the cell's")
    func screensKeepToThemselves() throws {
        for name in try Self.names() {
            let others = Set(
                try Self.names().filter { $0 != name && (name, $0) != ("Picture", "Cell") }.map { "\($0)State" })
            // Nor the state of all, in which every one is to be found.
            for (path, code) in try Self.files(under: Self.screens.appending(path: name)) {
                let foreign = Self.types(in: code).intersection(others.union(["State", "ScreenStates"]))
                #expect(foreign.isEmpty, "\(name)/\(path) knows \(foreign.sorted())")
            }
        }
    }

    @Test("what changes a state asks no view where something stands, and what says where it stands draws nothing")
    func reducersAskNoView() throws {
        let drawing = ["View", "Layout", "Face", "Chart"]
        var reducers = 0
        for (path, code) in try Self.files(under: Self.sources.appending(path: "AnnotatorUI")) {
            let types = Self.types(in: code)
            if code.contains("inout Shell") || code.contains("mutating func") && types.contains("Effect") {
                reducers += 1
                let asked = types.filter { type in drawing.contains { type.hasSuffix($0) } }
                #expect(asked.isEmpty, "\(path) asks \(asked)")
            }
            if path.hasSuffix("Geometry.swift") || path.hasSuffix("State.swift") {
                #expect(!types.contains("Screen"), "\(path) draws")
            }
        }
        #expect(reducers > 8, "the reducers are written otherwise")
    }

    @Test("whatever a screen asks, a file of its own answers at run time")
    func requestsAreAnswered() throws {
        for name in try Self.names() {
            let code = try Self.files(under: Self.screens.appending(path: name)).map(\.code).joined()
            guard code.contains(" ask(.") || code.contains(" ask(request") else { continue }
            let answers = try? Self.code(
                at: Self.sources.appending(path: "miwake/Runtime/Loading/\(name)Screen+Loading.swift"))
            #expect(answers?.contains("extension \(name)Screen: LoadableScreen") == true, "\(name)")
        }
    }
}

import Foundation
import TestSupport
import Testing

@Suite("The keys of printed data")
struct ManualKeysTests {
    /// The keys of a row by command, as the manual's table has them.
    private func table() throws -> [String: [String]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let manual = try String(
            contentsOf: root.appending(path: "Sources/miwake/miwake.docc/Manual.md"), encoding: .utf8)
        let start = try #require(manual.range(of: "| command | a row is | keys of a row |"))
        var keys: [String: [String]] = [:]
        for line in manual[start.upperBound...].split(separator: "\n").dropFirst().prefix(while: { $0.hasPrefix("|") })
        {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            keys[cells[0].replacing("`", with: "")] = cells[2].replacing("`", with: "").split(separator: ", ").map(
                String.init)
        }
        return keys
    }

    @Test("every command prints the columns that the manual names")
    func columns() throws {
        let small = try SmallProject(imagesPerClass: 12).set()
        try small.label(perClass: 4)
        try small.replay("1 2 3", options: ["--audit"])
        try small.succeed(["train", small.path])
        var arguments: [String: [String]] = [
            "simulate": [
                small.path, "--truth", small.truth, "--strategies", "random", "--rounds", "1", "--batch", "4",
                "--seeds", "2",
            ],
            "simulate --shots": ["0,1", small.path, "--truth", small.truth, "--seeds", "1"],
            "evaluate": [small.path, "--truth", small.truth], "themes": [], "plan": [small.path],
        ]
        for name in ["status", "doctor", "classes", "rank", "train", "confusion", "report"] {
            arguments[name] = [small.path]
        }
        let keys = try table()
        for (name, options) in arguments {
            let printed = try Program.run(name.split(separator: " ").map(String.init) + options + ["--format", "csv"])
            let header = printed.output.prefix { $0 != "\n" }.split(separator: ",").map(String.init)
            #expect(header == keys[name], "\(name): \(printed.errors)")
        }
        // Of the rest, some need an encoder: their tables are named here, and their own tests read the columns.
        #expect(Set(keys.keys) == Set(arguments.keys).union(["predict", "search", "demo"]))
    }

    @Test(
        "level features are read by the name of the manual, and by the one of 0.1.0; an unknown tensor is refused by name"
    )
    func levelNames() throws {
        let folder = try TemporaryFolder()
        let fixtures = try #require(Bundle.module.resourceURL).appending(path: "Fixtures/zoo/import_level_name").path
        let project = folder.path + "/line"
        func run(_ file: String) throws -> Finished {
            try? FileManager.default.removeItem(atPath: project)
            try Program.run(["new", project, "--no-images", "--class", "a", "--class", "b", "--class", "c"])
            return try Program.run(
                ["import", "features", project, "--safetensors", file, "--paths", fixtures + "/paths.txt"])
        }
        let manual = try run(fixtures + "/manual.safetensors")
        #expect(manual.status == 0 && manual.output.contains("2 levels"), "\(manual.errors)")
        let older = try run(fixtures + "/code.safetensors")
        #expect(older.output.contains("2 levels") && older.output.contains("“levels” is the earlier name"))
        // The same bytes under a name of one letter less.
        var bytes = try Data(contentsOf: URL(filePath: fixtures + "/manual.safetensors"))
        let name = try #require(bytes.firstRange(of: Data("\"level_features\"".utf8)))
        bytes.replaceSubrange(name, with: Data("\"level_feature\" ".utf8))
        try bytes.write(to: URL(filePath: folder.path + "/typo.safetensors"))
        let typo = try run(folder.path + "/typo.safetensors")
        #expect(typo.status == 3 && typo.errors.contains("“level_feature”") && typo.errors.contains("“level_features”"))
    }
}

import Foundation
import TestSupport
import Testing

@Suite("The language of the command line")
struct LanguageTests {
    private static let japanese = "プロジェクトのフォルダを指定するか"
    private static let english = "name a project folder, or make one"

    /// A folder with a project file that asks for a language, and no store.
    private static func project(_ language: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let yaml =
            "version: 1\nclasses:\n  - name: good\n  - name: dent\nimages: pictures\nlanguage: \(language)\n"
        try yaml.write(toFile: folder.path + "/miwake.yaml", atomically: true, encoding: .utf8)
        return folder
    }

    @Test("the environment asks, an option asks louder, and the exit code is the same")
    func environment() throws {
        let folder = try TemporaryFolder()
        let status = ["status", folder.path]
        try Program.refuses(status, 4, saying: Self.english)
        try Program.refuses(status, 4, saying: Self.japanese, environment: ["LC_ALL": nil, "LANG": "ja_JP.UTF-8"])
        try Program.refuses(
            status, 4, saying: Self.japanese, environment: ["LC_ALL": nil, "LC_MESSAGES": "ja_JP.UTF-8", "LANG": "C"])
        try Program.refuses(["--language", "ja"] + status, 4, saying: Self.japanese)
        try Program.refuses(
            ["--language=en"] + status, 4, saying: Self.english, environment: ["LC_ALL": "ja_JP.UTF-8"])
    }

    @Test("the project file asks louder than the environment, and an option louder than the file")
    func projectFile() throws {
        let folder = try Self.project("ja")
        let status = ["status", folder.path]
        let spoken = try Program.run(status)
        #expect(spoken.status != 0 && spoken.errors.contains("ラベルの保存先"), "\(spoken.errors)")
        let asked = try Program.run(["--language", "en"] + status)
        #expect(asked.status == spoken.status && asked.errors.contains("label store"), "\(asked.errors)")
        let english = try Self.project("en")
        let other = try Program.run(["status", english.path], environment: ["LC_ALL": "ja_JP.UTF-8"])
        #expect(other.errors.contains("label store"), "\(other.errors)")
    }

    @Test("a language that there is not is a wrong command line")
    func unknown() throws {
        let finished = try Program.run(["--language", "xx", "status", "nowhere"])
        #expect(finished.status == 2 && finished.errors.contains("xx"), "\(finished.errors)")
    }
}

import Testing

@testable import Interchange

@Suite("Exclude patterns")
struct ExcludePatternTests {
    @Test(
        "a name is passed over at any depth, a path from the image folder, a folder with everything in it",
        arguments: [
            ("@eaDir", "@eaDir/a.png", true), ("@eaDir", "x/@eaDir/y/a.png", true), ("@eaDir", "x@eaDir/a.png", false),
            (".*", ".git/a.png", true), (".*", "x/.a.png", true), (".*", "x.png", false),
            ("*.bak.png", "a.bak.png", true),
            ("old/*", "old/a.png", true), ("old/*", "x/old/a.png", false), ("old/*.png", "old/b/a.png", false),
            ("**/old/*.png", "x/y/old/a.png", true), ("old", "old", true), ("old/", "x/old/a.png", true),
            ("line-?/raw", "line-7/raw/a.png", true), ("line-?/raw", "line-12/raw/a.png", false),
            ("傷?", "x/傷痕/a.png", true), ("傷?", "x/傷/a.png", false), ("が", "か\u{3099}/a.png", true),
            ("**", "a.png", true), ("a**z.png", "a/b/z.png", false), ("a/**z.png", "a/b/z.png", true),
        ] as [(String, String, Bool)])
    func matches(pattern: String, path: String, expected: Bool) throws {
        #expect(try ExcludePattern(pattern).matches(path) == expected)
        #expect(try [ExcludePattern(pattern)].exclude(path) == expected)
    }

    @Test("what leads out of the image folder is no pattern")
    func defects() {
        #expect(throws: ExcludePattern.Defect.empty) { try ExcludePattern("") }
        #expect(throws: ExcludePattern.Defect.outsideTheFolder) { try ExcludePattern("/data/old") }
        #expect(throws: ExcludePattern.Defect.outsideTheFolder) { try ExcludePattern("a/../../b") }
        #expect(throws: ExcludePattern.Defect.tooLong(limit: PathPattern.longestText)) {
            try ExcludePattern(String(repeating: "a", count: 5_000))
        }
    }

    @Test("a pattern of many wild cards takes no time")
    func wildCards() throws {
        let pattern = try ExcludePattern(String(repeating: "*a", count: 40) + "b/**")
        #expect(!pattern.matches(String(repeating: "a", count: 2_000)))
    }

    @Test("the file's own patterns take the place of the usual ones, and a mistake is named with its line")
    func file() throws {
        let head = "version: 1\nclasses: [a, b]\nimages: pictures\n"
        func file(_ text: String) throws -> ProjectFile { try ProjectFile(parsing: Array((head + text).utf8)) }
        #expect(try file("").exclude == ExcludePattern.usual)
        #expect(try file("").exclude.map(\.text).contains("@eaDir"))
        #expect(try file("exclude: []\n").exclude.isEmpty)
        #expect(try file("exclude: \"*.bak.png\"\n").exclude.map(\.text) == ["*.bak.png"])
        let error = #expect(throws: ProjectFileError.self) { try file("exclude:\n  - old\n  - /data\n") }
        #expect(error?.problem == .badExclude(.outsideTheFolder) && error?.place?.line == 6)
        #expect(error?.keyPath.description == "exclude[1]")
    }
}

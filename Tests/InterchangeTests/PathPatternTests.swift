import Interchange
import Testing

@Suite("Path patterns")
struct PathPatternTests {
    @Test(
        "a name is picked out of a path",
        arguments: [
            ("{lot}/**", "lot-7/a/b.png", "lot-7"), ("{lot}/**", "b.png", nil), ("{lot}/*", "lot-7/a/b.png", nil),
            ("**/{camera}_*.png", "x/y/left_0001.png", "left"), ("**/{camera}_*.png", "x/y/left_a_b.png", "left"),
            ("*/{camera}_*.png", "left_a.png", nil), ("line-{line}/*", "line-12/x.jpg", "12"),
            ("line-{line}/*", "line-/x.jpg", nil), ("**/lot{lot}*", "lot3/lot4x", "4"), ("{group}", "name", "name"),
            ("{group}", "a/b", nil), ("部品{lot}/**", "部品か\u{3099}/x", "\u{304C}"), ("**{n}.png", "a/b7.png", "b7"),
        ] as [(String, String, String?)])
    func picks(pattern: String, path: String, expected: String?) throws {
        #expect(try PathPattern(pattern).name(in: path) == expected)
    }

    @Test("a pattern needs exactly one place to pick from")
    func defects() {
        #expect(throws: PathPattern.Defect.placeCount(0)) { try PathPattern("*/*") }
        #expect(throws: PathPattern.Defect.placeCount(2)) { try PathPattern("{a}/{b}") }
        #expect(throws: PathPattern.Defect.unbalancedBrace) { try PathPattern("{a/*") }
        #expect(throws: PathPattern.Defect.unbalancedBrace) { try PathPattern("a}/{b}") }
        #expect(throws: PathPattern.Defect.empty) { try PathPattern("") }
    }

    @Test("no pattern makes a path take long", .timeLimit(.minutes(1)))
    func hostilePattern() throws {
        let pattern = try PathPattern(String(repeating: "**a", count: 60) + "{x}b")
        #expect(pattern.name(in: String(repeating: "a", count: 2000)) == nil)
    }
}

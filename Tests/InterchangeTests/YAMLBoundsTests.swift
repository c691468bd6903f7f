import FileContents
import Interchange
import ProjectModel
import Testing

@Suite("What a YAML file may hold")
struct YAMLBoundsTests {
    private static func problem(_ text: String) -> ProjectFileError.Problem? {
        do {
            _ = try ProjectFile(parsing: Array(text.utf8))
            return nil
        } catch {
            return error.problem
        }
    }

    private static let file = "version: 1\nclasses: [a, b]\nimages: none\n"

    @Test(
        "an alias counts wherever YAML lets one stand, and by whatever name",
        arguments: [
            "[%]", "[ %]", "[x,%]", "{\"x\":%}", "{? %: 1}", "{?%: 1}", "\n- %", "\u{85}- %", "\u{2028}- %", "\t%",
        ],
        ["a", "-", "_", "-9-"])
    func aliases(place: String, name: String) {
        let alias = place.replacing("%", with: "*\(name)")
        let text = Self.file + "x: &\(name) 1\n" + (0..<30).map { "y\($0): \(alias)\n" }.joined()
        #expect(Self.problem(text) == .tooManyAliases(limit: 20), "\(alias)")
    }

    @Test("asterisks that are no aliases are not counted")
    func asterisks() throws {
        let patterns = (0..<60).map { "\"**/cam\($0)*/*\"" }.joined(separator: ", ")
        #expect(Self.problem(Self.file + "prompts: [\(patterns)]\n") == .templateWithoutPlace("**/cam0*/*"))
        let few = "version: 1\nclasses: [{name: a, prompts: &p [\"a {}\"]}, {name: b, prompts: *p}]\nimages: none\n"
        let prompts = try ProjectFile(parsing: Array(few.utf8)).classes.map(\.prompts)
        #expect(prompts == [["a {}"], ["a {}"]], "a few aliases are a help and stay one")
    }

    @Test("what aliases repeat is counted, too, where each is allowed")
    func values() {
        let list = "[" + String(repeating: "x,", count: 200_000) + "x]"
        #expect(Self.problem("a: &a \(list)\nb: [*a,*a,*a,*a,*a,*a]\n") == .tooManyAliases(limit: 20))
    }

    @Test("types of other programs are named, YAML's own are read")
    func tags() {
        #expect(
            Self.problem(Self.file + "seed: !!python/object:os.system 1\n") == .unknownTag("!!python/object:os.system"))
        #expect(Self.problem(Self.file + "seed: !secret 1\n") == .unknownTag("!secret"))
        #expect(Self.problem(Self.file + "theme: !!binary aGVsbG8=\n") == .unknownTag("!!binary"))
        #expect(Self.problem(Self.file + "theme: !!str dark\nseed: !!int 3\n") == nil)
    }

    @Test("brackets behind comments stop at the parser's own bound, without a crash")
    func nesting() {
        guard case .syntax? = Self.problem(String(repeating: "[ # ]\n", count: 150_000)) else {
            Issue.record("nested without an end")
            return
        }
        #expect(
            Self.problem("a: [\"" + String(repeating: "]", count: 1000) + "\"," + String(repeating: "[", count: 99))
                != nil)
    }

    @Test("the file is read with any line end, with a mark and in UTF-16")
    func encodings() throws {
        let expected = try ProjectFile(parsing: Array(Self.file.utf8))
        for end in ["\r\n", "\r"] {
            #expect(try ProjectFile(parsing: Array(Self.file.replacing("\n", with: end).utf8)) == expected)
        }
        #expect(try ProjectFile(parsing: [0xEF, 0xBB, 0xBF] + Array(Self.file.utf8)) == expected)
        let utf16: [UInt8] = "\u{FEFF}\(Self.file)".utf16.reduce(into: []) { $0 += [UInt8($1 & 0xFF), UInt8($1 >> 8)] }
        #expect(try ProjectFile(parsing: utf16) == expected)
        #expect(Self.problem("version: 1\0\n") == .unreadable(.zeroByte(line: 1)))
    }
}

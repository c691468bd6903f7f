import ProjectModel
import Testing

@testable import Interchange

@Suite("Classes changed in a project file")
struct ClassEditingTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var edit: ClassEdit
        var before: String
        var after: String
    }

    private static let lines = """
        version: 1
        classes:
          # The good ones.
          - good  # most of them
          - name: crack
            key: 2   # by the thumb
            prompts: ["a {}", "the {}"]

          # Rare.
          - 'dent'
        images: none
        costs:
          good: {crack: 1, dent: 2}   # a false alarm
          # A miss.
          "crack": {good: 50, dent: 3}
          dent:
            good: 40
            crack: 3
        priors: {good: 0.9, crack: 0.06, dent: 0.04}  # of last year

        """

    @Test(
        "what is named changes, and every comment stays",
        arguments: [
            Example(
                testDescription: "another name, wherever it stands",
                edit: .rename("crack", to: "割れ", keepsPrompt: false), before: lines,
                after: lines.replacing("- name: crack", with: "- name: 割れ").replacing("{crack: 1", with: "{割れ: 1")
                    .replacing("\"crack\":", with: "割れ:").replacing("    crack: 3", with: "    割れ: 3")
                    .replacing("crack: 0.06", with: "割れ: 0.06")),
            Example(
                testDescription: "another name for people alone",
                edit: .rename("crack", to: "割れ: 深い", keepsPrompt: true), before: lines,
                after: lines.replacing("- name: crack", with: "- name: \"割れ: 深い\"\n    prompt_name: crack")
                    .replacing("{crack: 1", with: "{\"割れ: 深い\": 1").replacing("\"crack\":", with: "\"割れ: 深い\":")
                    .replacing("    crack: 3", with: "    \"割れ: 深い\": 3")
                    .replacing("crack: 0.06", with: "\"割れ: 深い\": 0.06")),
            Example(
                testDescription: "a plain name for people alone",
                edit: .rename("good", to: "良品", keepsPrompt: true),
                before: "version: 1\nclasses:\n- good  # most\n- crack\nimages: none",
                after: "version: 1\nclasses:\n- name: 良品  # most\n  prompt_name: good\n- crack\nimages: none"),
            Example(
                testDescription: "a merge adds the priors and takes the costs out",
                edit: .remove(["dent"], into: "crack"), before: lines,
                after: lines.replacing("\n  # Rare.\n  - 'dent'\n", with: "  # Rare.\n")
                    .replacing("{crack: 1, dent: 2}", with: "{crack: 1}")
                    .replacing("{good: 50, dent: 3}", with: "{good: 50}")
                    .replacing("  dent:\n    good: 40\n    crack: 3\n", with: "")
                    .replacing("crack: 0.06, dent: 0.04", with: "crack: 0.1")),
            Example(
                testDescription: "the first class of a flow list", edit: .remove(["a"], into: nil),
                before: "version: 1\nclasses: [a, 'b', c]  # three\nimages: none\npriors: {a: 0.5, b: 0.25, c: 0.25}",
                after: "version: 1\nclasses: # three\n  - b\n  - c\nimages: none\npriors: {b: 0.5, c: 0.5}"),
            Example(
                testDescription: "two neighbours at the end", edit: .remove(["b", "c"], into: "a"),
                before:
                    "version: 1\nclasses:\n  - a\n  - d\n  - b\n  - c\nimages: none\npriors: {a: 0.25, d: 0.25, b: 0.25, c: 0.25}",
                after: "version: 1\nclasses:\n  - a\n  - d\nimages: none\npriors: {a: 0.75, d: 0.25, }"),
            Example(
                testDescription: "an order takes the comments along", edit: .order(["dent", "good", "crack"]),
                before: lines,
                after: lines.replacing(
                    """
                      # The good ones.
                      - good  # most of them
                      - name: crack
                        key: 2   # by the thumb
                        prompts: ["a {}", "the {}"]

                      # Rare.
                      - 'dent'
                    """,
                    with: """

                          # Rare.
                          - 'dent'
                          # The good ones.
                          - good  # most of them
                          - name: crack
                            key: 2   # by the thumb
                            prompts: ["a {}", "the {}"]
                        """)),
            Example(
                testDescription: "a class joins at the depth of the others",
                edit: .insert(ClassDefinition(name: "pit", key: "3"), at: 2),
                before: "version: 1\r\nclasses:\r\n    - a\r\n    - b\r\nimages: none",
                after: "version: 1\r\nclasses:\r\n    - a\r\n    - b\r\n    - name: pit\r\n      key: 3\r\nimages: none"
            ),
            Example(
                testDescription: "a name in braces",
                edit: .rename("b", to: "no", keepsPrompt: true),
                before: "version: 1\nclasses: [a, {name: b, key: 2}, c]\nimages: none",
                after: "version: 1\nclasses: [a, {name: \"no\", prompt_name: b, key: 2}, c]\nimages: none"),
        ])
    func examples(example: Example) throws {
        let changed = try #require(ProjectFile.text(example.before, applying: example.edit))
        #expect(changed == example.after)
    }

    @Test("what cannot be changed in place is left alone")
    func refused() {
        let folded = "version: 1\nclasses:\n  - >-\n    good\n  - crack\nimages: none\n"
        #expect(ProjectFile.text(folded, applying: .rename("good", to: "fine", keepsPrompt: false)) == nil)
        let commented = "version: 1\nclasses: [good,  # fine\n  crack]\nimages: none\n"
        #expect(ProjectFile.text(commented, applying: .order(["crack", "good"])) == nil)
        #expect(ProjectFile.text("no project file", applying: .order([])) == nil)
    }

    @Test("whatever a file says, it says the same of its other classes")
    func anyFile() throws {
        var generator = RandomFile(state: 11)
        for round in 0..<300 {
            let file = generator.file()
            let names = file.classes.map(\.name)
            let first = names[round % names.count]
            var edits: [ClassEdit] = [
                .rename(first, to: "新しい \(round)", keepsPrompt: round.isMultiple(of: 2)), .order(names.reversed()),
            ]
            if names.count > 1, file.priors.map({ $0[round % names.count] < 1 }) ?? true {
                edits.append(.remove([first], into: nil))
                edits.append(.remove([first], into: names[(round + 1) % names.count]))
            }
            for edit in edits {
                let text = try #require(ProjectFile.text(file.yaml, applying: edit), "\(edit)\n\(file.yaml)")
                #expect(try ProjectFile(parsing: Array(text.utf8)) == file.applying(edit))
            }
        }
    }
}

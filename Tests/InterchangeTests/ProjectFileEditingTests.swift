import Testing

@testable import Interchange

@Suite("A checkpoint written into a project file")
struct ProjectFileEditingTests {
    private static let head = "version: 1\n# Ours.\nclasses: [good, crack]  # two\nimages: pictures\n"

    struct Example: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var before: String
        var after: String
        var vocabulary: String?
    }

    @Test(
        "one line changes, and every comment stays",
        arguments: [
            Example(
                testDescription: "another path",
                before: "# Which.\nfeatures:\n  # The old one.\n  checkpoint: a/b  # since May\n\n# Seed.\nseed: 7\n",
                after: "# Which.\nfeatures:\n  # The old one.\n  checkpoint: clip  # since May\n\n# Seed.\nseed: 7\n"),
            Example(
                testDescription: "a quoted path with a hash, and a deeper indent",
                before: "features:   # which\n    checkpoint: \"a # b\" # since May\nseed: 7",
                after: "features:   # which\n    checkpoint: clip # since May\nseed: 7"),
            Example(
                testDescription: "a vocabulary comes",
                before: "features:\n  checkpoint: a\n# Seed.\nseed: 7\n",
                after: "features:\n  checkpoint: clip\n  vocabulary: words\n# Seed.\nseed: 7\n", vocabulary: "words"),
            Example(
                testDescription: "a vocabulary goes",
                before: "features:\n  vocabulary: old\n  checkpoint: a\nseed: 7\n",
                after: "features:\n  checkpoint: clip\nseed: 7\n"),
            Example(
                testDescription: "imported features before",
                before: "features:\n  imported:\n    logit_scale: 30.0\n\nseed: 7\n",
                after: "features:\n  checkpoint: clip\n\nseed: 7\n"),
            Example(
                testDescription: "one line in braces", before: "features: {checkpoint: a}\nseed: 7\n",
                after: "features:\n  checkpoint: clip\nseed: 7\n"),
            Example(
                testDescription: "the example of a new file",
                before: "# From where.\n# features:\n#   checkpoint: ViT-B-32.safetensors\n\nseed: 7\n",
                after: "# From where.\nfeatures:\n  checkpoint: clip\n\nseed: 7\n"),
            Example(
                testDescription: "nothing at all", before: "seed: 7\n",
                after: "seed: 7\nfeatures:\n  checkpoint: clip\n"),
            Example(
                testDescription: "line ends of Windows", before: "features:\r\n  checkpoint: a\r\nseed: 7\r\n",
                after: "features:\r\n  checkpoint: clip\r\nseed: 7\r\n"),
        ])
    func examples(example: Example) {
        let head = example.before.utf8.contains(13) ? Self.head.replacing("\n", with: "\r\n") : Self.head
        let changed = ProjectFile.text(head + example.before, naming: "clip", vocabulary: example.vocabulary)
        #expect(changed == head + example.after)
    }

    @Test("a path that YAML would read otherwise is quoted")
    func quoted() throws {
        let text = Self.head + "features:\n  checkpoint: a\n"
        for path in ["true", "a: b", "# c", "\"d\"", "日本/クリップ", "- e", "12"] {
            let changed = try #require(ProjectFile.text(text, naming: path, vocabulary: nil))
            #expect(try ProjectFile(parsing: Array(changed.utf8)).features == .checkpoint(path))
        }
    }

    @Test(
        "what cannot be changed in place is left alone",
        arguments: [
            "{version: 1, classes: [a, b], images: none, features: {checkpoint: a}}",
            head + "\"features\":\n  checkpoint: a\n", head + "features: {checkpoint:\n  a}\nseed: 7\n",
            "no project file",
        ])
    func refused(text: String) {
        #expect(ProjectFile.text(text, naming: "clip", vocabulary: nil) == nil)
    }

    @Test("whatever a file says, it says the same with another checkpoint in it")
    func anyFile() throws {
        var generator = RandomFile(state: 3)
        for _ in 0..<200 {
            var file = generator.file()
            let text = try #require(ProjectFile.text(file.yaml, naming: "new/clip", vocabulary: nil), "\(file.yaml)")
            file.features = .checkpoint("new/clip")
            #expect(try ProjectFile(parsing: Array(text.utf8)) == file)
        }
    }
}

@Suite("Pictures to be used anyway, written into a project file")
struct UseAnywayEditingTests {
    private static let head = "version: 1\nclasses: [good, crack]\nimages: pictures\n"

    @Test(
        "lines are added, and nothing else changes",
        arguments: [
            ("seed: 7\n", "seed: 7\nuse_anyway:\n  - \"a/1.png\"\n"),
            ("# use_anyway: [lot-3/0017.png]\nseed: 7\n", "use_anyway:\n  - \"a/1.png\"\nseed: 7\n"),
            (
                "use_anyway: # ours\n    - b.png  # dark\n\n# Seed.\nseed: 7",
                "use_anyway: # ours\n    - b.png  # dark\n    - \"a/1.png\"\n\n# Seed.\nseed: 7"
            ),
            ("use_anyway: [b.png]\nseed: 7\n", "use_anyway:\n  - \"b.png\"\n  - \"a/1.png\"\nseed: 7\n"),
            ("use_anyway: []\r\nseed: 7\r\n", "use_anyway:\r\n  - \"a/1.png\"\r\nseed: 7\r\n"),
            ("use_anyway: all\n", "use_anyway: all\n"), ("use_anyway: [a/1.png]\n", "use_anyway: [a/1.png]\n"),
        ])
    func examples(before: String, after: String) {
        let head = before.utf8.contains(13) ? Self.head.replacing("\n", with: "\r\n") : Self.head
        #expect(ProjectFile.text(head + before, usingAnyway: ["a/1.png"]) == head + after)
    }

    @Test("what is written is read again, and an unknown word or an empty path is refused with its place")
    func parsing() throws {
        var file = try ProjectFile(parsing: Array((Self.head + "use_anyway: [\"x #1.png\", 傷/b.png]\n").utf8))
        #expect(file.useAnyway == .these(["x #1.png", "傷/b.png"]))
        #expect(try ProjectFile(parsing: Array(file.yaml.utf8)) == file)
        #expect(file.usesAnyway("傷/b.png") && !file.usesAnyway("b.png") && !file.usesAnyway(nil))
        file.useAnyway = .all
        #expect(try ProjectFile(parsing: Array(file.yaml.utf8)) == file)
        #expect(file.usesAnyway(nil))
        for (text, problem) in [
            ("use_anyway: most\n", ProjectFileError.Problem.notOneOf(["all"], found: "most")),
            ("use_anyway: [a, \"\"]\n", .emptyText),
        ] {
            let error = #expect(throws: ProjectFileError.self) {
                try ProjectFile(parsing: Array((Self.head + text).utf8))
            }
            #expect(error?.problem == problem)
            #expect(error?.place?.line == 4)
        }
    }
}

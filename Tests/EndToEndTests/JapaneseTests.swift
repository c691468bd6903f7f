import Foundation
import TestSupport
import Testing

/// What commands say in Japanese: no word of English is left but names.
@Suite("The commands in Japanese")
struct JapaneseTests {
    private static let japanese: [String: String?] = ["LC_ALL": "ja_JP.UTF-8"]

    /// Words of Latin letters that the Japanese texts have themselves: names of programs, files, methods and columns.
    private static let names: Set<String> = {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let file = (try? String(contentsOf: sources.appending(path: "Languages/Files/ja.txt"), encoding: .utf8)) ?? ""
        let texts = file.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .compactMap { $0.split(separator: "=", maxSplits: 1).dropFirst().first }
        return words(in: texts.joined(separator: "\n").replacing(#/{[^}]*}/#, with: ""))
    }()

    /// The program's, the heads', and those of a formula.
    private static let others: Set<String> = ["miwake", "icd", "maf", "alf", "gda", "pool", "error", "spread"]

    /// The words of Latin letters, without what stands in 「」 or in ``, paths, options, and names with a dash or a digit.
    private static func words(in text: String) -> Set<String> {
        let plain = text.replacing(#/`[^`]*`/#, with: " ").replacing(#/「[^」]*」/#, with: " ")
            .replacing(#/[A-Za-z0-9_.~-]*\/[A-Za-z0-9_.\/-]*/#, with: " ")
            .replacing(#/[A-Za-z0-9_]*[-_0-9.][A-Za-z0-9_.-]*/#, with: " ")
        return Set(plain.matches(of: #/[A-Za-z]{2,}/#).map { String($0.output) })
    }

    /// Expects Japanese, and not a word of English.
    private static func expectJapanese(
        _ text: String, _ arguments: [String], allowing others: Set<String> = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(
            text.contains(#/[\u{3040}-\u{30ff}\u{4e00}-\u{9fff}]/#), "\(arguments): \(text)",
            sourceLocation: sourceLocation)
        let english = words(in: text).subtracting(names).subtracting(Self.others).subtracting(SmallProject.classes)
            .subtracting(others)
        #expect(english.isEmpty, "\(arguments): \(english.sorted()) in: \(text)", sourceLocation: sourceLocation)
    }

    /// Runs a command whose report is sentences.
    private static func says(
        _ arguments: [String], status: Int32 = 0, allowing others: Set<String> = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let finished = try Program.run(arguments, environment: japanese)
        #expect(finished.status == status, "\(arguments): \(finished.errors)", sourceLocation: sourceLocation)
        expectJapanese(
            finished.output + finished.errors, arguments, allowing: others, sourceLocation: sourceLocation)
    }

    /// Runs a command whose report is a table with notes: the data are the same as in English, the notes are Japanese.
    private static func notes(
        _ arguments: [String], allowing others: Set<String> = [], holdsTimes: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let csv = arguments + ["--format", "csv"]
        let (spoken, english) = (try Program.run(csv, environment: japanese), try Program.run(csv))
        #expect(spoken.status == 0, "\(csv): \(spoken.errors)", sourceLocation: sourceLocation)
        #expect(holdsTimes || spoken.output == english.output, "\(csv)", sourceLocation: sourceLocation)
        let lines = spoken.errors.split(separator: "\n"), otherLines = english.errors.split(separator: "\n")
        #expect(lines.count == otherLines.count, "\(csv): \(spoken.errors)", sourceLocation: sourceLocation)
        // The first line says where the figures come from, by the names of columns.
        for line in lines.dropFirst() {
            expectJapanese(String(line), csv, allowing: others, sourceLocation: sourceLocation)
        }
        #expect(lines.count > 1, "no note to read: \(csv)", sourceLocation: sourceLocation)
    }

    @Test("setting up, importing, labelling and exporting")
    func sentences() throws {
        let small = try SmallProject(imagesPerClass: 6)
        try Data("x".utf8).write(to: URL(filePath: small.images + "/a.BMP"))
        try Self.says(
            ["new", small.path, "--images", small.images] + SmallProject.classArguments, allowing: ["bmp"])
        try Self.says(small.importArguments())
        try Self.says(["import", "labels", small.path, small.truth, "--only", "2", "--seed", "3"])
        try Self.says(["import", "labels", small.path, "--from-folders"])
        try Self.says(["label", small.path, "pit/pit-1.png", "crack"])
        try Self.says(["label", small.path, "pit/pit-1.png", "crack"])
        try Self.says(["export", small.path, "--as", "coop", "--to", small.folder.path + "/split.json"])
    }

    @Test("changes of classes, before and after")
    func classes() throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        try small.label(perClass: 2)
        for change in [
            ["rename", "pit", "hole"], ["merge", "pit", "crack"], ["retire", "pit"], ["move", "pit", "--to", "1"],
            ["reorder", "pit", "crack", "scratch", "inclusion"], ["add", "dent"],
        ] {
            try Self.says(["classes", small.path] + change + ["--dry-run"])
        }
        try Self.says(["classes", small.path, "retire", "pit", "--yes"])
        try Self.says(["classes", small.path, "restore", "pit", "--yes"])
    }

    @Test("the notes below figures")
    func figures() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        try Self.notes(["status", small.path])
        try Self.notes(["rank", small.path])
        try small.label(perClass: 4)
        try small.succeed(["train", small.path])
        try Self.notes(["train", small.path])
        try Self.notes(["train", small.path, "--force"], holdsTimes: true)
        try small.replay("1 2 1 2 1 2 1 2", options: ["--audit"])
        try Self.notes(["status", small.path])
        for source in ["predicted", "out-of-fold", "audit"] {
            try Self.notes(["confusion", small.path, "--source", source])
        }
        try Self.notes(["confusion", small.path, "--source", "answer-key", "--truth", small.truth, "--sources"])
        try Self.notes(["evaluate", small.path])
        try Self.notes(["evaluate", small.path, "--truth", small.truth])
        try Self.notes(["report", small.path])
        try Self.notes(["plan", small.path])
        try Self.notes(
            [
                "simulate", small.path, "--truth", small.truth, "--rounds", "2", "--batch", "4", "--seeds", "2",
                "--afresh",
            ], holdsTimes: true)
        try Self.notes(
            [
                "simulate", small.path, "--truth", small.truth, "--shots", "0,1,40", "--seeds", "2", "--heads",
                "zero-shot", "--afresh",
            ], allowing: ["line"])
        try Self.notes(["themes"])
        try Self.says(["replay", small.path, "--keys", small.folder.path + "/paths.txt", "--screens", "/"], status: 3)
    }

    @Test("embedding in one run and in parts, and what is wrong with pictures")
    func embedding() throws {
        let project = try ClipProject(imagesPerClass: 3)
        try Data("no picture".utf8).write(to: URL(filePath: project.images + "/pit/words.png"))
        try Self.says(["embed", project.path, "--shard", "1/2"], allowing: ["text"])
        try Self.says(["embed", project.path, "--shard", "2/2"], allowing: ["text"])
        try Self.says(["embed", project.path, "--merge"])
        try project.remove("pit/pit-0.png")
        try project.move("pit/pit-1.png", to: "pit/pit-9.png")
        try project.write("pit/pit-2.png", of: "pit", 0, mark: "other")
        try Self.says(["embed", project.path], allowing: ["text"])
        try Self.notes(["status", project.path], allowing: ["text"])
        let predicted = try Program.run(
            ["predict", project.path, project.images + "/pit/pit-9.png"], environment: Self.japanese)
        #expect(predicted.output.contains("未学習のため、CLIP単体です。"), "\(predicted.output)")
        #expect(predicted.output.hasSuffix("必要なのは10枚です。\n"), "and why not the pool: \(predicted.output)")
        try Self.notes(["doctor", project.path], holdsTimes: true)
    }

    @Test("data are the same in every language; a project's own language speaks without an option")
    func data() throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        let json = ["status", small.path, "--format", "json"]
        #expect(try Program.run(json, environment: Self.japanese).output == Program.run(json).output)
        let yaml = small.path + "/miwake.yaml"
        let text = try String(contentsOfFile: yaml, encoding: .utf8)
        try (text + "language: ja\n").write(toFile: yaml, atomically: true, encoding: .utf8)
        let spoken = try Program.run(["status", small.path])
        #expect(spoken.output.contains("未学習です。"))
        #expect(try Program.run(["--language", "en", "status", small.path]).output.contains("Not trained yet."))
    }
}

import Foundation
import TestSupport
import Testing

@Suite("Names that were given to deceive")
struct EvilNameTests {
    private static let title = "a\u{1B}]0;PWNED\u{07}.png"
    private static let line = "b\nmiwake: all is well\r.png"
    private static let bidi = "gp\u{202E}gnp.png"
    private static let c1 = "c\u{9B}31m\u{7F}\u{2028}.png"
    private static let formula = "=cmd|'calc'!A1.png"
    private static let className = "cra\u{202E}kc"

    /// What no terminal may be sent: control characters but for the ends of our own lines, and marks of direction.
    private static func commands(in text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { scalar in
            scalar != "\n" && (scalar.properties.generalCategory == .control || scalar.properties.isBidiControl)
        }
    }

    @Test("no command sends a terminal what stands in a name")
    func everyCommand() throws {
        let clip = try ClipProject(imagesPerClass: 3)
        let names = [Self.title, Self.line, Self.bidi, Self.c1, Self.formula]
        for (number, name) in names.enumerated() { try clip.write("scratch/" + name, of: "scratch", number) }
        try Data("no picture".utf8).write(to: URL(filePath: clip.images + "/pit/broken\u{1B}[2J.png"))
        try clip.edit { $0.replacing("name: crack", with: "name: \"cra\\u202Ekc\"") }
        try clip.embed()
        let evil = names.map { "scratch/" + $0 }
        let list = clip.folder.path + "/list.txt"
        try "path,class\nscratch/\u{1B}[1mnone.png,pit\n".write(toFile: list, atomically: true, encoding: .utf8)
        let commands: [[String]] =
            evil.map { ["label", clip.path, $0, "scratch"] }
            + evil.map { ["predict", clip.path, clip.images + "/" + $0] } + [
                ["label", clip.path, Self.title, "pit"], ["label", clip.path, evil[0], Self.className + "\u{1B}"],
                ["label", clip.path, "pit/pit-0.png", "pit"], ["label", clip.path, "../\u{1B}c", "pit"],
                ["label", clip.path, "crack/crack-0.png", Self.className], ["train", clip.path], ["status", clip.path],
                ["rank", clip.path, "--top", "100"], ["rank", clip.path, "--top", "100", "--format", "json"],
                ["search", clip.path, "a \u{1B}]0;x\u{07}line", "--top", "100"],
                ["search", clip.path, "line", "--top", "100", "--format", "json"],
                ["confusion", clip.path, "--source", "predicted"], ["evaluate", clip.path, "--from-folders"],
                ["evaluate", clip.path, "--truth", list], ["import", "labels", clip.path, list],
                ["import", "labels", clip.path, list, "--ignore-unknown"],
                ["import", "labels", clip.path, "--from-folders", "--replace"], ["embed", clip.path],
                ["doctor", clip.path], ["report", clip.path], ["plan", clip.path],
                ["predict", clip.path, "no\u{1B}c.png"],
                ["export", clip.path, "--as", "csv", "--to", clip.path + "/o\u{1B}c.csv"],
                ["export", clip.path, "--as", "coop", "--to", clip.path + "/o.json"],
                ["export", clip.path, "--as", "imagefolder", "--to", clip.path + "/set"],
                ["status", clip.path + "\u{1B}[2J"], ["themes", "\u{1B}[2J"], ["\u{1B}[2J"], ["rank", "--\u{9B}31m"],
                [
                    "new", clip.folder.path + "/\u{1B}new", "--images", clip.images, "--class", "a\u{1B}", "--class",
                    "b",
                ],
            ]
        var seen = ""
        for command in commands {
            let finished = try Program.run(command)
            let text = finished.output + finished.errors
            #expect(!text.isEmpty, "\(command)")
            #expect(Self.commands(in: text).isEmpty, "\(command): \(text)")
            #expect(!text.contains("\nmiwake: all is well"), "\(command)")
            seen += text
        }
        for shown in [
            "a\\x1b]0;PWNED\\x07.png", "b\\nmiwake: all is well\\r.png", "gp\\u202egnp.png",
            "c\\u009b31m\\x7f\\u2028.png",
        ] {
            #expect(seen.contains(shown), "\(shown)")
        }
        let log = try clip.succeed(["search", clip.path, "line", "--top", "100", "--format", "json"])
        #expect(try log.rows().contains { $0["path"] as? String == evil[0] }, "JSON keeps the name itself")
    }

    @Test("programs get CSV as it is, a terminal gets it written out, and no cell starts a formula")
    func csv() throws {
        let small = try SmallProject(imagesPerClass: 4)
        let evil = ["=1+1.png", "-2.png", "@x.png", "'=y.png", Self.title, Self.line]
        let pit = small.images + "/pit/"
        for (number, name) in evil.enumerated() {
            try FileManager.default.copyItem(atPath: pit + "pit-\(number % 4).png", toPath: small.images + "/" + name)
        }
        try small.succeed(
            ["new", small.path, "--images", small.images, "--reserve", "0"] + SmallProject.classArguments)
        for name in evil { try small.succeed(["label", small.path, "./" + name, "pit"]) }
        let file = small.folder.path + "/labels.csv"
        try small.succeed(["export", small.path, "--as", "csv", "--to", file])
        // Python's reader is one that nobody here wrote.
        let read = try Subprocess.run(
            [
                "python3", "-c",
                "import csv,sys,json; print(json.dumps([r['path'] for r in csv.DictReader(open(sys.argv[1], newline=''))]))",
                file,
            ])
        let paths = try #require(try JSONSerialization.jsonObject(with: Data(read.output.utf8)) as? [String])
        #expect(Set(paths) == ["'=1+1.png", "'-2.png", "'@x.png", "''=y.png", Self.title, Self.line])
        let other = small.folder.path + "/other"
        try small.succeed(["new", other, "--images", small.images, "--reserve", "0"] + SmallProject.classArguments)
        let imported = try small.succeed(["import", "labels", other, file])
        #expect(imported.output.hasPrefix("6 labels given"))
        try small.succeed(["export", other, "--as", "csv", "--to", small.folder.path + "/again.csv"])
        let texts = try [file, small.folder.path + "/again.csv"].map { try String(contentsOfFile: $0, encoding: .utf8) }
        #expect(Set(texts[0].components(separatedBy: "\r\n")) == Set(texts[1].components(separatedBy: "\r\n")))
        let shown = try Subprocess.run(
            ["script", "-qec", "'\(Program.path)' export '\(small.path)' --as csv --to - 2>/dev/null", "/dev/null"])
        #expect(shown.output.contains("a\\x1b]0;PWNED\\x07.png") && !shown.output.contains("\u{1B}"), "\(shown.output)")
    }
}

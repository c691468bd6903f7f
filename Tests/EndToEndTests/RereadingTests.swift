import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Pictures that are read otherwise than before")
struct RereadingTests {
    private static let image = "scratch/scratch-1.png"

    private static func cutOut() throws -> Data {
        let fixtures = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
        return try Data(contentsOf: fixtures.appending(path: "cutout.png"))
    }

    /// A project of 0.1.0, one labelled image of which was, as far as its store knows, a picture with transparency all along.
    private static func oldProject() throws -> OldProject {
        let old = try OldProject("embedded")
        let file = old.folder.path + "/pictures/" + image
        try cutOut().write(to: URL(filePath: file))
        let hash = try #require(try Subprocess.run(["sha256sum", file]).output.split(separator: " ").first)
        try DatabaseQueue(path: old.database).write {
            try $0.execute(
                sql: "UPDATE image SET content_hash = ? WHERE path = ?", arguments: [String(hash), image])
        }
        return old
    }

    private static func cosines(_ old: OldProject) throws -> [String: Double] {
        let rows = try old.succeed(["search", old.path, "a dark line", "--top", "100", "--format", "json"]).rows()
        return try Dictionary(
            uniqueKeysWithValues: rows.map {
                (try #require($0["path"] as? String), try #require($0["cosine"] as? Double))
            })
    }

    @Test("only they are embedded anew, counted and named; labels, the other features and the estimator stay")
    func once() throws {
        let old = try Self.oldProject()
        try old.succeed(["train", old.path])
        let round = try old.succeed(["status", old.path, "--format", "json"]).named("round") as? Int
        let due = try old.succeed(["status", old.path]).output
        #expect(due.contains("`miwake embed` finds those and embeds only them again."), "\(due)")
        let doctor = try old.succeed(["doctor", old.path]).output
        #expect(doctor.contains("1 image may be read otherwise"), "\(doctor)")
        #expect(doctor.contains("`miwake embed` embeds them again"))
        let picture = old.folder.path + "/pictures/pit/pit-0.png"
        let inUse = try old.succeed(["predict", old.path, picture, "--format", "json"]).source()["round"] as? Int
        #expect(inUse != nil && inUse == round)
        let before = try Self.cosines(old)

        let embedded = try old.succeed(["embed", old.path]).output
        #expect(embedded.contains("1 image embedded"), "\(embedded)")
        #expect(embedded.contains("14 images had features already."), "\(embedded)")
        #expect(
            embedded.contains(
                "1 image may be read otherwise than by the version that embedded it (1 with transparency): embedded again; "
                    + "their labels stay: “\(Self.image)”."), "\(embedded)")
        let after = try Self.cosines(old)
        #expect(Set(before.keys) == Set(after.keys))
        #expect(before.filter { after[$0.key] != $0.value }.map(\.key) == [Self.image])
        #expect(try old.export("embedded.csv") == old.labelsOf010())
        let stillInUse = try old.succeed(["predict", old.path, picture, "--format", "json"]).source()["round"] as? Int
        #expect(stillInUse == round)
        #expect(try old.succeed(["status", old.path, "--format", "json"]).named("round") as? Int == round)

        let again = try old.succeed(["embed", old.path]).output
        #expect(again.contains("Nothing to embed"), "\(again)")
        #expect(!again.contains("read otherwise"))
        #expect(try !old.succeed(["status", old.path]).output.contains("earlier version"))
        #expect(try !old.succeed(["doctor", old.path]).output.contains("read otherwise than"))
    }

    @Test("what is not there or excluded keeps its features, and is looked at when it is back")
    func missing() throws {
        let old = try Self.oldProject()
        let file = old.folder.path + "/pictures/" + Self.image
        try FileManager.default.moveItem(atPath: file, toPath: old.folder.path + "/away.png")
        #expect(try !old.succeed(["embed", old.path]).output.contains("read otherwise"))
        try FileManager.default.moveItem(atPath: old.folder.path + "/away.png", toPath: file)
        let yaml = old.path + "/miwake.yaml"
        let text = try String(contentsOfFile: yaml, encoding: .utf8)
        try (text + "\nexclude: [\"\(Self.image)\"]\n").write(toFile: yaml, atomically: true, encoding: .utf8)
        #expect(try !old.succeed(["embed", old.path]).output.contains("read otherwise"))
        try text.write(toFile: yaml, atomically: true, encoding: .utf8)
        #expect(try old.succeed(["embed", old.path]).output.contains("1 image may be read otherwise"))
        #expect(try old.succeed(["embed", old.path]).output.contains("Nothing to embed"))
        #expect(try old.export("missing.csv") == old.labelsOf010())
    }

    @Test("the screens do so behind themselves, and say so", .enabled(if: Tmux.isInstalled))
    func screens() throws {
        let old = try Self.oldProject()
        let terminal = try Tmux(columns: 160, rows: 40)
        try terminal.run(["open", old.path])
        try terminal.wait(forText: "1 picture may be read otherwise than before: embedded again.")
        try terminal.press("q")
        try terminal.wait(forText: "ended=0")
        #expect(try old.succeed(["embed", old.path]).output.contains("Nothing to embed"))
        #expect(try old.export("screens.csv") == old.labelsOf010())
    }

    @Test("a new project has nothing to look for")
    func new() throws {
        let project = try ClipProject()
        try Self.cutOut().write(to: URL(filePath: project.images + "/pit/cutout.png"))
        #expect(try !project.embed().contains("read otherwise"))
        #expect(try project.embed().contains("Nothing to embed"))
        let status = try project.succeed(["status", project.path]).output
        #expect(!status.contains("earlier version"), "\(status)")
    }

    @Test("parts that an older version left are passed over where they read a file otherwise")
    func parts() throws {
        let project = try ClipProject()
        try Self.cutOut().write(to: URL(filePath: project.images + "/pit/cutout.png"))
        try project.embed("--shard", "1/1")
        // Older parts have neither the rules nor a checksum in their name.
        for name in try FileManager.default.contentsOfDirectory(atPath: project.parts) {
            let path = project.parts + "/" + name
            var bytes = try Data(contentsOf: URL(filePath: path))
            let rules = try #require(bytes.range(of: Data("reading-rules".utf8)))
            bytes.replaceSubrange(rules, with: Data("no-rules-here".utf8))
            try FileManager.default.removeItem(atPath: path)
            let plain = ((path as NSString).deletingPathExtension as NSString).deletingPathExtension
            try bytes.write(to: URL(filePath: plain + ".safetensors"))
        }
        #expect(try project.embed("--shard", "1/1").contains("1 image embedded"))
        let merged = try project.embed("--merge")
        #expect(merged.contains("1 image of an older version's parts passed over"), "\(merged)")
        #expect(merged.contains("25 images joined"), "the shard made the one anew: \(merged)")
        #expect(try project.embed().contains("Nothing to embed"))
    }
}

import Foundation
import TestSupport
import Testing

@Suite("Pictures in doubt")
struct DoubtfulPictureTests {
    /// A picture of a class, without the last bytes of its file.
    private static func cut(_ bytes: Int, _ project: ClipProject, to file: String) throws {
        let path = project.images + "/" + file
        try project.write(file, of: "scratch", 0)
        let whole = try Data(contentsOf: URL(filePath: path))
        // The bytes that make each fixture another content stand behind its end.
        let end = try #require(whole.range(of: Data("IEND".utf8))).upperBound + 4
        try whole.prefix(end - bytes).write(to: URL(filePath: path))
    }

    @Test("a file that lacks only its end is embedded and noted; one that lacks rows waits, listed, for a word")
    func doubt() throws {
        let project = try ClipProject()
        try Self.cut(16, project, to: "scratch/tail.png")
        try Self.cut(600, project, to: "scratch/rows.png")
        let first = try project.embed()
        #expect(first.contains("1 image in doubt, unused until somebody says `--use-anyway PATH`"))
        #expect(first.contains("scratch/rows.png: in doubt: "))
        #expect(first.contains("scratch/tail.png: every pixel read, though: the file ends too early"))
        #expect(try project.status("with_features") == 25)
        #expect(try project.status("in_doubt_files") == 1)
        #expect(try project.status("flawed_files") == 1)
        #expect(try project.status("unusable_files") == 0)
        let doctor = try project.succeed(["doctor", project.path]).output
        #expect(doctor.contains("1 image not used, 1 of them in doubt"))
        #expect(try project.cosines()["scratch/rows.png"] == nil)

        // It is not tried again by itself, and it stays listed.
        #expect(try project.embed().contains("1 image in doubt"))
        let second = try project.embed("--use-anyway", "scratch/rows.png")
        #expect(second.contains("1 image embedded"))
        #expect(second.contains("1 image used, and this is to be known of their files:"))
        #expect(try project.status("in_doubt_files") == 0)
        #expect(try project.status("flawed_files") == 2)
        #expect(try project.cosines()["scratch/rows.png"] != nil)
        #expect(try String(contentsOfFile: project.yaml, encoding: .utf8).contains("- \"scratch/rows.png\""))

        // A word that is taken back counts: the picture is in doubt again, its features notwithstanding.
        try project.edit { $0.replacing("use_anyway:\n  - \"scratch/rows.png\"", with: "use_anyway: []") }
        #expect(try project.status("in_doubt_files") == 1)
        #expect(try project.cosines()["scratch/rows.png"] == nil)
        try project.edit { $0.replacing("use_anyway: []", with: "use_anyway: all") }
        #expect(try project.status("in_doubt_files") == 0)
        #expect(try project.cosines()["scratch/rows.png"] != nil)
    }

    @Test("shards pass pictures in doubt over until miwake.yaml says otherwise, and remark what they used")
    func shards() throws {
        let project = try ClipProject()
        try Self.cut(600, project, to: "scratch/rows.png")
        try Self.cut(16, project, to: "scratch/tail.png")
        #expect(try project.embed("--shard", "1/1").contains("scratch/rows.png: in doubt: "))
        #expect(try project.embed("--use-anyway", "scratch/rows.png", "--shard", "1/1").contains("1 image embedded"))
        #expect(try project.embed("--merge").contains("26 images joined"))
        #expect(try project.status("in_doubt_files") == 0)
        #expect(try project.status("flawed_files") == 2)
    }

    @Test("what an earlier part says of a file that was mended since is passed over")
    func mendedBetweenParts() throws {
        let project = try ClipProject()
        try Self.cut(600, project, to: "scratch/rows.png")
        try project.embed("--shard", "1/1")
        try project.write("scratch/rows.png", of: "scratch", 1)
        #expect(try project.embed("--shard", "1/1").contains("1 image embedded"))
        #expect(try project.embed("--merge").contains("25 images joined"))
        #expect(try project.status("in_doubt_files") == 0)
        #expect(try project.status("flawed_files") == 0)
    }

    @Test("a picture that was mended in place is in doubt no longer")
    func mended() throws {
        let project = try ClipProject()
        try Self.cut(600, project, to: "scratch/rows.png")
        try project.embed()
        try project.write("scratch/rows.png", of: "scratch", 1)
        #expect(try project.embed().contains("1 image embedded"))
        #expect(try project.status("in_doubt_files") == 0)
        #expect(try project.status("flawed_files") == 0)
    }

    @Test("a path that is not there, and a word that use_anyway does not know, are refused")
    func refusals() throws {
        let project = try ClipProject(imagesPerClass: 1)
        try Program.refuses(["embed", project.path, "--use-anyway", "scratch/none.png"], 3, saying: "scratch/none.png")
        try project.edit { $0 + "use_anyway: most\n" }
        try Program.refuses(["status", project.path], 3, saying: "use_anyway", "all")
    }
}

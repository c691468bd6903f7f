import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

@Suite("Embedding a folder")
struct EmbeddingTests {
    @Test("a second run has nothing to do; nothing is printed when that is wanted")
    func twice() throws {
        let project = try ClipProject()
        let first = try project.succeed(["embed", project.path])
        #expect(first.output.contains("24 images embedded with"))
        #expect(first.output.contains("Prompts of 4 classes embedded."))
        #expect(first.errors.contains("Embedding 100 % (24 of 24)") && !first.errors.contains("\u{1B}"))
        let second = try project.embed()
        #expect(second.contains("Nothing to embed") && second.contains("24 images had features already."))
        let quiet = try ClipProject()
        let finished = try quiet.succeed(["embed", quiet.path, "--quiet"])
        #expect(finished.output.isEmpty && finished.errors.isEmpty)
        #expect(try quiet.status("with_features") == 24)
    }

    @Test("moved, changed, deleted and new files are told apart, and no label is lost")
    func changes() throws {
        let project = try ClipProject()
        try project.embed()
        for name in ["pit/pit-0.png", "pit/pit-1.png", "pit/pit-2.png"] {
            try project.succeed(["label", project.path, name, "pit"])
        }
        let before = try project.cosines()
        try project.move("pit/pit-0.png", to: "crack/was-pit-0.png")
        try project.write("pit/pit-1.png", of: "inclusion", 0, mark: "changed")
        try project.remove("pit/pit-2.png")
        try project.remove("pit/pit-3.png")
        try project.write("scratch/new.png", of: "scratch", 1)
        let output = try project.embed()
        #expect(output.contains("2 images embedded"))
        #expect(output.contains("1 image with changed content"))
        #expect(output.contains("1 image moved"))
        #expect(output.contains("2 images gone from the folder"))
        #expect(output.contains("1 new image"))
        let after = try project.cosines()
        #expect(after["crack/was-pit-0.png"] == before["pit/pit-0.png"], "features went with the file")
        #expect(after["pit/pit-0.png"] == nil && after["pit/pit-3.png"] == nil)
        #expect(after["pit/pit-1.png"] != before["pit/pit-1.png"], "the picture is another now")
        #expect(after["scratch/new.png"] == after["scratch/scratch-1.png"])
        #expect(try project.status("reviews") == 3, "of the moved, the changed and the deleted one")
        #expect(try project.status("missing_files") == 2)

        // A file that comes back is taken up where it was left.
        try project.write("pit/pit-3.png", of: "pit", 3)
        #expect(try project.embed().contains("Nothing to embed"))
        #expect(try project.status("missing_files") == 1)
        #expect(try project.cosines()["pit/pit-3.png"] == before["pit/pit-3.png"])
    }

    @Test("tokens are stored where they are wanted, then of every image, and train")
    func tokens() throws {
        let project = try ClipProject()
        try project.embed()
        for name in ["pit", "crack", "scratch", "inclusion"] {
            for index in 0..<3 { try project.succeed(["label", project.path, "\(name)/\(name)-\(index).png", name]) }
        }
        try project.succeed(["embed", project.path])
        let before = try project.cosines()
        try Program.refuses(["train", project.path, "--mode", "tokens"], 4, saying: "miwake embed --tokens")
        let key = project.folder.path + "/key.csv"
        let rows = ClipProject.classes.flatMap { name in (0..<6).map { "\(name)/\(name)-\($0).png,\(name)" } }
        try (["path,class"] + rows).joined(separator: "\n").write(toFile: key, atomically: true, encoding: .utf8)
        func simulate(_ mode: String) -> [String] {
            [
                "simulate", project.path, "--truth", key, "--shots", "2", "--heads", "icd", "--seeds", "2", "--mode",
                mode, "--format", "json",
            ]
        }
        try Program.refuses(simulate("tokens"), 4, saying: "miwake embed --tokens")
        let first = try project.succeed(["embed", project.path, "--tokens"])
        #expect(first.output.contains("Tokens of 24 images stored"), "\(first.output)")
        #expect(try project.cosines() == before, "what there was is left as it was")
        let figures = try ["pooled", "tokens"].map { mode in
            let finished = try project.succeed(simulate(mode))
            #expect(try finished.source()["mode"] as? String == mode)
            return try #require(try finished.rows()[0]["log_loss"] as? Double)
        }
        #expect(figures[0] != figures[1], "averaged tokens are not the tokens")
        let trained = try project.succeed(["train", project.path, "--mode", "tokens", "--format", "json"])
        #expect(try trained.named("mode") as? String == "tokens")
        let evaluated = try project.succeed(["evaluate", project.path, "--format", "json"])
        #expect(try evaluated.source()["mode"] as? String == "tokens")
        // From now on a new picture has its tokens too, and without them there is no training on tokens.
        try project.write("pit/new.png", of: "pit", 1, mark: "new")
        #expect(try project.embed().contains("Tokens of 1 image stored"))
        try project.succeed(["train", project.path, "--mode", "tokens"])
        #expect(try project.embed().contains("Nothing to embed"))
        #expect(try Program.run(["embed", project.path, "--tokens", "--merge"]).status == 2)
    }

    @Test("files that are not pictures are listed, counted and passed over, wherever images are shown")
    func corrupt() throws {
        let project = try ClipProject()
        let whole = try Data(contentsOf: URL(filePath: project.images + "/pit/pit-0.png"))
        let broken = [
            "a-text.png": Data("no picture".utf8), "a-cut.png": whole.prefix(60), "a-none.png": Data(),
        ]
        for (name, bytes) in broken { try bytes.write(to: URL(filePath: project.images + "/pit/" + name)) }
        let output = try project.embed()
        #expect(output.contains("24 images embedded"))
        #expect(output.contains("3 images without features:"))
        for name in broken.keys { #expect(output.contains("  pit/\(name): "), "\(name) in \(output)") }
        // Later runs do not try again, and do not forget.
        let again = try project.embed()
        #expect(again.contains("Nothing to embed") && again.contains("3 images without features:"))
        #expect(try project.status("unusable_files") == 3)
        let status = try project.succeed(["status", project.path]).output
        for name in broken.keys { #expect(status.contains("pit/\(name): "), "\(name) in \(status)") }
        let ranked = try project.succeed(["rank", project.path, "--top", "1000", "--format", "json"]).rows()
        for row in ranked {
            for name in broken.keys {
                #expect(row["asked"] as? String != "pit/" + name && row["partner"] as? String != "pit/" + name)
            }
        }
        // Mended, it is a picture like any other.
        try project.write("pit/a-cut.png", of: "pit", 1)
        #expect(try project.embed().contains("1 image embedded"))
        #expect(try project.status("unusable_files") == 2)
    }

    @Test("prompts are embedded again only where they changed, and all of them for another vocabulary")
    func prompts() throws {
        let project = try ClipProject()
        try project.embed()
        let before = try zeroShot(project)
        try project.edit { $0.replacing("- name: pit\n", with: "- name: pit\n    prompt_name: small round hole\n") }
        try Program.refuses(["rank", project.path], 4, saying: "pit", "miwake embed")
        let renamed = try project.embed()
        #expect(renamed.contains("Nothing to embed") && renamed.contains("Prompts of 1 class embedded."))
        #expect(!(try project.embed().contains("Prompts of")))
        #expect(try zeroShot(project) != before)

        // The same words cut into other tokens are other prompts; the pictures are what they were.
        let vocabulary = project.folder.path + "/vocabulary"
        try FileManager.default.createDirectory(atPath: vocabulary, withIntermediateDirectories: true)
        for file in ["vocab.json", "merges.txt"] {
            try FileManager.default.copyItem(
                atPath: ClipProject.checkpoint + "/" + file, toPath: vocabulary + "/" + file)
        }
        let same = try project.embed("--checkpoint", ClipProject.checkpoint, "--vocabulary", vocabulary)
        #expect(!same.contains("Prompts of"), "the same vocabulary in another place")
        // Another order of importance, with which the same tokens can be made: a list that is cut short is refused.
        let lines = try String(contentsOfFile: vocabulary + "/merges.txt", encoding: .utf8).split(separator: "\n")
        let merges = lines.prefix(1) + lines.dropFirst().reversed()
        try merges.joined(separator: "\n").write(toFile: vocabulary + "/merges.txt", atomically: true, encoding: .utf8)
        let other = try project.embed()
        #expect(other.contains("Nothing to embed") && other.contains("Prompts of 4 classes embedded."), "\(other)")
        #expect(!(try project.embed().contains("Prompts of")))
    }

    /// The zero-shot belief about each picture.
    private func zeroShot(_ project: ClipProject) throws -> [Double] {
        let paths = try project.cosines().keys.sorted().map { project.images + "/" + $0 }
        return try project.succeed(["predict", project.path, "--format", "json"] + paths).rows()
            .map { try #require($0["p_zero_shot"] as? Double) }
    }

    @Test("a checkpoint is written into miwake.yaml without touching anything else of it")
    func comments() throws {
        let project = try ClipProject()
        try project.edit { "# Line 7, second shift.\n" + $0 + "# The end.\n" }
        let before = try String(contentsOfFile: project.yaml, encoding: .utf8).split(separator: "\n")
        let copy = project.path + "/clip"
        try FileManager.default.copyItem(atPath: ClipProject.checkpoint, toPath: copy)
        try project.embed("--checkpoint", copy)
        let after = try String(contentsOfFile: project.yaml, encoding: .utf8).split(separator: "\n")
        #expect(after.count == before.count)
        #expect(zip(before, after).filter { $0 != $1 }.map(\.1) == ["  checkpoint: clip"])
    }

    @Test("kill −9 in the middle costs a batch: what was on the disk is never encoded again")
    func killed() throws {
        let project = try ClipProject(imagesPerClass: 400)
        let embedding = try Program.start(["embed", project.path])
        let deadline = Date(timeIntervalSinceNow: 120)
        var registered = 0
        while registered < 100, !embedding.hasEnded(), Date() < deadline { registered = try rows(project).count }
        embedding.end(by: SIGKILL)
        let kept = try rows(project)
        #expect(kept.count >= registered && registered >= 100)
        #expect(kept.count < 1600, "killed too late to show anything")
        let output = try project.embed()
        #expect(output.contains("\(1600 - kept.count) images embedded"))
        #expect(output.contains("\(kept.count) images had features already."))
        #expect(try project.status("with_features") == 1600)
        let all = try rows(project)
        #expect(Set(all).isSuperset(of: kept))
        // Whatever the last batch had written without being in the index is gone.
        let features = project.path + "/.miwake/features"
        let known = try query(project, "SELECT file FROM feature_segment")
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: features)) == Set(known))
    }

    private func rows(_ project: ClipProject) throws -> [String] {
        try query(project, "SELECT image_id FROM feature_row WHERE kind = 'image' ORDER BY image_id")
    }

    private func query(_ project: ClipProject, _ sql: String) throws -> [String] {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        let path = project.path + "/.miwake/project.sqlite"
        return try DatabaseQueue(path: path, configuration: configuration).read { try String.fetchAll($0, sql: sql) }
    }
}

import Foundation
import TestSupport
import Testing

/// What `miwake status` says of a project at this moment.
@Suite("Status")
struct StatusTests {
    @Test("files that are gone, changed or back are seen on the disk, for imported features too")
    func files() throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        #expect(try small.status("missing_files") == 0 && small.status("changed_files") == 0)
        let files = FileManager.default
        let gone = ["pit/pit-0.png", "crack/crack-1.png"].map { small.images + "/" + $0 }
        try files.moveItem(atPath: gone[0], toPath: small.folder.path + "/aside.png")
        try files.removeItem(atPath: gone[1])
        // Another content, and the same content with another time of change.
        let changed = small.images + "/scratch/scratch-2.png"
        try files.removeItem(atPath: changed)
        try files.copyItem(atPath: small.images + "/scratch/scratch-3.png", toPath: changed)
        try files.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: 60)], ofItemAtPath: small.images + "/scratch/scratch-4.png")
        let status = try small.succeed(["status", small.path, "--format", "json"])
        #expect(try status.named("missing_files") as? Int == 2)
        #expect(try status.named("changed_files") as? Int == 1)
        #expect(status.output.contains("Missing: “crack/crack-1.png”, “pit/pit-0.png”."))
        #expect(status.output.contains("Changed since their features were made: “scratch/scratch-2.png”"))
        try files.moveItem(atPath: small.folder.path + "/aside.png", toPath: gone[0])
        #expect(try small.status("missing_files") == 1)
    }

    @Test("without pictures there are no files to miss, which is no zero")
    func noPictures() throws {
        let small = try SmallProject(imagesPerClass: 6)
        try small.succeed(["new", small.path, "--no-images"] + SmallProject.classArguments)
        try small.importFeatures()
        let status = try small.succeed(["status", small.path, "--format", "json"])
        #expect(try status.named("missing_files") is NSNull && status.named("changed_files") is NSNull)
    }

    @Test("classes whose prompts are others than those that were embedded are named")
    func prompts() throws {
        let project = try ClipProject(imagesPerClass: 4)
        try project.embed()
        #expect(try project.status("classes_with_other_prompts") == 0)
        let yaml = project.path + "/miwake.yaml"
        let text = try String(contentsOfFile: yaml, encoding: .utf8)
        let changed = text.replacing("a photo of a {}", with: "a picture of a {}")
        try #require(changed != text)
        try changed.write(toFile: yaml, atomically: true, encoding: .utf8)
        let status = try project.succeed(["status", project.path, "--format", "json"])
        #expect(try (status.named("classes_with_other_prompts") as? Int ?? 0) > 0)
        #expect(status.output.contains("Text features of other prompts than those of miwake.yaml"))
        try project.embed()
        #expect(try project.status("classes_with_other_prompts") == 0)
    }

    @Test(
        "audit answers and reviews are counted apart from labels in training, and no audit answer makes the round old")
    func counts() throws {
        let small = try SmallProject(imagesPerClass: 12).set()
        try small.label(perClass: 2)
        try small.succeed(["train", small.path])
        try small.replay("1 2 3 s z space", options: ["--audit"])
        let status = try small.succeed(["status", small.path, "--format", "json"])
        #expect(try status.named("labels_in_training") as? Int == 8)
        #expect(try status.named("audit_answers") as? Int == 5, "three classes, unsure and unusable; a skip is none")
        #expect(try status.named("reviews") as? Int == 13)
        #expect(try status.named("changes_since_training") as? Int == 0)
        #expect(try status.named("up_to_date") as? Bool == true)
        #expect(try status.named("round") as? Int == 1)
        let report = try small.succeed(["report", small.path, "--format", "json"])
        #expect(try report.source()["audit_answers"] as? Int == 5)
        #expect(try report.source()["labels_trained_on"] as? Int == 8)
    }
}

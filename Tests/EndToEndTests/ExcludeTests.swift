import Foundation
import TestSupport
import Testing

@Suite("What an image folder passes over")
struct ExcludeTests {
    @Test("what file servers and programs leave between pictures is counted, and is no image")
    func usual() throws {
        let small = try SmallProject(imagesPerClass: 3)
        for name in [
            "@eaDir/scratch-0.png", "pit/@eaDir/x.png", "pit/.trash/x.png", "pit/._pit-0.png", "__MACOSX/x.jpg",
        ] {
            let target = small.images + "/" + name
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: small.images + "/pit/pit-0.png", toPath: target)
        }
        let made = try small.succeed(["new", small.path, "--images", small.images] + SmallProject.classArguments)
        #expect(made.output.contains("4 classes, 12 images"))
        #expect(made.output.contains("Excluded by miwake.yaml: 4 folders and 1 picture (“@eaDir/”"))
    }

    @Test("images that come to be excluded are asked no more and keep their labels, and come back")
    func later() throws {
        let clip = try ClipProject(imagesPerClass: 4, options: ["--reserve", "0"])
        try clip.embed()
        try clip.succeed(["label", clip.path, "pit/pit-0.png", "pit"])
        try clip.edit { $0.replacing("exclude: [", with: "exclude: [\"pit\", ") }
        #expect(try clip.status("excluded") == 4)
        #expect(try clip.status("reviews") == 1 && clip.status("with_features") == 16)
        func asked() throws -> [String] {
            try clip.succeed(["rank", clip.path, "--order", "confusions", "--top", "100", "--format", "json"]).rows()
                .compactMap { $0["asked"] as? String }
        }
        #expect(try !asked().isEmpty && !asked().contains { $0.hasPrefix("pit/") })
        let embedded = try clip.embed()
        #expect(embedded.contains("Excluded by miwake.yaml: 1 folder (“pit/”)"))
        #expect(try clip.status("missing_files") == 0, "what is not looked for is not gone")
        // A picture that is new, and one that has left: neither is looked at.
        try clip.write("pit/pit-9.png", of: "pit", 9)
        try clip.embed()
        #expect(try clip.status("images") == 16)
        try clip.edit { $0.replacing("\"pit\", ", with: "") }
        try clip.embed()
        #expect(try asked().contains { $0.hasPrefix("pit/") })
        #expect(try clip.status("reviews") == 1 && clip.status("images") == 17)
    }

    @Test("a pattern that leads out of the folder is named with its line")
    func refused() throws {
        let small = try SmallProject(imagesPerClass: 2).set()
        let yaml = small.path + "/miwake.yaml"
        let text = try String(contentsOfFile: yaml, encoding: .utf8).replacing(
            "exclude: [", with: "exclude: [\"/data\", ")
        try text.write(toFile: yaml, atomically: true, encoding: .utf8)
        try Program.refuses(["status", small.path], 3, saying: "exclude[0]", "a path from the image folder")
    }
}

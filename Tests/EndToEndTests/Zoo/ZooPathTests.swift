import Foundation
import TestSupport
import Testing

extension Zoo {
    @Suite("Names: bytes on the disk are the identity")
    struct Paths {
        private static let composed = "傷が.png"
        private static let decomposed = "傷か\u{3099}.png"

        private let folder: TemporaryFolder
        private var project: String { folder.path + "/line" }
        private var images: String { folder.path + "/pictures" }

        init() throws {
            folder = try TemporaryFolder()
            try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: true)
        }

        /// Copies through `cp`: Foundation's own paths may normalise a name.
        private func copy(_ fixture: String, to name: String) throws {
            let copied = try Subprocess.run(["cp", try Zoo.fixture(fixture), images + "/" + name])
            #expect(copied.status == 0, "\(copied.errors)")
        }

        private func new(options: [String] = []) throws -> Finished {
            try Program.run(
                ["new", project, "--images", images, "--class", "pit", "--class", "crack", "--reserve", "0"] + options)
        }

        private func images(in project: String) throws -> Int {
            let finished = try Program.run(["status", project, "--format", "json"])
            return try #require(try finished.named("images") as? Int, "\(finished.errors)")
        }

        @Test("two pictures whose names differ in their normalisation only are two images, and each keeps its label")
        func twins() throws {
            try copy("nfc_nfd_twins/composed.png", to: Self.composed)
            try copy("nfd_label/other.png", to: "other.png")
            let made = try new(options: ["--checkpoint", ClipProject.checkpoint])
            #expect(made.status == 0, "\(made.errors)")
            #expect(try Program.run(["label", project, Self.composed, "pit"]).status == 0)
            // The second one comes later, as from another camera.
            try copy("nfc_nfd_twins/decomposed.png", to: Self.decomposed)
            for _ in 0..<2 {
                let embedded = try Program.run(["embed", project])
                #expect(embedded.status == 0, "\(embedded.errors)")
                #expect(!embedded.output.contains("changed content"), "\(embedded.output)")
            }
            #expect(try images(in: project) == 3)
            let labels = try Program.run(["export", project, "--as", "csv", "--to", "-"]).output
            let labelled = labels.components(separatedBy: "\r\n").dropFirst().filter { !$0.isEmpty }
            #expect(labelled.count == 1, "\(labels)")
            #expect(try Array(#require(labelled.first).utf8).starts(with: Array(Self.composed.utf8)))
        }

        @Test("a name is found as the disk has it and as a keyboard writes it", arguments: [composed, decomposed])
        func label(name: String) throws {
            try copy("nfd_label/decomposed.png", to: Self.decomposed)
            try copy("nfd_label/other.png", to: "other.png")
            #expect(try new().status == 0)
            let finished = try Program.run(["label", project, name, "pit"])
            #expect(finished.status == 0, "\(finished.errors)")
        }

        @Test("the bytes of a name never reach a terminal raw")
        func escapes() throws {
            let name = "a\u{1B}]0;PWNED\u{7}.png"
            try copy("nfd_label/other.png", to: name)
            for number in 0..<5 { try copy("nfc_nfd_twins/composed.png", to: "ok\(number).png") }
            let made = try new(options: ["--checkpoint", ClipProject.checkpoint])
            var runs = [made]
            for arguments in [
                ["embed", project], ["rank", project], ["search", project, "a pit"], ["status", project],
                ["predict", project, images + "/" + name], ["label", project, name, "no such class"],
                ["label", project, name, "pit"], ["label", project, name + "x", "pit"],
                ["export", project, "--as", "csv", "--to", folder.path + "/" + name + "/x.csv"],
            ] { runs.append(try Program.run(arguments)) }
            #expect(runs.contains { ($0.output + $0.errors).contains("a\\x1b]0;PWNED\\x07.png") })
            for run in runs {
                #expect(!(run.output + run.errors).unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" })
            }
        }
    }
}

import Foundation
import GRDB
import TestSupport
import Testing

@Suite("A project from a miwake.yaml")
struct ProjectFromFileTests {
    /// A folder as it comes from a repository: `miwake.yaml`, and no store.
    private func cloned(reserve: String = "0.25") throws -> SmallProject {
        let small = try SmallProject(imagesPerClass: 8).set(up: ["--seed", "7", "--reserve", reserve])
        try FileManager.default.removeItem(atPath: small.path + "/.miwake")
        return small
    }

    private func reserve(_ small: SmallProject) throws -> [String] {
        let queue = try DatabaseQueue(path: small.path + "/.miwake/project.sqlite")
        return try queue.read {
            try String.fetchAll(
                $0, sql: "SELECT path FROM image WHERE reserve_rank IS NOT NULL ORDER BY reserve_rank")
        }
    }

    @Test("the label store is made, with the same classes, images and reserve, and the file stays as it is")
    func made() throws {
        let small = try SmallProject(imagesPerClass: 8).set(up: ["--seed", "7", "--reserve", "0.25"])
        let (before, drawn) = (
            try String(contentsOfFile: small.path + "/miwake.yaml", encoding: .utf8), try reserve(small)
        )
        try FileManager.default.removeItem(atPath: small.path + "/.miwake")
        try Program.refuses(["status", small.path], 4, saying: "no label store yet", "miwake new \(small.path)")
        try Program.refuses(["open", small.path], 4, saying: "miwake new \(small.path)")
        let made = try small.succeed(["new", small.path]).output
        #expect(made.contains("4 classes, 32 images") && made.contains("label store was made"))
        #expect(made.contains("8 images set aside"))
        #expect(try reserve(small) == drawn)
        #expect(try String(contentsOfFile: small.path + "/miwake.yaml", encoding: .utf8) == before)
        try small.importFeatures()
        try small.succeed(["rank", small.path])
        try Program.refuses(["new", small.path], 4, saying: "a project already")
    }

    @Test(
        "an option that says something else than the file is refused by name, and one that says the same is not",
        arguments: [
            ["--images", "elsewhere"], ["--no-images"], ["--class", "a", "--class", "b"], ["--prompt", "a {}"],
            ["--from", "other"], ["--reserve", "0.1"], ["--reserve-maximum", "7"], ["--seed", "8"],
            ["--checkpoint", "clip"],
        ])
    func conflicts(options: [String]) throws {
        let small = try cloned()
        try Program.refuses(["new", small.path] + options, 2, saying: options[0], "disagrees with")
        #expect(!FileManager.default.fileExists(atPath: small.path + "/.miwake"))
        try small.succeed(["new", small.path, "--images", small.images, "--seed", "7"] + SmallProject.classArguments)
    }

    @Test("images that lie elsewhere on this machine are named with the key to correct")
    func imagesElsewhere() throws {
        let small = try cloned()
        let yaml = small.path + "/miwake.yaml"
        let text = try String(contentsOfFile: yaml, encoding: .utf8)
        try text.replacing(small.images, with: "/data/other-machine").write(
            toFile: yaml, atomically: true, encoding: .utf8)
        try Program.refuses(["new", small.path], 3, saying: "/data/other-machine", "images:")
        #expect(!FileManager.default.fileExists(atPath: small.path + "/.miwake/project.sqlite"))
    }

    @Test("what was interrupted before the reserve was drawn is made whole")
    func interrupted() throws {
        let small = try cloned()
        try small.succeed(["new", small.path])
        let drawn = try reserve(small)
        try FileManager.default.removeItem(atPath: small.path + "/.miwake")
        // As after a kill behind the first table.
        try small.succeed(["new", small.folder.path + "/other", "--no-images"] + SmallProject.classArguments)
        try FileManager.default.copyItem(
            atPath: small.folder.path + "/other/.miwake", toPath: small.path + "/.miwake")
        try small.succeed(["new", small.path])
        #expect(try reserve(small) == drawn)
    }
}

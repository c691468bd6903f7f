import Foundation
import TestSupport
import Testing

@Suite("A project from another one")
struct WarmStartTests {
    /// A trained project, and the folder of a second line with other images of the same classes.
    private func lines() throws -> (first: SmallProject, second: SmallProject) {
        let first = try SmallProject(imagesPerClass: 20).set(up: ["--prompt", "a grey photo of a {}"])
        try first.label(perClass: 3)
        try first.succeed(["train", first.path])
        return (first, try SmallProject(imagesPerClass: 10))
    }

    /// The features of the second line: the first line's vectors of other images, with the very same words.
    private func features(_ first: SmallProject, _ second: SmallProject) throws -> String {
        let width = SmallProject.width
        let rows = SmallProject.classes.indices.flatMap { label in (0..<10).map { label * 20 + 10 + $0 } }
        let values = rows.flatMap { first.imageFeatures[$0 * width..<($0 + 1) * width] }
        let path = second.folder.path + "/second.npy"
        try NumPyBytes().file(values, rows: rows.count, columns: width).write(to: URL(filePath: path))
        return path
    }

    @Test("classes, prompts and the estimator come over; it ranks at once, and the first labels here go on from it")
    func warmStart() throws {
        let (first, second) = try lines()
        let made = try second.succeed(["new", second.path, "--images", second.images, "--from", first.path])
        #expect(made.output.contains("4 classes, 40 images."))
        #expect(made.output.contains("Starts from the estimator of “line”."))
        let yaml = try String(contentsOfFile: second.path + "/miwake.yaml", encoding: .utf8)
        #expect(yaml.contains("a grey photo of a {}"))
        #expect(try second.status("reviews") == 0, "labels stay where they were given")
        #expect(try second.status("round") == 1)

        let text = first.folder.path + "/texts.npy"
        try second.importFeatures(image: try features(first, second), text: text)
        let ranked = try second.succeed(["rank", second.path, "--format", "json"]).source()
        #expect(ranked["head"] as? String == "pool" && ranked["ranked_by"] as? String == "delta-s")
        #expect(ranked["labels_trained_on"] as? Int == 0)
        let screens = try second.replay("1 2 3 4 1")
        #expect(screens[0].firstLine.contains("pool head, pooled"))
        #expect(screens[5].firstLine.contains("round 2"), "\(screens[5].firstLine)")
        #expect(try second.status("labels_trained_on") <= 5)
        // The other project is as it was.
        #expect(try first.status("round") == 1)
        #expect(try first.status("reviews") == 12)
    }

    @Test("features of another encoder do not fit, and the import says so before anything is written")
    func otherEncoder() throws {
        let (first, second) = try lines()
        try second.succeed(["new", second.path, "--images", second.images, "--from", first.path])
        let images = try features(first, second)
        let text = second.folder.path + "/turned.npy"
        try NumPyBytes().file(
            Array(first.textFeatures.reversed()), rows: SmallProject.classes.count, columns: SmallProject.width
        ).write(to: URL(filePath: text))
        try Program.refuses(second.importArguments(image: images, text: text), 4, saying: "“line”", "--from")
        #expect(try second.status("with_features") == 0)
        try second.importFeatures(image: images, text: first.folder.path + "/texts.npy")
        #expect(try second.status("with_features") == 40)
    }

    @Test("a project without an estimator gives its classes and prompts, and says that there was none")
    func untrained() throws {
        let first = try SmallProject(imagesPerClass: 5).set()
        let second = try SmallProject(imagesPerClass: 5)
        let made = try second.succeed(["new", second.path, "--images", second.images, "--from", first.path])
        #expect(made.output.contains("no estimator yet"))
        try second.importFeatures()
        #expect(
            try second.succeed(["rank", second.path, "--format", "json"]).source()["head"] as? String == "zero-shot")
    }

    @Test("own classes beside --from are refused, and so is a folder that is no project")
    func refusals() throws {
        let (first, second) = try lines()
        try Program.refuses(
            ["new", second.path, "--images", second.images, "--from", first.path, "--class", "a", "--class", "b"], 2,
            saying: "--from brings the other project's classes")
        try Program.refuses(
            ["new", second.path, "--images", second.images, "--from", second.images], 4, saying: "no miwake.yaml")
        #expect(!FileManager.default.fileExists(atPath: second.path))
    }
}

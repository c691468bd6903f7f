import Foundation
import LinearAlgebra
import TensorFiles
import TestSupport
import Testing

/// A small world with a known confusion: four classes in two look-alike couples, whose words are misaligned.
///
/// Every image lies near its class's direction; the text of each class leans towards its look-alike, so that plain CLIP
/// confuses the couples and a few labels can set it right.
struct SmallProject {
    let folder: TemporaryFolder
    let imagesPerClass: Int
    /// (images, width) and (classes, width), as in the files.
    let imageFeatures: [Float]
    let textFeatures: [Float]

    static let classes = ["scratch", "crack", "pit", "inclusion"]
    static let width = 64
    /// How far an image strays from its class, and a text towards its look-alike.
    private static let imageNoise = 0.55
    private static let textLean = 0.9
    /// How far a text lies from the pictures altogether: what tells the words of a couple apart is mostly this.
    private static let textNoise = 0.9

    var path: String { folder.path + "/line" }
    var images: String { folder.path + "/pictures" }
    var truth: String { folder.path + "/truth.csv" }

    /// Writes pictures, features and the answer key; the project itself is made by the program.
    init(imagesPerClass: Int = 30, seed: UInt64 = 5) throws {
        folder = try TemporaryFolder()
        self.imagesPerClass = imagesPerClass
        var generator = SeededGenerator(seed: seed)
        let axes = Self.classes.map { _ in Self.direction(&generator) }
        let texts = Self.classes.indices.map { index in
            Self.sum(
                Self.sum(axes[index], axes[index ^ 1], weight: Self.textLean), Self.direction(&generator),
                weight: Self.textNoise)
        }
        var paths: [String] = []
        var features: [Float] = []
        var key = "path,class,split\n"
        let fixtures = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
        let images = folder.path + "/pictures"
        for (index, name) in Self.classes.enumerated() {
            try FileManager.default.createDirectory(atPath: images + "/" + name, withIntermediateDirectories: true)
            for number in 0..<imagesPerClass {
                let path = "\(name)/\(name)-\(number).png"
                var picture = try Data(contentsOf: fixtures.appending(path: "\(name)-\(number % 2).png"))
                // Bytes behind the end of a PNG: the same picture with a content of its own.
                picture.append(contentsOf: Array(path.utf8))
                try picture.write(to: URL(filePath: images + "/" + path))
                paths.append(path)
                features += Self.sum(axes[index], Self.direction(&generator), weight: Self.imageNoise)
                key += "\(path),\(name),\(number % 3 == 0 ? "test" : "train")\n"
            }
        }
        imageFeatures = features
        textFeatures = texts.flatMap { $0 }
        try key.write(toFile: truth, atomically: true, encoding: .utf8)
        let list = paths.joined(separator: "\n") + "\n"
        try list.write(toFile: folder.path + "/paths.txt", atomically: true, encoding: .utf8)
        try NumPyBytes.write(features, shape: [paths.count, Self.width], to: folder.path + "/images.npy")
        try NumPyBytes.write(textFeatures, shape: [texts.count, Self.width], to: folder.path + "/texts.npy")
    }

    /// Makes the project and imports the features, with the commands of the README.
    @discardableResult
    func set(up options: [String] = []) throws -> SmallProject {
        try succeed(["new", path, "--images", images] + Self.classArguments + options)
        try importFeatures()
        return self
    }

    static let classArguments = classes.flatMap { ["--class", $0] }

    /// Imports the features into this or another project.
    @discardableResult
    func importFeatures(
        into project: String? = nil, image: String? = nil, paths: String? = nil, text: String? = nil
    ) throws -> Finished {
        try succeed(importArguments(into: project, image: image, paths: paths, text: text))
    }

    func importArguments(
        into project: String? = nil, image: String? = nil, paths: String? = nil, text: String? = nil
    ) -> [String] {
        [
            "import", "features", project ?? path, "--image-features", image ?? folder.path + "/images.npy", "--paths",
            paths ?? folder.path + "/paths.txt", "--text-features", text ?? folder.path + "/texts.npy",
            "--logit-scale", "30",
        ]
    }

    /// Labels by the answer key: at most so many images of each class, chosen by seed.
    @discardableResult
    func label(perClass count: Int) throws -> Finished {
        try succeed(["import", "labels", path, truth, "--only", "\(count)", "--seed", "3"])
    }

    /// Plays keys on the project's screens and returns the screens, one before each key and one at the end.
    @discardableResult
    func replay(
        _ keys: String, size: String = "80x24", options: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [String] {
        let run = try TemporaryFolder()
        try keys.write(toFile: run.path + "/keys.txt", atomically: true, encoding: .utf8)
        try succeed(
            [
                "replay", path, "--keys", run.path + "/keys.txt", "--size", size, "--screens", run.path + "/screens",
            ] + options, sourceLocation: sourceLocation)
        let names = try FileManager.default.contentsOfDirectory(atPath: run.path + "/screens").sorted()
        return try names.filter { !$0.contains("roles") }.map {
            try String(contentsOfFile: run.path + "/screens/" + $0, encoding: .utf8)
        }
    }

    /// One number of `miwake status`.
    func status(_ name: String) throws -> Int {
        let finished = try succeed(["status", path, "--format", "json"])
        return try #require(try finished.named(name) as? Int, "\(name) in \(finished.output)")
    }

    /// The score of each asked image before the first training, over the whole pool.
    func scores() throws -> [String: Double] {
        let rows = try succeed(["rank", path, "--order", "confusions", "--top", "1000", "--format", "json"]).rows()
        return try Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (try #require(row["asked"] as? String), try #require(row["score"] as? Double))
            })
    }

    /// Runs a command that must succeed.
    @discardableResult
    func succeed(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> Finished {
        let finished = try Program.run(arguments)
        #expect(finished.status == 0, "\(arguments): \(finished.errors)", sourceLocation: sourceLocation)
        return finished
    }

    private static func direction(_ generator: inout SeededGenerator) -> [Float] {
        // A sum of uniforms is close enough to a normal for a direction without a preferred axis.
        let raw = (0..<width).map { _ in (0..<12).reduce(-6.0) { sum, _ in sum + generator.nextUnit() } }
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return raw.map { Float($0 / length) }
    }

    private static func sum(_ left: [Float], _ right: [Float], weight: Double) -> [Float] {
        let raw = zip(left, right).map { Double($0) + weight * Double($1) }
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return raw.map { Float($0 / length) }
    }
}

extension SmallProject {
    /// Writes the same features with made-up levels as one safetensors file and returns its path.
    func writeSafetensors(levels: Int, tokens: Int, levelWidth: Int) throws -> String {
        let path = folder.path + "/features.safetensors"
        var generator = SeededGenerator(seed: 17)
        func noise(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.nextUnit() - 0.5) } }
        let images = imageFeatures.count / Self.width
        var writer = try SafetensorsWriter(
            path: path,
            tensors: [
                .init("image_features", .float32, [images, Self.width]),
                .init("text_features", .float32, [Self.classes.count, Self.width]),
                .init("level_features", .float32, [levels, images, tokens, levelWidth]),
                .init("projection", .float32, [levelWidth, Self.width]), .init("logit_scale", .float32, [1]),
            ], metadata: [:])
        try writer.append(imageFeatures)
        try writer.append(textFeatures)
        try writer.append(noise(levels * images * tokens * levelWidth))
        try writer.append(noise(levelWidth * Self.width))
        try writer.append([Float(30)])
        try writer.finish()
        return path
    }
}

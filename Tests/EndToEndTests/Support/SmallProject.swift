import Foundation
import LinearAlgebra
import TensorFiles
import Testing

/// A small world with a known confusion: four classes in two look-alike couples, whose words are misaligned.
///
/// Every image lies near its class's direction; the text of each class leans towards its look-alike, so that plain CLIP
/// confuses the couples and a few labels can set it right.
struct SmallProject {
    let folder: TemporaryFolder
    let imagesPerClass: Int

    static let classes = ["scratch", "crack", "pit", "inclusion"]
    private static let width = 24
    /// How far an image strays from its class, and a text towards its look-alike.
    private static let imageNoise = 0.55
    private static let textLean = 0.9

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
            Self.sum(axes[index], axes[index ^ 1], weight: Self.textLean)
        }
        var paths: [String] = []
        var features: [Float] = []
        var key = "path,class,split\n"
        let fixtures = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
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
        try key.write(toFile: truth, atomically: true, encoding: .utf8)
        let list = paths.joined(separator: "\n") + "\n"
        try list.write(toFile: folder.path + "/paths.txt", atomically: true, encoding: .utf8)
        try NpyWriter.write(features, shape: [paths.count, Self.width], to: folder.path + "/images.npy")
        try NpyWriter.write(texts.flatMap { $0 }, shape: [texts.count, Self.width], to: folder.path + "/texts.npy")
    }

    /// Makes the project and imports the features, with the commands of the README.
    @discardableResult
    func set(up options: [String] = []) throws -> SmallProject {
        let classes = Self.classes.flatMap { ["--class", $0] }
        try succeed(["new", path, "--images", images] + classes + options)
        try succeed([
            "import", "features", path, "--image-features", folder.path + "/images.npy", "--paths",
            folder.path + "/paths.txt", "--text-features", folder.path + "/texts.npy", "--logit-scale", "30",
        ])
        return self
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

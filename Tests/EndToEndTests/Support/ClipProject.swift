import Foundation
import TestSupport
import Testing

/// A project whose features Miwake makes itself, with the small CLIP of the samples.
struct ClipProject {
    let folder: TemporaryFolder

    static let classes = ["scratch", "crack", "pit", "inclusion"]
    static let checkpoint = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "SampleProjects/clip").path

    var path: String { folder.path + "/line" }
    var images: String { folder.path + "/pictures" }
    var yaml: String { path + "/miwake.yaml" }
    var parts: String { path + "/.miwake/parts" }

    /// Writes pictures and sets the project up; nothing is embedded yet.
    init(imagesPerClass: Int = 6, options: [String] = ["--reserve", "0"]) throws {
        folder = try TemporaryFolder()
        for name in Self.classes {
            try FileManager.default.createDirectory(atPath: images + "/" + name, withIntermediateDirectories: true)
            for number in 0..<imagesPerClass { try write("\(name)/\(name)-\(number).png", of: name, number) }
        }
        try succeed(
            ["new", path, "--images", images, "--checkpoint", Self.checkpoint]
                + Self.classes.flatMap { ["--class", $0] } + options)
    }

    /// Writes a picture of a class with a content of its own.
    func write(_ file: String, of name: String, _ number: Int, mark: String = "") throws {
        let fixtures = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
        var picture = try Data(contentsOf: fixtures.appending(path: "\(name)-\(number % 2).png"))
        // Bytes behind the end of a PNG: the same picture with another content.
        picture.append(contentsOf: Array((file + mark).utf8))
        try picture.write(to: URL(filePath: images + "/" + file))
    }

    func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: images + "/" + file) }

    func move(_ file: String, to target: String) throws {
        try FileManager.default.moveItem(atPath: images + "/" + file, toPath: images + "/" + target)
    }

    /// Changes the project file as a person would.
    func edit(_ change: (String) -> String) throws {
        let text = try String(contentsOfFile: yaml, encoding: .utf8)
        let changed = change(text)
        #expect(changed != text, "the edit changed nothing")
        try changed.write(toFile: yaml, atomically: true, encoding: .utf8)
    }

    @discardableResult
    func embed(_ options: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try succeed(["embed", path] + options, sourceLocation: sourceLocation).output
    }

    /// Runs a command that must succeed.
    @discardableResult
    func succeed(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> Finished {
        let finished = try Program.run(arguments)
        #expect(finished.status == 0, "\(arguments): \(finished.errors)", sourceLocation: sourceLocation)
        return finished
    }

    /// One number of `miwake status`.
    func status(_ name: String) throws -> Int {
        let finished = try succeed(["status", path, "--format", "json"])
        return try #require(try finished.named(name) as? Int, "\(name) in \(finished.output)")
    }

    /// The cosine of every embedded image with a text, by path.
    func cosines(_ text: String = "a jagged dark line") throws -> [String: Double] {
        let rows = try succeed(["search", path, text, "--top", "10000", "--format", "json"]).rows()
        return try Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (try #require(row["path"] as? String), try #require(row["cosine"] as? Double))
            })
    }
}

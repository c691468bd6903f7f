import Foundation
import TestSupport
import Testing

@Suite("One idea of a path, at every door")
struct ImagePathTests {
    private static let composed = "傷\u{304C}.png"
    private static let decomposed = "傷か\u{3099}.png"

    /// A folder of pictures under names of a test's own.
    private struct Pictures {
        let folder: TemporaryFolder
        var images: String { folder.path + "/pictures" }
        var project: String { folder.path + "/line" }

        init(_ names: [String]) throws {
            folder = try TemporaryFolder()
            for (number, name) in names.enumerated() { try write(name, number) }
        }

        /// A picture with a content of its own.
        func write(_ name: String, _ number: Int) throws {
            let fixtures = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
            var picture = try Data(contentsOf: fixtures.appending(path: "pit-\(number % 2).png"))
            picture.append(contentsOf: Array("\(number)".utf8))
            let path = images + "/" + name
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try picture.write(to: URL(filePath: path))
        }

        @discardableResult
        func make(_ options: String...) throws -> Finished {
            try succeed(
                ["new", project, "--images", images, "--class", "a", "--class", "b", "--reserve", "0"] + options)
        }

        @discardableResult
        func succeed(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> Finished {
            let finished = try Program.run(arguments)
            #expect(finished.status == 0, "\(arguments): \(finished.errors)", sourceLocation: sourceLocation)
            return finished
        }

        /// The labels of the project, by the bytes of the paths.
        func labels() throws -> [[UInt8]: String] {
            let text = try succeed(["export", project, "--as", "csv", "--to", "-"]).output
            return Dictionary(
                uniqueKeysWithValues: text.components(separatedBy: "\r\n").dropFirst().filter { !$0.isEmpty }.map {
                    line in
                    let fields = line.split(separator: ",")
                    return (Array(fields[0].utf8), String(fields[1]))
                })
        }
    }

    @Test("two pictures whose names are equal but for NFC and NFD are two images, from the scan to the copy")
    func twins() throws {
        let pictures = try Pictures([Self.composed, Self.decomposed, "other.png"])
        #expect(try pictures.make("--checkpoint", ClipProject.checkpoint).output.contains("3 images"))
        // A second one that comes later is a new image, and the first keeps its label.
        for _ in 0..<2 {
            let embedded = try pictures.succeed(["embed", pictures.project])
            #expect(!embedded.output.contains("changed content"), "\(embedded.output)")
        }
        try pictures.succeed(["label", pictures.project, Self.composed, "a"])
        try pictures.succeed(["label", pictures.project, Self.decomposed, "b"])
        #expect(try pictures.labels() == [Array(Self.composed.utf8): "a", Array(Self.decomposed.utf8): "b"])
        let found = try pictures.succeed(["search", pictures.project, "x", "--format", "json"]).rows()
        #expect(found.count == 3)
        // The labels of the one never become those of the other on their way through a table.
        let table = pictures.folder.path + "/labels.csv"
        try pictures.succeed(["export", pictures.project, "--as", "csv", "--to", table])
        let other = pictures.folder.path + "/other"
        try pictures.succeed(
            ["new", other, "--images", pictures.images, "--class", "a", "--class", "b", "--reserve", "0"])
        try pictures.succeed(["import", "labels", other, table])
        try pictures.succeed(["export", other, "--as", "csv", "--to", pictures.folder.path + "/again.csv"])
        let texts = try [table, pictures.folder.path + "/again.csv"].map { try Data(contentsOf: URL(filePath: $0)) }
        #expect(texts[0] == texts[1])
        // Copies for systems that take the two for one get two names.
        try pictures.succeed(["export", pictures.project, "--as", "imagefolder", "--to", pictures.folder.path + "/set"])
        for (name, label) in [(Self.composed, "a"), (Self.decomposed, "b")] {
            let copy = try Data(
                contentsOf: URL(filePath: pictures.folder.path + "/set/train/\(label)/" + Self.composed))
            #expect(try copy == Data(contentsOf: URL(filePath: pictures.images + "/" + name)))
        }
        // Renamed from the one normalisation to the other it is the same image, moved.
        let alone = try Pictures([Self.composed])
        try alone.make("--checkpoint", ClipProject.checkpoint)
        try alone.succeed(["label", alone.project, Self.composed, "a"])
        rename(alone.images + "/" + Self.composed, alone.images + "/" + Self.decomposed)
        #expect(try alone.succeed(["embed", alone.project]).output.contains("1 image moved"))
        #expect(try alone.labels() == [Array(Self.decomposed.utf8): "a"])
    }

    @Test("either spelling finds a picture, at every door; one that could be two names both")
    func spellings() throws {
        let pictures = try Pictures([Self.decomposed, "か\u{3099}き\u{3099}.png", "\u{304C}\u{304E}.png"])
        try pictures.make("--checkpoint", ClipProject.checkpoint)
        let output = try pictures.succeed(["label", pictures.project, Self.composed, "a"]).output
        #expect(output.utf8.elementsEqual("“\(Self.decomposed)” is “a”.\n".utf8))
        let table = pictures.folder.path + "/t.csv"
        try "path,class\n\(Self.composed),a\n".write(toFile: table, atomically: true, encoding: .utf8)
        #expect(
            try pictures.succeed(["import", "labels", pictures.project, table]).output.contains(
                "1 image had that label"))
        try pictures.succeed(["embed", pictures.project])
        let predicted = try pictures.succeed(["predict", pictures.project, Self.composed, "--format", "json"]).rows()
        #expect(predicted[0]["problem"] is NSNull)
        let mixed = "か\u{3099}\u{304E}.png"
        try Program.refuses(
            ["label", pictures.project, mixed, "a"], 3, saying: "か\\u3099き\\u3099.png” or “\u{304C}\u{304E}.png")
        try "path,class\n\(mixed),a\n".write(toFile: table, atomically: true, encoding: .utf8)
        try Program.refuses(["import", "labels", pictures.project, table], 3, saying: "Line 2", "か\\u3099き\\u3099.png")
    }

    @Test("backslashes, absolute paths and beginnings of other machines are understood at every door")
    func dialects() throws {
        let small = try SmallProject(imagesPerClass: 4)
        try small.succeed(
            ["new", small.path, "--images", small.images, "--reserve", "0"] + SmallProject.classArguments)
        let list = try String(contentsOfFile: small.folder.path + "/paths.txt", encoding: .utf8)
            .split(separator: "\n").map(String.init)
        let windows = list.map { "D:\\data\\" + $0.replacing("/", with: "\\") }
        let odd = small.folder.path + "/odd.txt"
        try windows.joined(separator: "\r\n").write(toFile: odd, atomically: true, encoding: .utf8)
        try Program.refuses(small.importArguments(paths: odd), 3, saying: "No line of", "--strip-prefix")
        let joined = try small.succeed(small.importArguments(paths: odd) + ["--strip-prefix", "D:\\data"])
        #expect(joined.output.contains("16 images joined") && !joined.output.contains("without"))
        let table = small.folder.path + "/t.csv"
        try "path,class\npit\\pit-0.png,pit\n\(small.images)/pit/pit-1.png,pit\n".write(
            toFile: table, atomically: true, encoding: .utf8)
        #expect(try small.succeed(["import", "labels", small.path, table]).output.hasPrefix("2 labels"))
        try "path,class\nold/pit/pit-2.png,pit\n".write(toFile: table, atomically: true, encoding: .utf8)
        try Program.refuses(["import", "labels", small.path, table], 3, saying: "Line 2", "--strip-prefix")
        try small.succeed(["import", "labels", small.path, table, "--strip-prefix", "old/"])
        for path in ["pit\\pit-3.png", small.images + "/pit/pit-3.png", small.images + "//./crack/../pit/pit-3.png"] {
            #expect(try small.succeed(["label", small.path, path, "pit"]).output.contains("“pit/pit-3.png” is “pit”"))
        }
        // One image under two spellings cannot be two things.
        try "path,class\n./pit/pit-2.png,pit\npit\\pit-2.png,crack\n".write(
            toFile: table, atomically: true, encoding: .utf8)
        try Program.refuses(
            ["import", "labels", small.path, table, "--replace"], 3, saying: "Lines 2 and 3", "pit/pit-2.png")
    }

    @Test("what leads out of the image folder is refused with its line, and a list of new images too")
    func climbing() throws {
        let small = try SmallProject(imagesPerClass: 4).set()
        let list = try String(contentsOfFile: small.folder.path + "/paths.txt", encoding: .utf8)
        let climbing = small.folder.path + "/climbing.txt"
        let lines = list.split(separator: "\n").map(String.init)
        try (["../../../../etc/passwd"] + lines.dropFirst()).joined(separator: "\n").write(
            toFile: climbing, atomically: true, encoding: .utf8)
        try Program.refuses(
            small.importArguments(paths: climbing), 3, saying: "Line 1", "leads out of the image folder")
        let bare = small.folder.path + "/bare"
        try small.succeed(["new", bare, "--no-images"] + SmallProject.classArguments)
        try Program.refuses(
            small.importArguments(into: bare, paths: climbing), 3, saying: "Line 1", "leads out of the image folder")
        try lines.map { "/data/" + $0 }.joined(separator: "\n").write(
            toFile: climbing, atomically: true, encoding: .utf8)
        try Program.refuses(small.importArguments(into: bare, paths: climbing), 3, saying: "Line 1", "--strip-prefix")
        let brought = try small.succeed(
            small.importArguments(into: bare, paths: climbing) + ["--strip-prefix", "/data/"])
        #expect(brought.output.contains("16 images came in"))
        try Program.refuses(["label", small.path, "../line/x.png", "pit"], 3, saying: "leads out")
        let table = small.folder.path + "/t.csv"
        try "path,class\npit/pit-0.png,pit\n..\\..\\x.png,pit\n".write(toFile: table, atomically: true, encoding: .utf8)
        try Program.refuses(["import", "labels", small.path, table], 3, saying: "Line 3", "leads out")
    }

    @Test("names that are not UTF-8 are named with a remedy, and the others go on")
    func notUTF8() throws {
        let pictures = try Pictures(["a.png", "b/c.png"])
        let made = try Subprocess.run(
            [
                "sh", "-c",
                "cp \"$D/a.png\" \"$D/$(printf 'caf\\351.png')\"; mkdir \"$D/$(printf 'd\\377')\"; cp \"$D/a.png\" \"$D/$(printf 'd\\377')/\"",
            ],
            environment: ["D": pictures.images])
        #expect(made.status == 0, "\(made.errors)")
        let output = try pictures.make("--checkpoint", ClipProject.checkpoint).output
        #expect(output.contains("2 images."))
        #expect(output.contains("2 names are not UTF-8: “caf\\xe9.png”, “d\\xff”") && output.contains("convmv"))
        #expect(try pictures.succeed(["embed", pictures.project]).output.contains("caf\\xe9.png"))
        let predicted = try Subprocess.run(
            ["sh", "-c", "\"$M\" predict \"$P\" \"$D/$(printf 'caf\\351.png')\""],
            environment: ["D": pictures.images, "P": pictures.project, "M": Program.path])
        #expect(predicted.status == 3 && predicted.output.contains("its name is not UTF-8; rename the file"))
    }

    @Test("links are followed once, to files and folders, and never in circles")
    func links() throws {
        let pictures = try Pictures(["real/a.png", "real/b.png"])
        let files = FileManager.default
        let outside = pictures.folder.path + "/outside"
        try files.createDirectory(atPath: outside + "/more", withIntermediateDirectories: true)
        try files.copyItem(atPath: pictures.images + "/real/a.png", toPath: outside + "/c.png")
        for (link, target) in [
            ("all", "real"), ("back", "."), ("up", ".."), ("real/loop", ".."), ("elsewhere", outside),
            ("z-again", outside), ("d.png", outside + "/c.png"), ("self.png", "self.png"), ("gone.png", "nowhere.png"),
        ] {
            try files.createSymbolicLink(atPath: pictures.images + "/" + link, withDestinationPath: target)
        }
        try files.createSymbolicLink(atPath: outside + "/more/home", withDestinationPath: pictures.images)
        let output = try pictures.make().output
        #expect(output.contains("2 classes, 4 images."), "\(output)")
        #expect(output.contains("Could not be read: “gone.png”, “self.png”."))
        #expect(output.contains("6 links to folders that are looked through already"))
        for path in ["real/a.png", "real/b.png", "elsewhere/c.png", "d.png"] {
            try pictures.succeed(["label", pictures.project, path, "a"])
        }
    }
}

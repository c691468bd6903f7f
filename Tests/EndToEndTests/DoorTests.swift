import Foundation
import TestSupport
import Testing

/// Whatever a file turns out to be, the sentence about it is for people.
@Suite("Doors: what cannot be read or written is said in plain words")
struct DoorTests {
    private let small: SmallProject
    private var folder: String { small.folder.path }

    init() throws {
        small = try SmallProject(imagesPerClass: 4).set()
        try small.label(perClass: 1)
        try FileManager.default.createDirectory(atPath: folder + "/folder", withIntermediateDirectories: true)
        try write("binary", [0x00, 0x01, 0xFF, 0xFE, 0x80])
        try write("japanese", Array("path,class\r\na.png,".utf8) + [0x8F, 0x9D])
        try write("page", Array("<!DOCTYPE html><html>".utf8))
        try write("keys.txt", Array("q".utf8))
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: folder + "/" + name))
    }

    /// One sentence that names the file, without the words of a library.
    private func isRefused(
        _ arguments: [String], naming file: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let finished = try Program.run(arguments)
        let sentence = finished.errors.split(separator: "\n").last.map(String.init) ?? ""
        let comment: Comment = "\(arguments): \(finished.errors)"
        #expect([3, 4, 5].contains(finished.status), comment, sourceLocation: sourceLocation)
        #expect(finished.errors.split(separator: "\n").count == 1, comment, sourceLocation: sourceLocation)
        #expect(sentence.hasPrefix("miwake: ") && sentence.hasSuffix("."), comment, sourceLocation: sourceLocation)
        #expect(sentence.contains(file), comment, sourceLocation: sourceLocation)
        for words in [
            "Domain", "Cocoa", "errno", "Error(", "Error.", "(null)", "Optional(", "couldn’t", "could not be completed",
            "no reason", "Input/output",
        ] {
            #expect(!sentence.contains(words), comment, sourceLocation: sourceLocation)
        }
    }

    @Test(
        "a file that is missing, a folder, bytes, another encoding or a page, at every reading door",
        arguments: ["none", "folder", "binary", "japanese", "page"])
    func reading(name: String) throws {
        let file = folder + "/" + name
        let new = ["new", folder + "/other", "--no-images"]
        try isRefused(new + ["--classes", file], naming: name)
        try isRefused(["import", "labels", small.path, file], naming: name)
        try isRefused(["evaluate", small.path, "--truth", file], naming: name)
        try isRefused(["simulate", small.path, "--truth", file], naming: name)
        try isRefused(small.importArguments(image: file), naming: name)
        try isRefused(small.importArguments(text: file), naming: name)
        try isRefused(small.importArguments(paths: file), naming: name)
        try isRefused(["import", "features", small.path, "--safetensors", file, "--paths", file], naming: name)
        try isRefused(["replay", small.path, "--keys", file], naming: name)
        try isRefused(["embed", small.path, "--checkpoint", file], naming: name)
        try isRefused(
            ["embed", small.path, "--checkpoint", ClipProject.checkpoint, "--vocabulary", file], naming: name)
        try isRefused(["themes", file + ".yaml"], naming: name)
    }

    @Test("a project file that is none of these", arguments: ["folder", "binary", "japanese", "page"])
    func projectFile(name: String) throws {
        try FileManager.default.removeItem(atPath: small.path + "/miwake.yaml")
        try FileManager.default.copyItem(atPath: folder + "/" + name, toPath: small.path + "/miwake.yaml")
        for command in ["status", "rank", "train"] {
            try isRefused([command, small.path], naming: small.path + "/miwake.yaml")
        }
    }

    @Test(
        "a place below a file, and one where nothing can be made, at every writing door",
        arguments: ["keys.txt", "/proc"])
    func writing(name: String) throws {
        let place = (name.hasPrefix("/") ? name : folder + "/" + name) + "/there"
        try isRefused(["export", small.path, "--as", "csv", "--to", place], naming: place)
        try isRefused(["export", small.path, "--as", "coop", "--to", place], naming: place)
        try isRefused(["export", small.path, "--as", "imagefolder", "--to", place], naming: place)
        try isRefused(["new", place, "--no-images", "--class", "a", "--class", "b"], naming: place)
        try isRefused(
            ["replay", small.path, "--keys", folder + "/keys.txt", "--screens", place], naming: place)
        let simulate = [
            "simulate", small.path, "--truth", small.truth, "--rounds", "1", "--batch", "4", "--seeds", "1",
        ]
        try isRefused(simulate + ["--results", place], naming: place)
        try isRefused(simulate + ["--plot", place + ".svg"], naming: place)
        try isRefused(["demo", "--headless", "--labels", "2", "--to", place], naming: place)
    }

    @Test("features in whose place something else stands are named, with the remedy")
    func features() throws {
        let features = small.path + "/.miwake/features"
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: features).sorted().first)
        for name in ["folder", "binary", "page"] {
            try FileManager.default.removeItem(atPath: features + "/" + file)
            try FileManager.default.copyItem(atPath: folder + "/" + name, toPath: features + "/" + file)
            try isRefused(["rank", small.path], naming: file)
        }
    }

    @Test("keys, classes, paths and labels are read with any line end and in UTF-16", arguments: ["\r\n", "\r", "16"])
    func anyText(end: String) throws {
        func written(_ text: String, _ name: String) throws -> String {
            let bytes: [UInt8] =
                end == "16"
                ? "\u{FEFF}\(text)".utf16.reduce(into: []) { $0 += [UInt8($1 & 0xFF), UInt8($1 >> 8)] }
                : Array(text.replacing("\n", with: end).utf8)
            try write(name, bytes)
            return folder + "/" + name
        }
        let other = folder + "/other"
        let classes = try written("# 傷\n" + SmallProject.classes.dropFirst().joined(separator: "\n"), "classes.txt")
        try small.succeed(["new", other, "--images", small.images, "--classes", classes])
        let list = try String(contentsOfFile: folder + "/paths.txt", encoding: .utf8)
        try small.importFeatures(into: other, paths: try written(list, "list.txt"))
        let labels = try written("path;class\npit/pit-0.png;pit\npit/pit-1.png;# 傷\n", "labels.csv")
        #expect(try small.succeed(["import", "labels", other, labels]).output.contains("2 labels"))
        let keys = try written("# a remark ends with its line\n1 # one\nq\n", "keys.txt")
        #expect(try small.succeed(["replay", small.path, "--keys", keys]).output.contains("2 keys played"))
    }
}

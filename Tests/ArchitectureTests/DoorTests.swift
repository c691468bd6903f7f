import Foundation
import Testing

@Suite("The doors through which things leave")
struct DoorTests {
    private static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    /// Lines of a module that hold one of these, but for those files.
    private static func lines(
        of module: String, holding words: [String], outside exceptions: Set<String>
    ) throws -> [String] {
        let folder = sources.appending(path: module).path
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        try #require(!files.isEmpty, "\(module)")
        return try files.filter { $0.hasSuffix(".swift") && !exceptions.contains(($0 as NSString).lastPathComponent) }
            .flatMap { file in
                try String(contentsOfFile: folder + "/" + file, encoding: .utf8).split(separator: "\n")
                    .filter { line in
                        let code = line.drop { $0 == " " }
                        return !code.hasPrefix("//") && words.contains { code.contains($0) }
                    }.map { "\(file): \($0)" }
            }
    }

    @Test("commands print by way of StandardOutput and StandardError alone")
    func printing() throws {
        let words = [
            " print(", "{ print(", "(print(", "Swift.print(", "FileHandle.standard", "fputs(", "debugPrint(",
            "putchar(",
        ]
        let found = try Self.lines(of: "miwake", holding: words, outside: ["StandardOutput.swift"])
            .filter { !$0.contains("func print(") }
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test("files for people are written by way of OutputDoor alone")
    func writing() throws {
        let words = [".write(to: URL", ".write(toFile:", "FileHandle(forWriting", ".createFile(", "O_CREAT"]
        // A demo's copy is the program's own; the record, the runs and the door are the door. Labels are rescued into a new file,
        // where the store that the door asks is gone.
        let own: Set<String> = [
            "Sample.swift", "WrittenFiles.swift", "SimulationRecords.swift", "OutputDoor.swift", "RescuedLabels.swift",
        ]
        for module in ["Exchange", "FeatureExtraction", "Labelling", "Studies", "Workbench", "miwake"] {
            let found = try Self.lines(of: module, holding: words, outside: own)
            #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
        }
    }

    @Test("paths of images are never looked up as strings")
    func paths() throws {
        let words = ["RelativePath.", "Set(images.map(\\.path", "{ ($0.path, ", "[entry.path]", "[row.path]"]
        for module in ["Exchange", "FeatureExtraction", "Labelling", "ProjectStore", "Studies", "Workbench", "miwake"] {
            let found = try Self.lines(of: module, holding: words, outside: [])
            #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
        }
    }
}

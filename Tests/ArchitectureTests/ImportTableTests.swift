import Foundation
import Testing

/// The floors of the house, from the ground up: a module may import modules of lower rows only, and only those named.
private let importTable: [(module: String, imports: Set<String>)] = [
    ("LinearAlgebra", ["CKernels", "COpenBLAS", "CDNNL"]),
    ("FileContents", []),
    ("TensorFiles", ["COpenSSL", "FileContents"]),
    ("ProjectModel", []),
    ("Imaging", ["CImageCodecs", "CKernels"]),
    ("Deconfusion", ["CKernels", "LinearAlgebra", "TensorFiles"]),
    ("ClosedFormHeads", ["LinearAlgebra"]),
    ("CLIPEncoding", ["CKernels", "CZlib", "CDNNL", "FileContents", "Imaging", "LinearAlgebra", "TensorFiles"]),
    ("ActiveLearning", ["ClosedFormHeads", "LinearAlgebra", "ProjectModel"]),
    ("Evaluation", ["LinearAlgebra", "ProjectModel"]),
    ("Interchange", ["FileContents", "ProjectModel", "Yams"]),
    ("ProjectStore", ["FileContents", "GRDB", "LinearAlgebra", "ProjectModel", "TensorFiles"]),
    (
        "Workbench",
        [
            "ActiveLearning", "CLIPEncoding", "ClosedFormHeads", "Deconfusion", "Evaluation", "FileContents",
            "Imaging", "Interchange", "LinearAlgebra", "ProjectModel", "ProjectStore", "TensorFiles",
        ]
    ),
    ("TextUI", []),
    ("Themes", ["FileContents", "Interchange", "TextUI"]),
    ("TerminalPictures", ["Imaging", "TextUI"]),
    ("NcursesTerminal", ["CNcurses", "TextUI"]),
    ("AnnotatorUI", ["ActiveLearning", "Evaluation", "ProjectModel", "TextUI"]),
    (
        "miwake",
        [
            "ActiveLearning", "AnnotatorUI", "ArgumentParser", "CLIPEncoding", "Deconfusion", "Evaluation",
            "FileContents", "Imaging",
            "Interchange", "NcursesTerminal",
            "ProjectModel", "ProjectStore", "TensorFiles", "TerminalPictures", "TextUI", "Themes", "Workbench",
        ]
    ),
    (
        "miwake-bench",
        [
            "ActiveLearning", "ArgumentParser", "CKernels", "CLIPEncoding", "Deconfusion", "Evaluation", "Imaging",
            "LinearAlgebra",
            "ProjectModel", "TensorFiles", "TextUI", "Workbench",
        ]
    ),
]

/// Modules of the toolchain and the system: anybody may import them.
private let systemModules: Set<String> = ["Foundation", "Glibc", "Dispatch", "Synchronization", "Observation"]

@Suite("The import table")
struct ImportTableTests {
    private static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    @Test("every Swift module stands in the table")
    func everyModuleIsListed() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
        let swiftModules = folders.filter { !Self.swiftFiles(of: $0).isEmpty && $0 != "TestSupport" }
        let listed = Set(importTable.map(\.module))
        #expect(Set(swiftModules).subtracting(listed).isEmpty)
    }

    @Test("a module imports only what its row allows", arguments: importTable.map(\.module))
    func importsFollowTheTable(module: String) throws {
        let allowed = importTable.first { $0.module == module }?.imports ?? []
        for file in Self.swiftFiles(of: module) {
            let text = try String(contentsOf: file, encoding: .utf8)
            let imported = Self.imports(in: text).subtracting(systemModules)
            #expect(
                imported.isSubset(of: allowed), "\(file.lastPathComponent) imports \(imported.subtracting(allowed))")
        }
    }

    @Test("the arrows of the table point downward")
    func tableIsLayered() {
        var below: Set<String> = []
        let own = Set(importTable.map(\.module))
        for row in importTable {
            #expect(row.imports.intersection(own).isSubset(of: below), "\(row.module) imports upward")
            below.insert(row.module)
        }
    }

    @Test("the reader of imports sees every form")
    func importReader() {
        let text =
            "import Foundation\npackage import struct ProjectModel.ImageID\n@testable internal import TextUI\n// import No\n"
        #expect(Self.imports(in: text) == ["Foundation", "ProjectModel", "TextUI"])
    }

    private static func swiftFiles(of module: String) -> [URL] {
        let folder = sources.appending(path: module)
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    private static func imports(in text: String) -> Set<String> {
        let pattern =
            #/^\s*(?:@\w+\s+)*(?:package |internal |public |private |fileprivate )?import (?:struct |class |enum |func |protocol |typealias |var |let )?(\w+)/#
            .anchorsMatchLineEndings()
        return Set(text.matches(of: pattern).map { String($0.output.1) })
    }
}

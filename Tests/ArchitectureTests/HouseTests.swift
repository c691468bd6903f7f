import Foundation
import Testing

/// The house is drawn once, in `Package.swift`: the build refuses an import that is not declared there, these tests what the build lets pass.
@Suite("The house")
struct HouseTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func manifest() throws -> PackageManifest {
        let manifest = PackageManifest(
            try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8))
        try #require(manifest.floors.count > 3 && manifest.targets.count > 30, "Package.swift is read otherwise")
        return manifest
    }

    @Test("every folder of Sources is a target, and every target has its folder")
    func foldersAreTargets() throws {
        let targets = try Self.manifest().targets
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Sources").path)
        #expect(Set(folders) == Set(targets.filter { $0.folder.hasPrefix("Sources/") }.map(\.name)))
        for target in targets {
            #expect(FileManager.default.fileExists(atPath: Self.root.appending(path: target.folder).path), "\(target)")
        }
    }

    @Test("a module depends on modules above its own row of the manifest alone: on its floor or a lower one")
    func arrowsPointDownward() throws {
        let targets = try Self.manifest().targets
        let own = Set(targets.map(\.name))
        var built: Set<String> = []
        for target in targets {
            let upward = target.dependencies.filter { own.contains($0) && !built.contains($0) }
            #expect(upward.isEmpty, "\(target.name) depends on \(upward)")
            built.insert(target.name)
        }
    }

    @Test("what a target declares it imports, and what it imports it declares")
    func declaredIsImported() throws {
        let targets = try Self.manifest().targets
        let own = Set(targets.map(\.name))
        // A program that a test starts is built with the test, and need not be imported.
        let programs = Set(targets.filter(\.isExecutable).map(\.name))
        for target in targets {
            let imported = try Self.imports(of: target)
            let declared = Set(target.dependencies)
            #expect(
                declared.subtracting(imported).subtracting(programs).isEmpty,
                "\(target.name) declares without need: \(declared.subtracting(imported))")
            #expect(imported.intersection(own).isSubset(of: declared), "\(target.name): \(imported)")
        }
    }

    @Test("a module that is no program has somebody above it who imports it")
    func everyModuleIsUsed() throws {
        let targets = try Self.manifest().targets
        let used = Set(targets.filter { !$0.isTest }.flatMap(\.dependencies))
        for target in targets where !target.isExecutable && target.floor != "Tests" {
            #expect(used.contains(target.name), "\(target.name) is there for nobody")
        }
    }

    @Test("under the screens lies no storage and no terminal, and beside them no arithmetic")
    func screensKnowFiguresAlone() throws {
        let targets = try Self.manifest().targets
        let screens = try #require(targets.first { $0.name == "AnnotatorUI" })
        var under = Set(screens.dependencies)
        for target in targets.reversed() where under.contains(target.name) { under.formUnion(target.dependencies) }
        #expect(
            under.isDisjoint(with: [
                "ProjectStore", "GRDB", "Workbench", "Studies", "Labelling", "CNcurses", "NcursesTerminal",
            ]))
        #expect(Set(screens.dependencies).isDisjoint(with: ["LinearAlgebra", "CKernels"]))
    }

    @Test("Architecture.md draws the same floors with the same modules")
    func articleAgrees() throws {
        let manifest = try Self.manifest()
        let article = try String(
            contentsOf: Self.root.appending(path: "Sources/miwake/miwake.docc/Architecture.md"), encoding: .utf8)
        let rows = Self.floors(in: article)
        #expect(rows.map { $0.floor.lowercased() } == manifest.floors.reversed().map { $0.lowercased() })
        for (row, floor) in zip(rows, manifest.floors.reversed()) {
            #expect(Set(row.modules) == Set(manifest.targets.filter { $0.floor == floor }.map(\.name)), "\(floor)")
            #expect(row.modules.count == Set(row.modules).count, "\(floor)")
        }
    }

    @Test("the reader of the manifest sees headings, kinds and dependencies")
    func manifestReader() {
        let manifest = PackageManifest(
            """
            let package = Package(
                targets: [
                    // The ground.
                    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
                    .target(
                        name: "Words",
                        dependencies: [
                            "CZlib", .product(name: "Yams", package: "Yams.swift"),
                        ],
                        swiftSettings: strict),

                    // Tests.
                    tests("Words", of: ["Words"], hasFixtures: true),
                ]
            )
            """)
        #expect(
            manifest.targets == [
                .init(name: "CZlib", floor: "The ground", kind: ".systemLibrary", dependencies: []),
                .init(name: "Words", floor: "The ground", kind: ".target", dependencies: ["CZlib", "Yams"]),
                .init(name: "WordsTests", floor: "Tests", kind: "tests", dependencies: ["Words"]),
            ])
        #expect(manifest.floors == ["The ground"])
    }

    @Test("the reader of imports sees every form")
    func importReader() {
        let text =
            "import Foundation\npackage import struct ProjectModel.ImageID\n@testable internal import TextUI\n// import No\n"
        #expect(Self.imports(in: text) == ["Foundation", "ProjectModel", "TextUI"])
    }

    /// The modules that the Swift files of a target import.
    private static func imports(of target: PackageManifest.Target) throws -> Set<String> {
        let folder = root.appending(path: target.folder)
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .reduce(into: []) { $0.formUnion(imports(in: try String(contentsOf: $1, encoding: .utf8))) }
    }

    /// `miwake-bench` is a program: nobody imports it, so a name with a dash need not be read.
    private static func imports(in text: String) -> Set<String> {
        let pattern =
            #/^\s*(?:@\w+\s+)*(?:package |internal |public |private |fileprivate )?import (?:struct |class |enum |func |protocol |typealias |var |let )?(\w+)/#
            .anchorsMatchLineEndings()
        return Set(text.matches(of: pattern).map { String($0.output.1) })
    }

    /// The rows of the article's table of floors: the floor, and the modules of its second column.
    private static func floors(in article: String) -> [(floor: String, modules: [String])] {
        article.split(separator: "\n", omittingEmptySubsequences: false)
            .drop { !$0.hasPrefix("| floor | modules |") }.dropFirst(2).prefix { $0.hasPrefix("|") }
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
            .map { ($0[0], $0[1].matches(of: #/`([^`]+)`/#).map { String($0.output.1) }) }
    }
}

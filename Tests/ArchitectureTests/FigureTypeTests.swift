import Foundation
import Testing

/// A figure has one type from where it is computed to where it is shown, printed and stored.
@Suite("Figures have one type")
struct FigureTypeTests {
    private static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    /// What computes figures of a project.
    private static let useCases = ["Workbench", "Studies", "Labelling"]

    private static func texts(of module: String) throws -> [(file: String, text: String)] {
        let folder = sources.appending(path: module)
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        let texts = try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map {
            ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
        }
        try #require(!texts.isEmpty, "\(module)")
        return texts
    }

    /// The types that a text declares for other modules, by name; those inside another type are left out.
    private static func types(in text: String) -> [String] {
        text.matches(of: #/^package (?:final )?(?:struct|enum|class|actor) (\w+)/#.anchorsMatchLineEndings())
            .map { String($0.output.1) }
    }

    /// The types that a text gives an initialiser without a label: `extension Progress { init(_ session: …`.
    private static func converted(in text: String) -> [String] {
        text.matches(
            of: #/^extension ([\w.]+)[^\n]*\{\n(?:(?:[ ][^\n]*)?\n)*?[ ]{4}init\??\(_ /#.anchorsMatchLineEndings()
        )
        .map { String($0.output.1) }
    }

    private static func types(of module: String) throws -> Set<String> {
        Set(try texts(of: module).flatMap { types(in: $0.text) })
    }

    @Test("figures, what is shown and what computes them have no two types of one name")
    func names() throws {
        let (figures, shown) = (try Self.types(of: "Figures"), try Self.types(of: "AnnotatorUI"))
        let computed = try Self.useCases.reduce(into: Set()) { $0.formUnion(try Self.types(of: $1)) }
        #expect(figures.contains("MatrixFigures") && shown.contains("State") && computed.contains("LabellingSession"))
        #expect(
            figures.isDisjoint(with: shown) && figures.isDisjoint(with: computed) && shown.isDisjoint(with: computed))
    }

    @Test("nothing between the use-cases and the screens copies the fields of one type to another")
    func conversions() throws {
        let own = try Self.types(of: "Figures").union(try Self.types(of: "AnnotatorUI"))
        for (file, text) in try Self.texts(of: "miwake") + Self.texts(of: "AnnotatorUI") {
            let found = Self.converted(in: text).filter { name in
                own.contains(String(name.split(separator: ".")[0]))
                    && Self.useCases.contains { text.contains("import \($0)") }
            }
            #expect(found.isEmpty, "\(file): \(found)")
        }
    }

    @Test("the readers see every form")
    func readers() {
        #expect(
            Self.types(in: "package struct One {\n    package struct Two {}\n}\npackage enum Three: Sendable {}\n") == [
                "One", "Three",
            ])
        let text =
            "extension One.Two {\n    /// Words.\n\n    init(_ other: Other) {\n    }\n}\nextension Three {\n    init(a: Int) {}\n}\n"
        #expect(Self.converted(in: text) == ["One.Two"])
    }
}

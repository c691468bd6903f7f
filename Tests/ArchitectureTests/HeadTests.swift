import Foundation
import Testing

@Suite("Heads and strategies")
struct HeadTests {
    private static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    /// Lines of code of the modules, by file.
    private static func lines(inside module: String? = nil, outside excluded: String? = nil) throws -> [(
        String, Substring
    )] {
        let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        return try files.filter { file in
            file.hasSuffix(".swift") && module.map { file.hasPrefix($0 + "/") } ?? true
                && !(excluded.map { file.hasPrefix($0 + "/") } ?? false)
        }.flatMap { file in
            try String(contentsOf: sources.appending(path: file), encoding: .utf8).split(separator: "\n")
                .filter { !$0.drop { $0 == " " }.hasPrefix("//") }.map { (file, $0) }
        }
    }

    @Test("nothing outside the heads' own files tells heads apart by a switch, or declares one")
    func noSwitch() throws {
        let declared = try Self.lines(inside: "Heads").flatMap { _, line in
            line.matches(of: #/static let (\w+) = Head\(declaredAs:/#).map { String($0.output.1) }
        }
        try #require(declared.count > 5, "heads are declared otherwise: \(declared)")
        let others = try Self.lines(outside: "Heads")
        // A mean may be anything's, and plain CLIP is a face of the matrix too.
        let telling = declared.filter { !["mean", "zeroShot"].contains($0) }.map { "case .\($0)" }
        let found = others.filter { _, line in
            line.contains("Head(declaredAs:") || telling.contains { line.contains($0) }
        }
        #expect(found.isEmpty, "\(found.map { "\($0): \($1)" }.joined(separator: "\n"))")
    }
}

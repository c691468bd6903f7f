import Foundation
import Testing

@Suite("Paths in Architecture.md")
struct ArticlePathTests {
    private static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    @Test("are those of files that are there")
    func exist() throws {
        let article = try String(
            contentsOf: Self.sources.appending(path: "miwake/miwake.docc/Architecture.md"), encoding: .utf8)
        // Those that name a file with its ending.
        let paths = article.matches(of: #/`([A-Za-z]\w*(?:/[\w+-]+)+\.(?:swift|c))`/#).map { String($0.output.1) }
        #expect(paths.count > 15)
        for path in paths {
            #expect(FileManager.default.fileExists(atPath: Self.sources.appending(path: path).path), "\(path)")
        }
    }
}

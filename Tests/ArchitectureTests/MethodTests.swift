import Foundation
import Testing

@Suite("The method")
struct MethodTests {
    /// What a person reads in one sitting beside the paper.
    private static let mostLines = 1_200

    @Test("reads in one sitting: what is general lies in Layers, what is stored in EstimatorFiles")
    func length() throws {
        let folder = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/Deconfusion")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        let sources = files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        let lines = try sources.reduce(0) { sum, file in
            sum + (try String(contentsOf: file, encoding: .utf8)).count { $0 == "\n" }
        }
        #expect(!sources.isEmpty && lines <= Self.mostLines, "\(lines) lines")
    }
}

import Foundation
import Testing

@testable import Workbench

@Suite("A project that comes without its store")
struct SetUpTests {
    @Test("a folder without a project file is refused, and stays as empty as it was")
    func noProjectFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "miwake-set-up-" + UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let error = #expect(throws: WorkbenchError.self) { try Workbench.setUp(folder) }
        guard case .noProjectFile(folder) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
}

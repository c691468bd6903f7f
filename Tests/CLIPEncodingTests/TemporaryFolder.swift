import Foundation

/// A folder of its own for one test, removed with it.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "clip-encoding-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    var path: String { url.path }

    func path(_ name: String) -> String { url.appending(path: name).path }

    /// Writes bytes under a name and returns their path.
    @discardableResult
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = path(name)
        try Data(bytes).write(to: URL(filePath: path))
        return path
    }

    @discardableResult
    func file(_ name: String, _ text: String) throws -> String {
        try file(name, Array(text.utf8))
    }
}

/// The path of a file that travels with the tests.
func fixture(_ name: String) throws -> String {
    struct Missing: Error { var name: String }
    guard let url = Bundle.module.url(forResource: "Fixtures", withExtension: nil) else { throw Missing(name: name) }
    return url.appending(path: name).path
}

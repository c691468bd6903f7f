import FileContents
import Languages

/// A text that a command is given by the name of its file.
enum TextFile {
    /// Keys and remarks take kilobytes.
    private static let largest = 64 << 20

    static func text(at path: String) throws -> String {
        let bytes = try FileBytes.read(path, limit: largest)
        do { return try PlainText(bytes).text } catch {
            throw Failing(.input) { $0.sentence(for: error, path: path) }
        }
    }
}

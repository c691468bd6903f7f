import FileContents

/// A text that a command is given by the name of its file.
enum TextFile {
    /// Keys and remarks take kilobytes.
    private static let largest = 64 << 20

    static func text(at path: String) throws -> String {
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(path, limit: largest) } catch { throw Failing(Failure(error)) }
        do { return try PlainText(bytes).text } catch {
            throw Failing(Failure.sentence(for: error, path: path), .input)
        }
    }
}

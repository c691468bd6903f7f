internal import FileContents
internal import Foundation

/// A JSON file beside a checkpoint's weights.
struct ConfigurationFile {
    let path: String
    private let data: Data

    /// Real ones have a few kilobytes.
    private static let largest = 4 << 20

    init(path: String) throws(CheckpointError) {
        self.path = path
        let bytes: [UInt8]
        do {
            bytes = try FileBytes.read(path, limit: Self.largest)
        } catch {
            throw CheckpointError(error)
        }
        do {
            data = Data(try PlainText(bytes).text.utf8)
        } catch {
            throw .badText(path: path, error)
        }
    }

    /// The file, where there is one.
    init?(ifPresentAt path: String) throws(CheckpointError) {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        try self.init(path: path)
    }

    /// What the file says, every key of which must be in the table.
    func content<Content: Decodable>(_ type: Content.Type, _ table: KeyTable) throws(CheckpointError) -> Content {
        let content = try decoded(type)
        try table.check(try decoded(JSONValue.self), path: path)
        return content
    }

    /// What the file says of what is asked.
    func decoded<Content: Decodable>(_ type: Content.Type) throws(CheckpointError) -> Content {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw .malformedConfiguration(path: path, reason: Self.reason(error))
        } catch {
            throw .malformedConfiguration(path: path, reason: "not JSON")
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        func place(_ keys: [any CodingKey]) -> String { keys.map(\.stringValue).joined(separator: ".") }
        return switch error {
        case .typeMismatch(_, let context): "\(place(context.codingPath)) has another type"
        case .valueNotFound(_, let context): "\(place(context.codingPath)) has no value"
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .dataCorrupted: "not JSON"
        @unknown default: "not JSON"
        }
    }
}

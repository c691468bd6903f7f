internal import FileContents
internal import Foundation

/// A JSON file beside a checkpoint's weights.
struct ConfigurationFile {
    let path: String
    private let text: String

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
            text = try PlainText(bytes).text
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
    func content(_ table: KeyTable) throws(CheckpointError) -> ConfigurationObject {
        let value = try decoded(JSONValue.self)
        if let key = RepeatedKey.first(in: text) {
            throw .malformedConfiguration(path: path, reason: "“\(key)” stands twice")
        }
        try table.check(value, path: path)
        return try object()
    }

    /// What the file says, whatever its keys are.
    func object() throws(CheckpointError) -> ConfigurationObject {
        guard case .object(let fields) = try decoded(JSONValue.self) else {
            throw .malformedConfiguration(path: path, reason: "it is no object")
        }
        return ConfigurationObject(fields, path: path)
    }

    /// What the file says of what is asked.
    func decoded<Content: Decodable>(_ type: Content.Type) throws(CheckpointError) -> Content {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
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

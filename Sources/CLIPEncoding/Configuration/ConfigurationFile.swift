internal import Foundation

/// Reads the JSON files beside a checkpoint's weights.
enum ConfigurationFile {
    /// Real ones have a few kilobytes.
    private static let largest = 4 << 20

    static func read<Content: Decodable>(_ type: Content.Type, path: String) throws(CheckpointError) -> Content {
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            data = try handle.read(upToCount: largest) ?? Data()
        } catch {
            throw .missing(path: path)
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw .malformedConfiguration(path: path, reason: reason(error))
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

/// Finds a key that stands twice in one object of a JSON text. Readers take the first or the last of the two, as they like.
struct RepeatedKey {
    private let bytes: [UInt8]
    private var position = 0
    /// The keys of each object that is open, nil for a list.
    private var open: [Set<String>?] = []

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// - Parameter text: valid JSON.
    static func first(in text: String) -> String? {
        var scanner = RepeatedKey(bytes: Array(text.utf8))
        return scanner.next()
    }

    private mutating func next() -> String? {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "{"): open.append([])
            case UInt8(ascii: "["): open.append(nil)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
            case UInt8(ascii: "\""):
                let text = string()
                guard isFollowedByColon, var keys = open.popLast() ?? nil else { continue }
                guard keys.insert(text).inserted else { return text }
                open.append(keys)
            default: break
            }
        }
        return nil
    }

    /// A string from behind its opening quotation mark to behind its closing one.
    private mutating func string() -> String {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        let end = min(position, bytes.count)
        position += 1
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private var isFollowedByColon: Bool {
        guard position < bytes.count else { return false }
        let space: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
        return bytes[position...].first { !space.contains($0) } == UInt8(ascii: ":")
    }
}

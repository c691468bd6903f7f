internal import Glibc

/// A file's bytes as they lie on the disk or come out of a pipe.
package enum FileBytes {
    /// Reads to the end, at most `limit` bytes: a device has none.
    package static func read(_ path: String, limit: Int) throws(FileReadError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable(path: path, reason: systemReason(of: errno)) }
        defer { close(file) }
        var content: [UInt8] = []
        let step = 1 << 18
        var buffer = [UInt8](repeating: 0, count: step)
        while true {
            let count = Glibc.read(file, &buffer, step)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, reason: systemReason(of: errno)) }
            if count == 0 { return content }
            content.append(contentsOf: buffer[..<count])
            guard content.count <= limit else { throw .tooLarge(path: path, limit: limit) }
        }
    }
}

/// Why a file's bytes could not be had.
package enum FileReadError: Error, Sendable, Equatable {
    /// The reason is the operating system's.
    case unreadable(path: String, reason: String)
    case tooLarge(path: String, limit: Int)

    /// In words that follow "cannot be read".
    package var reason: String {
        switch self {
        case .unreadable(_, let reason): reason
        case .tooLarge(_, let limit): "it is larger than the \(limit) bytes that such a file may have"
        }
    }
}

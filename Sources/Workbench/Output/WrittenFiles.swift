internal import FileContents
internal import Foundation
internal import ProjectStore
internal import TensorFiles

/// The record of the files that Miwake has written for people: path and content hash, one per line, as `sha256sum` prints
/// them, so that `sha256sum -c .miwake/written.sha256` in the project folder says which were changed since.
///
/// It is a file beside the database, because whoever exports is a reader and may do so while somebody labels. A line is
/// there before its file is: after a kill a file that Miwake wrote is always known as one.
struct WrittenFiles {
    private let file: String
    /// Absolute, free of links, with a slash at its end: what lies below it is recorded relative to it, and moves with it.
    private let project: String
    private var known: [String: Set<String>] = [:]

    init(_ folder: StoreFolder) {
        file = folder.writtenFiles
        project = (realPath(folder.project) ?? folder.project) + "/"
        guard let bytes = try? Data(contentsOf: URL(filePath: file)) else { return }
        // A line that was cut short by a kill is passed over: its file was not written.
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let (hash, path) = Self.entry(String(decoding: line, as: UTF8.self)) else { continue }
            known[path, default: []].insert(hash)
        }
    }

    /// Whether Miwake wrote this very content to this place.
    func contain(_ place: String, hash: String) -> Bool { known[name(of: place)]?.contains(hash) == true }

    /// Whether Miwake ever wrote to this place.
    func contain(_ place: String) -> Bool { known[name(of: place)] != nil }

    /// - Returns: whether the line is on the disk; a project that cannot be written keeps no record.
    mutating func record(_ place: String, hash: String) -> Bool {
        let path = name(of: place)
        guard known[path]?.contains(hash) != true else { return true }
        let descriptor = open(file, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let line = Array((Self.startsAnew(descriptor) ? "" : "\n").utf8) + Array(Self.line(hash, path).utf8)
        do {
            try writeAll(line, to: descriptor)
        } catch {
            return false
        }
        known[path, default: []].insert(hash)
        return true
    }

    private func name(of place: String) -> String {
        place.hasPrefix(project) ? String(place.dropFirst(project.count)) : place
    }

    /// Whether a line may follow: the file is empty, or its last line is whole.
    private static func startsAnew(_ descriptor: Int32) -> Bool {
        let end = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        return end <= 0 || (pread(descriptor, &last, 1, end - 1) == 1 && last == UInt8(ascii: "\n"))
    }

    /// GNU's way with line ends and backslashes in names: the line starts with a backslash.
    private static func line(_ hash: String, _ path: String) -> String {
        let escaped = path.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\r", with: "\\r")
        return (escaped == path ? "" : "\\") + hash + "  " + escaped + "\n"
    }

    private static func entry(_ line: String) -> (hash: String, path: String)? {
        let isEscaped = line.hasPrefix("\\")
        let text = isEscaped ? line.dropFirst() : line[...]
        let hash = text.prefix(64)
        guard hash.utf8.count == 64, hash.allSatisfy(\.isHexDigit), text.dropFirst(64).hasPrefix("  ") else {
            return nil
        }
        let path = String(text.dropFirst(66))
        return path.isEmpty ? nil : (String(hash), isEscaped ? unescaped(path) : path)
    }

    private static func unescaped(_ text: String) -> String {
        var path = ""
        var isEscape = false
        for scalar in text.unicodeScalars {
            if !isEscape, scalar == "\\" {
                isEscape = true
                continue
            }
            path.unicodeScalars.append(isEscape && scalar == "n" ? "\n" : isEscape && scalar == "r" ? "\r" : scalar)
            isEscape = false
        }
        return path
    }
}

internal import FileContents
internal import Foundation

/// Where bytes go that are written to a path: links followed, `..` and other spellings resolved.
package struct OutputTarget {
    /// As the person named it.
    let path: String
    let kind: Kind

    enum Kind {
        /// An open descriptor: standard output, or one that the shell made.
        case descriptor(Int32)
        /// A pipe or a device, which takes bytes as they come.
        case stream
        /// A file; the place is absolute and free of links. nil: there is none yet.
        case file(place: String, FileIdentity?)
        case folder(place: String)
    }

    /// The name by which commands call standard output.
    package static let standardOutput = "-"

    package init(_ path: String) throws(WorkbenchError) {
        self.path = path
        if let descriptor = Self.descriptor(named: path) {
            kind = .descriptor(descriptor)
            return
        }
        var status = stat()
        if stat(path, &status) == 0 {
            switch status.st_mode & S_IFMT {
            case S_IFDIR: kind = .folder(place: try Self.real(path, named: path))
            case S_IFREG: kind = .file(place: try Self.real(path, named: path), FileIdentity(status))
            case S_IFBLK: throw .output(.blockDevice(path: path))
            default: kind = .stream
            }
            return
        }
        guard errno == ENOENT, !path.isEmpty, !path.hasSuffix("/") else {
            throw .fileUnwritable(path: path, reason: systemReason(of: errno))
        }
        kind = .file(place: try Self.newPlace(path), nil)
    }

    /// Whether what is written here reaches standard output.
    package var isStandardOutput: Bool {
        if case .descriptor(STDOUT_FILENO) = kind { true } else { false }
    }

    /// Whether it is a pipe, a device or an open descriptor rather than a file of its own.
    package var takesBytesAsTheyCome: Bool {
        switch kind {
        case .descriptor, .stream: true
        case .file, .folder: false
        }
    }

    /// Where the file is, or will be: absolute and free of links. Nil for what is no file.
    package var filePlace: String? {
        if case .file(let place, _) = kind { place } else { nil }
    }

    /// `-`, `/dev/stdout`, `/dev/fd/3` and links to such, which name a descriptor that is open already.
    private static func descriptor(named path: String) -> Int32? {
        if path == standardOutput { return STDOUT_FILENO }
        var name = path
        for _ in 0..<longestChain {
            switch name {
            case "/dev/stdout": return STDOUT_FILENO
            case "/dev/stderr": return STDERR_FILENO
            default: break
            }
            for folder in ["/dev/fd/", "/proc/self/fd/"] where name.hasPrefix(folder) {
                return Int32(name.dropFirst(folder.count))
            }
            guard let next = link(at: name) else { return nil }
            name = next
        }
        return nil
    }

    /// As many links as the system follows.
    private static let longestChain = 40

    /// Where a link leads, in its own words made absolute or relative to here; nil for what is no link.
    private static func link(at path: String) -> String? {
        guard let text = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return nil }
        return text.hasPrefix("/") ? text : folder(of: path) + "/" + text
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Where a file will be that is not there yet: perhaps the end of a link that leads to nothing.
    private static func newPlace(_ path: String) throws(WorkbenchError) -> String {
        var name = path
        var steps = 0
        while let next = link(at: name) {
            name = next
            steps += 1
            guard steps < longestChain else {
                throw .fileUnwritable(path: path, reason: systemReason(of: ELOOP))
            }
        }
        let folder = try real(folder(of: name), named: path)
        let file = name.utf8.lastIndex(of: UInt8(ascii: "/")).map { name[name.utf8.index(after: $0)...] } ?? name[...]
        return (folder == "/" ? "" : folder) + "/" + file
    }

    private static func real(_ path: String, named name: String) throws(WorkbenchError) -> String {
        guard let real = realPath(path) else { throw .fileUnwritable(path: name, reason: systemReason(of: errno)) }
        return real
    }
}

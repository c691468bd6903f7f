package import ProjectModel

/// How the paths of a list, a table or a command line are to be understood: as paths below the image folder, as other machines
/// write them.
package struct PathDialect: Sendable, Equatable {
    /// What absolute paths of images begin with: the image folder by its names.
    private var roots: [String]
    /// What every path begins with that is to be left out; nil: nothing.
    private var prefix: String?

    /// - Parameters:
    ///   - imageFolders: the image folder, absolute, by each of its names.
    ///   - prefix: with either slash, with or without one at its end.
    package init(imageFolders: [String] = [], strippingPrefix prefix: String? = nil) {
        roots = imageFolders.map { Self.tidied($0) }
        self.prefix = prefix.map { Self.tidied($0.replacing("\\", with: "/")) }
    }

    /// The ways in which a text may name an image, the most literal first: its very bytes; without `./`, doubled slashes, prefix
    /// and image folder; with backslashes as slashes.
    package func readings(of text: String) -> [ImagePath] {
        var readings = [text, below(Self.tidied(text))]
        if text.utf8.contains(UInt8(ascii: "\\")) {
            readings.append(below(Self.tidied(text.replacing("\\", with: "/"))))
        }
        return readings.map { ImagePath($0) }
    }

    /// How a path reads that no file on a disk can speak for.
    package func reading(of text: String) -> ImagePath {
        ImagePath(below(Self.tidied(text.replacing("\\", with: "/"))))
    }

    private func below(_ path: String) -> String {
        var path = path
        if let prefix, let rest = Self.rest(of: path, after: prefix) { path = rest }
        for root in roots {
            if let rest = Self.rest(of: path, after: root) { return rest }
        }
        return path
    }

    /// What follows a folder in a path; nil where the path does not lead into it. By bytes, else by canonical equivalence.
    private static func rest(of path: String, after folder: String) -> String? {
        guard !folder.isEmpty else { return nil }
        let start = folder == "/" ? folder : folder + "/"
        for (path, start) in [(path, start), (path.precomposed, start.precomposed)]
        where path.utf8.starts(with: start.utf8) {
            return String(decoding: path.utf8.dropFirst(start.utf8.count), as: UTF8.self)
        }
        return nil
    }

    /// Without `.`, doubled and trailing slashes, and without `..` where a folder stands before it.
    private static func tidied(_ path: String) -> String {
        var parts: [Substring.UTF8View] = []
        for part in path.utf8.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
            if part.elementsEqual("..".utf8), let last = parts.last, !last.elementsEqual("..".utf8) {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        return (isAbsolute ? "/" : "") + parts.map { String(Substring($0)) }.joined(separator: "/")
    }
}

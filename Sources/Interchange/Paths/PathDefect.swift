package import ProjectModel

/// Why a line of a list or a table names no image. Lines count from 1.
package enum PathDefect: Error, Sendable, Equatable {
    /// The path leads out of the image folder.
    case climbs(String, line: Int)
    /// The spelling is that of no image, and canonically equivalent to those of several.
    case ambiguous(String, line: Int, candidates: [String])
    /// A path that begins at the root of a file system, and lies below no image folder that is known.
    case absolute(String, line: Int)
}

extension ImagePathIndex {
    /// The image that a line names; nil where it names none.
    package func image(_ text: String, line: Int) throws(PathDefect) -> Int? {
        switch find(text) {
        case .found(let index): return index
        case .unknown: return nil
        case .climbs: throw .climbs(text, line: line)
        case .ambiguous(let candidates): throw .ambiguous(text, line: line, candidates: candidates)
        }
    }
}

extension PathDialect {
    /// The paths that lines give to images that nobody has seen yet, each once by its bytes.
    package func newPaths(_ lines: [String]) throws(PathDefect) -> [ImagePath] {
        var seen: Set<ImagePath> = []
        var paths: [ImagePath] = []
        for (offset, text) in lines.enumerated() {
            let path = reading(of: text)
            guard !path.climbs else { throw .climbs(text, line: offset + 1) }
            guard !path.leavesFolder, !path.startsWithDrive else { throw .absolute(text, line: offset + 1) }
            if seen.insert(path).inserted { paths.append(path) }
        }
        return paths
    }
}

extension ImagePath {
    /// `C:/…`, as Windows writes an absolute path.
    fileprivate var startsWithDrive: Bool {
        let start = Array(text.utf8.prefix(3))
        return start.count == 3 && start[1] == UInt8(ascii: ":") && start[2] == UInt8(ascii: "/")
            && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(start[0] & 0xDF)
    }
}

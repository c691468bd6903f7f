/// Names and paths that an image folder passes over: `@eaDir`, `.*`, `old/**/preview_?.png`.
///
/// A pattern without a slash stands for the name of a file or folder at any depth, one with a slash for a path from the
/// image folder; `?` is any character without `/`, `*` any characters without `/`, `**` any at all. A folder that is passed
/// over takes everything in it along.
package struct ExcludePattern: Sendable, Equatable {
    /// As written.
    package let text: String
    private let tokens: [Token]
    private let isName: Bool

    private enum Token: Sendable, Equatable {
        case byte(UInt8)
        /// The first byte of a character; the others follow.
        case character
        case otherBytes
        /// `*` stays within a folder, `**` does not.
        case wild(crossesFolders: Bool)

        /// Whether it may stand for any number of bytes, and for none.
        var isRepeated: Bool {
            switch self {
            case .byte, .character: false
            case .otherBytes, .wild: true
            }
        }

        func stands(for byte: UInt8) -> Bool {
            switch self {
            case .byte(let expected): byte == expected
            case .character: byte != UInt8(ascii: "/") && !Self.isContinuation(byte)
            case .otherBytes: Self.isContinuation(byte)
            case .wild(let crosses): crosses || byte != UInt8(ascii: "/")
            }
        }

        private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
    }

    package enum Defect: Error, Sendable, Equatable {
        case empty
        /// From the root of the file system, or out of the image folder.
        case outsideTheFolder
        case tooLong(limit: Int)
    }

    /// What no project means: hidden files and folders, what file servers and archives leave between pictures.
    package static let usual: [ExcludePattern] = [
        ".*", "@eaDir", "#recycle", "@Recycle", "$RECYCLE.BIN", "System Volume Information", "lost+found", "__MACOSX",
    ].compactMap { try? ExcludePattern($0) }

    package init(_ text: String) throws(Defect) {
        let slash = UInt8(ascii: "/")
        var bytes = Array(text.precomposed.utf8)[...]
        guard bytes.count <= PathPattern.longestText else { throw .tooLong(limit: PathPattern.longestText) }
        // `previews/` is the folder.
        while bytes.last == slash, bytes.count > 1 { bytes.removeLast() }
        guard !bytes.isEmpty else { throw .empty }
        let parts = bytes.split(separator: slash, omittingEmptySubsequences: false)
        guard bytes.first != slash, !parts.contains(where: { $0.elementsEqual("..".utf8) }) else {
            throw .outsideTheFolder
        }
        self.text = text
        isName = parts.count == 1
        var tokens: [Token] = []
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "?"): tokens += [.character, .otherBytes]
            case UInt8(ascii: "*"):
                let crosses = bytes.first == UInt8(ascii: "*")
                while bytes.first == UInt8(ascii: "*") { bytes.removeFirst() }
                tokens.append(.wild(crossesFolders: crosses))
            default: tokens.append(.byte(byte))
            }
        }
        self.tokens = tokens
    }

    /// Whether a path from the image folder, or a folder above it, is passed over.
    package func matches(_ path: String) -> Bool { matches(Array(path.precomposed.utf8)) }

    fileprivate func matches(_ path: [UInt8]) -> Bool {
        var start = 0
        for end in path.indices where path[end] == UInt8(ascii: "/") {
            if isWhole(path[start..<end]) { return true }
            if isName { start = end + 1 }
        }
        return isWhole(path[start...])
    }

    /// All readings advance together, so that no pattern takes longer than tokens × bytes.
    private func isWhole(_ bytes: ArraySlice<UInt8>) -> Bool {
        // Nearly every path is told apart here.
        if let token = tokens.first, !token.isRepeated, !(bytes.first.map(token.stands) ?? false) { return false }
        var readings = following([0])
        for byte in bytes {
            let next = readings.filter { $0 < tokens.count && tokens[$0].stands(for: byte) }
                .map { tokens[$0].isRepeated ? $0 : $0 + 1 }
            guard !next.isEmpty else { return false }
            readings = following(next)
        }
        return readings.contains(tokens.count)
    }

    private func following(_ places: [Int]) -> Set<Int> {
        var result: Set<Int> = []
        for var place in places {
            result.insert(place)
            while place < tokens.count, tokens[place].isRepeated {
                place += 1
                result.insert(place)
            }
        }
        return result
    }
}

extension [ExcludePattern] {
    /// Whether one of the patterns passes a path over.
    package func exclude(_ path: String) -> Bool {
        let bytes = [UInt8](path.precomposed.utf8)
        return contains { $0.matches(bytes) }
    }
}

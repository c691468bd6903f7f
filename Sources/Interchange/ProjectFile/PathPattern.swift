/// Picks a name out of an image's path: `{group}/**`, `line-*/{source}_*.png`.
///
/// The pattern stands for the whole relative path. `{…}` is the name to pick, one or more characters without `/`;
/// `*` is any characters without `/`, `**` any characters at all, everything else stands for itself. Where a path can be
/// read in several ways, earlier wild cards take as little as they can.
package struct PathPattern: Sendable, Equatable {
    /// As written.
    package let text: String
    private let tokens: [Token]

    private enum Token: Sendable, Equatable {
        case byte(UInt8)
        /// `*` stays within a folder, `**` does not.
        case wild(crossesFolders: Bool)
        case open
        /// One byte of the picked name, repeatable.
        case picked
        case close
    }

    package enum Defect: Error, Sendable, Equatable {
        /// No `{…}`, or more than one.
        case placeCount(Int)
        case unbalancedBrace
        case empty
        case tooLong(limit: Int)
    }

    /// Long enough for any path that a file system allows.
    package static let longestText = 4096

    package init(_ text: String) throws(Defect) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Self.longestText else { throw .tooLong(limit: Self.longestText) }
        var tokens: [Token] = []
        var places = 0
        var bytes = Array(text.precomposed.utf8)[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "{"):
                guard let end = bytes.firstIndex(of: UInt8(ascii: "}")), !bytes[..<end].contains(UInt8(ascii: "{"))
                else { throw .unbalancedBrace }
                bytes = bytes[(end + 1)...]
                places += 1
                tokens += [.open, .picked, .close]
            case UInt8(ascii: "}"): throw .unbalancedBrace
            case UInt8(ascii: "*"):
                let crosses = bytes.first == UInt8(ascii: "*")
                while bytes.first == UInt8(ascii: "*") { bytes.removeFirst() }
                tokens.append(.wild(crossesFolders: crosses))
            default: tokens.append(.byte(byte))
            }
        }
        guard places == 1 else { throw .placeCount(places) }
        self.text = text
        self.tokens = tokens
    }

    /// The picked name, or nil where the path does not fit the pattern.
    package func name(in path: String) -> String? {
        // All readings advance together, the preferred first (Pike's simulation), so that no pattern takes longer than
        // tokens × bytes.
        let bytes = Array(path.precomposed.utf8)
        var readings: [Reading] = []
        var seen = [Bool](repeating: false, count: tokens.count + 1)
        enter(Reading(token: 0), at: 0, into: &readings, seen: &seen)
        for (position, byte) in bytes.enumerated() {
            var next: [Reading] = []
            seen = [Bool](repeating: false, count: tokens.count + 1)
            for var reading in readings where reading.token < tokens.count {
                switch tokens[reading.token] {
                case .byte(let expected) where expected == byte:
                    reading.token += 1
                    enter(reading, at: position + 1, into: &next, seen: &seen)
                case .wild(let crosses) where crosses || byte != UInt8(ascii: "/"):
                    enter(reading, at: position + 1, into: &next, seen: &seen)
                case .picked where byte != UInt8(ascii: "/"):
                    var leaving = reading
                    leaving.token += 1
                    enter(leaving, at: position + 1, into: &next, seen: &seen)
                    enter(reading, at: position + 1, into: &next, seen: &seen)
                default: continue
                }
            }
            readings = next
        }
        guard let whole = readings.first(where: { $0.token == tokens.count }) else { return nil }
        return String(decoding: bytes[whole.start..<whole.end], as: UTF8.self)
    }

    /// One way to read the path up to here.
    private struct Reading {
        var token: Int
        var start = 0
        var end = 0
    }

    /// Follows the tokens that need no byte.
    private func enter(_ reading: Reading, at position: Int, into readings: inout [Reading], seen: inout [Bool]) {
        var reading = reading
        while !seen[reading.token] {
            seen[reading.token] = true
            guard reading.token < tokens.count else { return readings.append(reading) }
            switch tokens[reading.token] {
            case .wild:
                // To leave a wild card is preferred to staying in it.
                var leaving = reading
                leaving.token += 1
                enter(leaving, at: position, into: &readings, seen: &seen)
                return readings.append(reading)
            case .open:
                reading.start = position
                reading.token += 1
            case .close:
                reading.end = position
                reading.token += 1
            case .byte, .picked: return readings.append(reading)
            }
        }
    }
}

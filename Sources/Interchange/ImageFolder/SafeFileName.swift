/// One name in a folder that Linux, macOS and Windows all accept.
///
/// Forbidden characters become their percent escapes, so that different names stay different and a person can still read
/// them: `a/b` → `a%2Fb`.
package struct SafeFileName: Sendable, Equatable {
    package let text: String

    /// Most file systems stop at 255 bytes; the rest is room for a number.
    package static let longestName = 240

    private static let forbidden = Set("%/\\:*?\"<>|".unicodeScalars)
    /// Windows reserves them, with any type after them.
    private static let reserved: Set<String> = Set(
        ["con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })

    package init(_ name: String) {
        var scalars = Array(name.precomposed.unicodeScalars)
        // A leading dot hides, a trailing dot or blank gets lost on Windows.
        let last = scalars.count - 1
        var safe = ""
        for (index, scalar) in scalars.enumerated() {
            let isAtEdge = (index == 0 && scalar == ".") || (index == last && scalar == ".")
            let isBlankEdge = (index == 0 || index == last) && scalar == " "
            if isAtEdge || isBlankEdge || Self.forbidden.contains(scalar)
                || scalar.properties.generalCategory == .control
            {
                safe += Self.escaped(scalar)
            } else {
                safe.unicodeScalars.append(scalar)
            }
        }
        scalars = []
        let (stem, type) = Self.split(safe)
        if let first = stem.first, Self.reserved.contains(stem.prefix { $0 != "." }.lowercased()) {
            safe = first.unicodeScalars.map(Self.escaped).joined() + stem.dropFirst() + type
        }
        text = safe.isEmpty ? "%00" : Self.shortened(safe)
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }

    /// The name before its last dot, and the rest with the dot.
    package static func split(_ name: String) -> (stem: String, type: String) {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, "") }
        return (String(name[..<dot]), String(name[dot...]))
    }

    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > longestName else { return name }
        var (stem, type) = split(name)
        if type.utf8.count > 16 { (stem, type) = (name, "") }
        while stem.utf8.count + type.utf8.count > longestName { stem.removeLast() }
        return stem + type
    }
}

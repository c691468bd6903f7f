import Foundation

/// A place in the sources that says a message, or names one to be said: `say("counts.reviews", ["count": count])`,
/// `Unavailable("refusal.no-images")`.
struct MessageUse: Equatable {
    var file: String
    /// A part that is put in at run time is a star.
    var key: String
    var arguments: Set<String>

    /// Whether it may be this key.
    func says(_ key: String) -> Bool {
        guard self.key.utf8.contains(UInt8(ascii: "*")) else { return self.key == key }
        let parts = self.key.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last else { return false }
        return key.hasPrefix(first) && key.hasSuffix(last) && key.count > first.count + last.count
            && !key.dropFirst(first.count).dropLast(last.count).contains(".")
    }

    /// All of them, from the sources of every module.
    static func all(in sources: URL) throws -> [MessageUse] {
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)?.allObjects ?? []
        return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .flatMap { uses(in: try String(contentsOf: $0, encoding: .utf8), named: $0.lastPathComponent) }
    }

    static func uses(in text: String, named file: String) -> [MessageUse] {
        let call = #/\b(?:say|alternatives|Unavailable)\(\s*"((?:[^"\\]|\\\([^()]*\))+)"\s*(,\s*\[)?/#.wordBoundaryKind(
            .simple)
        return text.matches(of: call).map { match in
            let key = String(match.output.1).replacing(#/\\\([^()]*\)/#, with: "*")
            let arguments = match.output.2 == nil ? [] : names(in: text[match.range.upperBound...])
            return MessageUse(file: file, key: key, arguments: arguments)
        }
    }

    /// The names of a dictionary literal whose bracket is open already.
    private static func names(in text: Substring) -> Set<String> {
        var depth = 1
        var literal = ""
        for character in text {
            if "[(".contains(character) { depth += 1 }
            if "])".contains(character) { depth -= 1 }
            if depth == 0 { break }
            literal.append(depth == 1 ? character : " ")
        }
        return Set(literal.matches(of: #/(?:^|,)\s*"([a-z0-9-]+)"\s*:/#).map { String($0.output.1) })
    }
}

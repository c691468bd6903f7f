/// What Miwake does with each key of a configuration that somebody else wrote: obey it, know that it changes no feature, or take
/// it with the values that Miwake computes by. Whatever else a file says is refused by name.
struct KeyTable: Sendable {
    /// Read, and checked where it is read.
    var obeyed: Set<String> = []
    /// Without effect on what an encoder that is not trained any more computes, whatever the value.
    var withoutEffect: Set<String> = []
    /// Taken with one of these values only: those that Miwake computes by. A file that leaves such a key out means the first.
    var fixed: [String: [JSONValue]] = [:]
    /// Objects with keys of their own.
    var sections: [String: KeyTable] = [:]

    /// All keys that the table knows.
    var keys: Set<String> { obeyed.union(withoutEffect).union(fixed.keys).union(sections.keys) }

    /// Looks at every key of an object, in the order of the alphabet.
    func check(_ value: JSONValue, path: String, within prefix: String = "") throws(CheckpointError) {
        guard case .object(let fields) = value else {
            throw .malformedConfiguration(
                path: path, reason: prefix.isEmpty ? "it is no object" : "\(prefix.dropLast()) is no object")
        }
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            try check(key, value, path: path, within: prefix)
        }
    }

    private func check(
        _ key: String, _ value: JSONValue, path: String, within prefix: String
    ) throws(CheckpointError) {
        if let allowed = fixed[key] {
            guard allowed.contains(where: value.means) else {
                throw .otherValue(
                    path: path, key: prefix + key, value: value.description, allowed: allowed.map(\.description))
            }
        } else if let section = sections[key] {
            if value != .null { try section.check(value, path: path, within: prefix + key + ".") }
        } else if !obeyed.contains(key), !withoutEffect.contains(key), value != .null, !Self.isPrivate(key) {
            throw .unknownKey(path: path, key: prefix + key)
        }
    }

    /// Notes of the library that wrote the file to itself, such as `_name_or_path` and `_commit_hash`.
    private static func isPrivate(_ key: String) -> Bool { key.hasPrefix("_") }
}

/// The parts of a Hugging Face `tokenizer.json` beside its vocabulary: a tokenizer of CLIP's kind has these, and Miwake computes
/// no others.
struct TokenizerParts: Decodable {
    private let fields: [String: JSONValue]

    /// A hundred thousand values, which are read elsewhere and would take a second here.
    private static let vocabulary: Set<String> = ["merges", "vocab"]

    init(from decoder: any Decoder) throws {
        fields = try Self.fields(of: try decoder.container(keyedBy: Key.self))
    }

    private static func fields(of container: KeyedDecodingContainer<Key>) throws -> [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        for key in container.allKeys where !vocabulary.contains(key.stringValue) {
            fields[key.stringValue] =
                key.stringValue == "model"
                ? .object(try Self.fields(of: try container.nestedContainer(keyedBy: Key.self, forKey: key)))
                : try container.decode(JSONValue.self, forKey: key)
        }
        return fields
    }

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }

    func check(path: String) throws(CheckpointError) {
        try KeyTable.tokenizerFile.check(.object(fields), path: path)
        try check("normalizer", "normalizers", ["NFC, Replace, Lowercase"], path: path)
        try check("pre_tokenizer", "pretokenizers", ["Split, ByteLevel"], path: path)
    }

    /// A part is one step, or a sequence of steps, each known by its type.
    private func check(
        _ key: String, _ list: String, _ allowed: [String], path: String
    ) throws(CheckpointError) {
        guard case .object(let part)? = fields[key] else { return }
        let steps: [JSONValue]
        if case .list(let items)? = part[list] { steps = items } else { steps = [.object(part)] }
        let types = steps.map { step in
            if case .object(let fields) = step, case .text(let type)? = fields["type"] { type } else { "?" }
        }.joined(separator: ", ")
        guard allowed.contains(types) else {
            throw .otherValue(path: path, key: key, value: types, allowed: allowed)
        }
    }
}

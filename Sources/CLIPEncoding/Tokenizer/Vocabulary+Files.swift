internal import CZlib
internal import FileContents
internal import Foundation

extension Vocabulary {
    /// OpenAI's list unpacked has 3.2 MB, a tokenizer.json 3.6 MB.
    static let largestFile = 64 << 20

    /// The vocabulary of a Hugging Face folder: `vocab.json` with `merges.txt`, else `tokenizer.json`.
    package init(folder: String) throws(VocabularyError) {
        func path(_ name: String) -> String { URL(filePath: folder).appending(path: name).path }
        func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
        if exists("vocab.json"), exists("merges.txt") {
            try self.init(vocabularyJSON: path("vocab.json"), merges: path("merges.txt"))
        } else if exists("tokenizer.json") {
            try self.init(tokenizerJSON: path("tokenizer.json"))
        } else {
            throw .noVocabulary(folder: folder)
        }
    }

    /// OpenAI's `bpe_simple_vocab_16e6.txt`, plain or as gzip.
    package init(mergesFile path: String) throws(VocabularyError) {
        let merges = try Self.merges(in: try Self.text(of: path), path: path)
        try self.init(merges: Array(merges.prefix(Self.openAIMerges)), path: path)
    }

    init(vocabularyJSON: String, merges mergesPath: String) throws(VocabularyError) {
        let identifiers = try Self.decoded(
            [String: Int].self, from: try Self.text(of: vocabularyJSON), path: vocabularyJSON,
            expecting: "an object of token and id")
        let merges = try Self.merges(in: try Self.text(of: mergesPath), path: mergesPath)
        try self.init(identifiers: identifiers, merges: merges, path: vocabularyJSON, mergesPath: mergesPath)
    }

    init(tokenizerJSON path: String) throws(VocabularyError) {
        let text = try Self.text(of: path)
        let file = try Self.decoded(
            TokenizerFile.self, from: text, path: path, expecting: "a model with vocab and merges")
        let parts = try Self.decoded(TokenizerParts.self, from: text, path: path, expecting: "an object")
        do { try parts.check(path: path) } catch { throw VocabularyError(error, path: path) }
        guard file.model.endOfWord == Self.endOfWord else {
            throw .malformed(path: path, reason: "expected the end_of_word_suffix \(Self.endOfWord)")
        }
        var identifiers = file.model.vocab
        for token in file.addedTokens ?? [] { identifiers[token.content] = token.id }
        var merges: [MergeRule] = []
        for (index, merge) in file.model.merges.enumerated() {
            guard merge.symbols.count == 2 else { throw .badMerge(path: path, line: index + 1) }
            merges.append(MergeRule(first: merge.symbols[0], second: merge.symbols[1], line: index + 1))
        }
        try self.init(identifiers: identifiers, merges: merges, path: path)
    }

    private static func merges(in text: PlainText, path: String) throws(VocabularyError) -> [MergeRule] {
        var merges: [MergeRule] = []
        for (index, line) in text.lines.enumerated() {
            if line.isEmpty || index == 0 && line.contains("#version") { continue }
            let symbols = line.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
            guard symbols.count == 2 else { throw .badMerge(path: path, line: index + 1) }
            merges.append(MergeRule(first: symbols[0], second: symbols[1], line: index + 1))
        }
        return merges
    }

    private static func decoded<Content: Decodable>(
        _ type: Content.Type, from text: PlainText, path: String, expecting words: String
    ) throws(VocabularyError) -> Content {
        do {
            return try JSONDecoder().decode(type, from: Data(text.text.utf8))
        } catch {
            throw .malformed(path: path, reason: "expected \(words)")
        }
    }

    private static func text(of path: String) throws(VocabularyError) -> PlainText {
        let bytes = try content(of: path)
        do { return try PlainText(bytes) } catch { throw .badText(path: path, error) }
    }

    /// The content of a file, unpacked where it is gzip, at most `largestFile` bytes whatever a packed file claims.
    private static func content(of path: String) throws(VocabularyError) -> [UInt8] {
        guard let file = gzopen(path, "rb") else {
            throw .unreadable(path: path, reason: systemReason(of: errno))
        }
        defer { gzclose(file) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = gzread(file, &buffer, UInt32(buffer.count))
            guard count >= 0 else { throw Self.failure(of: file, path: path) }
            if count == 0 { break }
            content.append(contentsOf: buffer[..<Int(count)])
            guard content.count <= largestFile else { throw .tooLarge(path: path, limit: largestFile) }
        }
        var code: Int32 = 0
        _ = gzerror(file, &code)
        // A gzip file that stops early reads as complete but for this code.
        guard code == Z_OK || code == Z_STREAM_END else { throw Self.failure(of: file, path: path) }
        return content
    }

    /// What the system refused, such as reading a folder, or what zlib found.
    private static func failure(of file: gzFile, path: String) -> VocabularyError {
        let refused = errno
        var code: Int32 = 0
        _ = gzerror(file, &code)
        return code == Z_ERRNO
            ? .unreadable(path: path, reason: systemReason(of: refused))
            : .malformed(path: path, reason: "the gzip data is damaged")
    }
}

/// The parts of a Hugging Face `tokenizer.json` that a vocabulary needs.
private struct TokenizerFile: Decodable {
    struct Model: Decodable {
        var vocab: [String: Int]
        var merges: [Merge]
        var endOfWord: String?

        enum CodingKeys: String, CodingKey {
            case vocab, merges
            case endOfWord = "end_of_word_suffix"
        }
    }
    struct AddedToken: Decodable {
        var id: Int
        var content: String
    }
    /// "a b" in older files, ["a", "b"] in newer ones.
    struct Merge: Decodable {
        var symbols: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let line = try? container.decode(String.self) {
                symbols = line.split(separator: " ").map(String.init)
            } else {
                symbols = try container.decode([String].self)
            }
        }
    }

    var model: Model
    var addedTokens: [AddedToken]?

    enum CodingKeys: String, CodingKey {
        case model
        case addedTokens = "added_tokens"
    }
}

import FileContents
import Foundation
import Testing

@testable import CLIPEncoding

/// The public CLIP vocabulary, which we may not ship: `bpe_simple_vocab_16e6.txt.gz`, for example out of the open_clip_torch
/// wheel, or the folder that holds it.
private let publicVocabulary: String? = {
    guard let path = ProcessInfo.processInfo.environment["MIWAKE_CLIP_VOCABULARY"] else { return nil }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    return isFolder.boolValue ? path + "/bpe_simple_vocab_16e6.txt.gz" : path
}()

/// What the official tokenizer makes of sixty strings.
private struct TokenizerReference: Decodable {
    struct Case: Decodable {
        var text: String
        var ids: [Int32]
        var idsWithoutFtfy: [Int32]?
        var padded77: [Int32]
        var truncated: Bool

        enum CodingKeys: String, CodingKey {
            case text, ids, padded77, truncated
            case idsWithoutFtfy = "ids_without_ftfy"
        }
    }
    var sot: Int32
    var eot: Int32
    var context: Int
    var cases: [Case]

    static func load() throws -> TokenizerReference {
        try JSONDecoder().decode(
            TokenizerReference.self, from: Data(contentsOf: URL(filePath: try fixture("tokenizer.json"))))
    }
}

@Suite("The tokenizer and CLIP's own vocabulary", .enabled(if: publicVocabulary != nil, "set MIWAKE_CLIP_VOCABULARY"))
struct PublicVocabularyTests {
    @Test("every reference string has the ids of the official tokenizer")
    func referenceIDs() throws {
        let path = try #require(publicVocabulary)
        let reference = try TokenizerReference.load()
        let tokenizer = Tokenizer(vocabulary: try Vocabulary(mergesFile: path))
        #expect(tokenizer.vocabulary.count == 49408)
        #expect(tokenizer.vocabulary.startToken == reference.sot)
        #expect(tokenizer.vocabulary.endToken == reference.eot)
        #expect(reference.cases.count == 60)
        for reference in reference.cases {
            let ids = tokenizer.encode(reference.text)
            let expected = reference.idsWithoutFtfy ?? reference.ids
            #expect(ids == expected, "\(reference.text.debugDescription)")
            if reference.idsWithoutFtfy == nil {
                let tokens = tokenizer.tokens(reference.text)
                #expect(tokens.ids == reference.padded77, "\(reference.text.debugDescription)")
                #expect(tokens.isTruncated == reference.truncated)
                #expect(tokens.ids[tokens.end] == tokenizer.vocabulary.endToken)
            }
        }
    }

    @Test("the three forms of a vocabulary file give the same tokens")
    func forms() throws {
        let folder = try TemporaryFolder()
        let path = try #require(publicVocabulary)
        let fromList = Tokenizer(vocabulary: try Vocabulary(mergesFile: path))
        try VocabularyFiles(mergesFile: path).write(to: folder)
        let fromPair = Tokenizer(
            vocabulary: try Vocabulary(
                vocabularyJSON: folder.path("vocab.json"), merges: folder.path("merges.txt")))
        let fromTokenizer = Tokenizer(vocabulary: try Vocabulary(tokenizerJSON: folder.path("tokenizer.json")))
        for reference in try TokenizerReference.load().cases {
            let expected = fromList.encode(reference.text)
            #expect(fromPair.encode(reference.text) == expected)
            #expect(fromTokenizer.encode(reference.text) == expected)
        }
    }
}

@Suite("The tokenizer")
struct TokenizerTests {
    /// Bytes, bytes at the end of a word, five merges, two marks.
    private static let merges = [("c", "a"), ("t", "s</w>"), ("ca", "ts</w>"), ("o", "f</w>"), ("d", "o")]
    private let tokenizer: Tokenizer

    init() throws {
        tokenizer = Tokenizer(
            vocabulary: try Vocabulary(
                merges: Self.merges.map { .init(first: $0.0, second: $0.1, line: 0) }, path: "small"))
    }

    /// Ids as OpenAI numbers bytes: the printable ones first.
    private func byte(_ character: Character, last: Bool = false) -> Int32 {
        Int32((character.asciiValue ?? 0) - 0x21) + (last ? 256 : 0)
    }

    @Test("merges are applied in order of rank, and only within a word")
    func merging() {
        #expect(tokenizer.vocabulary.count == 512 + 5 + 2)
        #expect(tokenizer.encode("cats") == [514])
        #expect(tokenizer.encode("ca ts") == [byte("c"), byte("a", last: true), 513])
        #expect(tokenizer.encode("CATS  OF\tdo") == [514, 515, byte("d"), byte("o", last: true)])
        #expect(tokenizer.encode("cacats") == [512, 514])
        #expect(tokenizer.encode("") == [])
    }

    @Test("a text too long for the context is cut and keeps its end mark")
    func truncation() {
        let start = tokenizer.vocabulary.startToken
        let end = tokenizer.vocabulary.endToken
        let exact = tokenizer.tokens("cats cats cats", context: 5)
        #expect(exact == .init(ids: [start, 514, 514, 514, end], end: 4, isTruncated: false))
        let cut = tokenizer.tokens("cats cats cats", context: 4)
        #expect(cut == .init(ids: [start, 514, 514, end], end: 3, isTruncated: true))
        let short = tokenizer.tokens("cats", context: 6)
        #expect(short == .init(ids: [start, 514, end, 0, 0, 0], end: 2, isTruncated: false))
    }

    @Test(
        "entities are resolved twice",
        arguments: [
            ("&amp;", "&"), ("&amp;lt;", "<"), ("&#65;&#x42;&#X43", "ABC"), ("&quot&apos;", "\"'"), ("&apos", "&apos"),
            ("&#1114112;", "&#1114112;"), ("&#;", "&#;"), ("&", "&"),
            ("&#99999999999999999999;", "&#99999999999999999999;"),
        ])
    func entities(text: String, meaning: String) {
        #expect(text.cleanedForCLIP() == meaning.lowercased())
    }

    @Test("lower case knows the final sigma")
    func sigma() {
        #expect("ΑΣ ΣΑΣ Σ ΑΣ'Α".cleanedForCLIP() == "ας σας σ ασ'α")
        #expect("İ".cleanedForCLIP().unicodeScalars.elementsEqual("i\u{307}".unicodeScalars))
    }

    @Test("any bytes at all give tokens")
    func anyText() {
        for value in stride(from: UInt32(0), to: 0x110000, by: 97) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = "x" + String(scalar) + "y&"
            #expect(tokenizer.encode(text).allSatisfy { (0..<519).contains($0) })
        }
    }
}

@Suite("A vocabulary file")
struct VocabularyFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("a small vocabulary of one's own is read in every form")
    func forms() throws {
        let path = try folder.file("small.txt", "#version: 0.2\na b\nab c</w>\n")
        try VocabularyFiles(mergesFile: path).write(to: folder)
        let expected = Tokenizer(vocabulary: try Vocabulary(mergesFile: path)).encode("abc ab")
        #expect(expected.first == 513)
        #expect(Tokenizer(vocabulary: try Vocabulary(folder: folder.path)).encode("abc ab") == expected)
        try FileManager.default.removeItem(atPath: folder.path("vocab.json"))
        #expect(Tokenizer(vocabulary: try Vocabulary(folder: folder.path)).encode("abc ab") == expected)
        try FileManager.default.removeItem(atPath: folder.path("tokenizer.json"))
        #expect(throws: VocabularyError.noVocabulary(folder: folder.path)) { try Vocabulary(folder: folder.path) }
    }

    @Test("what is wrong with a vocabulary is named")
    func defects() throws {
        let none = folder.path("none.txt")
        #expect(throws: VocabularyError.unreadable(path: none, reason: "No such file or directory")) {
            try Vocabulary(mergesFile: none)
        }
        let three = try folder.file("three.txt", "#version: 0.2\na b\na b c\n")
        #expect(throws: VocabularyError.badMerge(path: three, line: 3)) { try Vocabulary(mergesFile: three) }
        let unknown = try folder.file("unknown.txt", "#version: 0.2\nab c\n")
        #expect(throws: VocabularyError.unknownMerge(path: unknown, line: 2, token: "ab")) {
            try Vocabulary(mergesFile: unknown)
        }
        let latin = try folder.file("latin.txt", [0x61, 0x20, 0xFF])
        #expect(throws: VocabularyError.badText(path: latin, .encoding(.western, line: 1))) {
            try Vocabulary(mergesFile: latin)
        }
        let packed = try folder.file("cut.txt.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B])
        #expect(throws: VocabularyError.malformed(path: packed, reason: "the gzip data is damaged")) {
            try Vocabulary(mergesFile: packed)
        }
        let json = try folder.file("tokenizer.json", "{\"model\": {\"vocab\": {\"a\": 0}}}")
        #expect(throws: VocabularyError.malformed(path: json, reason: "expected a model with vocab and merges")) {
            try Vocabulary(folder: folder.path)
        }
        let merges = try folder.file("merges.txt", "")
        for (text, token, id) in [("{\"a\": 7}", "a", 7), ("{\"a\": -1}", "a", -1)] {
            let vocab = try folder.file("vocab.json", text)
            #expect(throws: VocabularyError.badIdentifier(path: vocab, token: token, id: id)) {
                try Vocabulary(vocabularyJSON: vocab, merges: merges)
            }
        }
    }
}

/// Writes the vocabulary that a list of merges implies as Hugging Face does.
struct VocabularyFiles {
    var merges: [[String]]
    var identifiers: [String: Int]

    init(mergesFile path: String) throws {
        var text = try Data(contentsOf: URL(filePath: path))
        if path.hasSuffix(".gz") {
            let unpack = Process()
            let output = Pipe()
            unpack.executableURL = URL(filePath: "/bin/zcat")
            unpack.arguments = [path]
            unpack.standardOutput = output
            try unpack.run()
            text = try output.fileHandleForReading.readToEnd() ?? Data()
            unpack.waitUntilExit()
        }
        merges = String(decoding: text, as: UTF8.self).split(separator: "\n").dropFirst()
            .prefix(Vocabulary.openAIMerges).map { $0.split(separator: " ").map(String.init) }
        let scalars = Vocabulary.byteCharacters
        let plain = (0..<256).filter { scalars[$0].unicodeScalars.allSatisfy { $0.value < 0x100 } }
        let order = plain + (0..<256).filter { !plain.contains($0) }
        let bytes = order.map { String(scalars[$0]) }
        let tokens =
            bytes + bytes.map { $0 + "</w>" } + merges.map { $0.joined() } + ["<|startoftext|>", "<|endoftext|>"]
        identifiers = Dictionary(uniqueKeysWithValues: zip(tokens, 0...))
    }

    func write(to folder: TemporaryFolder) throws {
        let marks = ["<|startoftext|>", "<|endoftext|>"]
        try folder.file("vocab.json", Array(JSONSerialization.data(withJSONObject: identifiers)))
        try folder.file("merges.txt", "#version: 0.2\n" + merges.map { $0.joined(separator: " ") + "\n" }.joined())
        let tokenizer: [String: Any] = [
            "added_tokens": marks.map { ["id": identifiers[$0] ?? -1, "content": $0, "special": true] },
            "model": [
                "type": "BPE", "end_of_word_suffix": "</w>", "vocab": identifiers,
                "merges": merges.map { $0.joined(separator: " ") },
            ],
        ]
        try folder.file("tokenizer.json", Array(JSONSerialization.data(withJSONObject: tokenizer)))
    }
}

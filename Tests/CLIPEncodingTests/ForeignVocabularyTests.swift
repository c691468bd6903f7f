import FileContents
import Foundation
import Testing

@testable import CLIPEncoding

@Suite("The files of a vocabulary, as the world writes them")
struct ForeignVocabularyTests {
    private let folder: TemporaryFolder
    private let list: String
    private static let rules = "#version: 0.2\na b\nab c</w>\nt h\nth e</w>\n"

    init() throws {
        folder = try TemporaryFolder()
        list = try folder.file("list.txt", Self.rules)
        try VocabularyFiles(mergesFile: list).write(to: folder)
    }

    private func error(_ body: () throws -> Vocabulary) -> VocabularyError? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? VocabularyError
        }
    }

    private func pair() throws -> Vocabulary {
        try Vocabulary(vocabularyJSON: folder.path("vocab.json"), merges: folder.path("merges.txt"))
    }

    @Test("merges with any line end, with a mark or in UTF-16, give every text the same tokens")
    func lineEnds() throws {
        let expected = try Vocabulary(mergesFile: list).content
        let utf16: [UInt8] = "\u{FEFF}\(Self.rules)".utf16.reduce(into: []) {
            $0 += [UInt8($1 & 0xFF), UInt8($1 >> 8)]
        }
        let forms = [
            Array(Self.rules.replacing("\n", with: "\r\n").utf8), Array(Self.rules.replacing("\n", with: "\r").utf8),
            Array("\u{FEFF}\(Self.rules)".utf8), Array(Self.rules.dropLast().utf8), utf16,
            Array(Self.rules.replacing("\n", with: "\r\n").dropFirst("#version: 0.2\r\n".count - 1).utf8),
        ]
        for (index, form) in forms.enumerated() {
            try folder.file("merges.txt", form)
            #expect(try pair().content == expected, "\(index)")
            #expect(try Vocabulary(mergesFile: folder.path("merges.txt")).content == expected, "\(index)")
        }
    }

    @Test(
        "a lost merge, a merge of another vocabulary and an unreadable one are errors that name the file and the line")
    func lostMerges() throws {
        let merges = folder.path("merges.txt")
        try folder.file("merges.txt", "#version: 0.2\na b\nab c</w>\nt h\n")
        #expect(error(pair) == .lostMerges(path: merges, merges: 3, unmade: 1, example: "the</w>"))
        try folder.file("merges.txt", "")
        #expect(error(pair) == .lostMerges(path: merges, merges: 0, unmade: 4, example: "ab"))
        try folder.file("merges.txt", Self.rules + "q u\n")
        #expect(error(pair) == .unknownMerge(path: merges, line: 6, token: "qu"))
        try folder.file("merges.txt", Self.rules.replacing("t h\n", with: "t\th\n"))
        #expect(error(pair) == .badMerge(path: merges, line: 4))
    }

    @Test("a pointer, a web page and another encoding in a text's place are named with the file")
    func foreignTexts() throws {
        let (vocabulary, merges) = (folder.path("vocab.json"), folder.path("merges.txt"))
        try folder.file("merges.txt", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 524619\n")
        #expect(error(pair) == .badText(path: merges, .foreign(.gitLFSPointer)))
        try folder.file("merges.txt", Array("#version: 0.2\ncaf".utf8) + [0xE9, 0x0A])
        #expect(error(pair) == .badText(path: merges, .encoding(.western, line: 2)))
        try folder.file("vocab.json", "<!doctype html><html>Sign in</html>")
        #expect(error(pair) == .badText(path: vocabulary, .foreign(.webPage)))
        try FileManager.default.removeItem(atPath: vocabulary)
        try FileManager.default.createDirectory(atPath: vocabulary, withIntermediateDirectories: true)
        #expect(error(pair) == .unreadable(path: vocabulary, reason: "Is a directory"))
    }

    @Test(
        "a tokenizer of another make is refused by the key that says so",
        arguments: [
            (["model", "type"], "\"Unigram\""), (["model", "byte_fallback"], "true"),
            (["model", "ignore_merges"], "true"),
            (["model", "continuing_subword_prefix"], "\"##\""), (["model", "news"], "1"), (["news"], "1"),
            (["normalizer"], "{\"type\": \"Lowercase\"}"),
            (["normalizer"], "{\"type\": \"Sequence\", \"normalizers\": []}"),
            (["pre_tokenizer"], "{\"type\": \"Whitespace\"}"),
        ])
    func otherTokenizers(place: [String], json: String) throws {
        let value = try JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)
        let path = folder.path("tokenizer.json")
        var file = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any])
        #expect(error { try Vocabulary(tokenizerJSON: path) } == nil)
        if place.count == 2 {
            var model = try #require(file["model"] as? [String: Any])
            model[place[1]] = value
            file["model"] = model
        } else {
            file[place[0]] = value
        }
        try folder.file("tokenizer.json", Array(JSONSerialization.data(withJSONObject: file)))
        switch error({ try Vocabulary(tokenizerJSON: path) }) {
        case .otherValue(path, let key, _, _), .unknownKey(path, let key):
            #expect(key == place.joined(separator: "."))
        case let other: Issue.record("\(place): \(String(describing: other))")
        }
    }
}

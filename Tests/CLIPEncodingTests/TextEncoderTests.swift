import Foundation
import LinearAlgebra
import Testing

@testable import CLIPEncoding

@Suite("The text encoder")
struct TextEncoderTests {
    private let folder: TemporaryFolder
    private let encoder: TextEncoder

    init() throws {
        folder = try huggingFaceFolder()
        // As many merges as CLIP has, of our own making: pairs of bytes.
        let characters = Vocabulary.byteCharacters.map { String($0) }
        let pairs = characters.lazy.flatMap { first in characters.lazy.map { "\(first) \($0)" } }
        let merges = pairs.prefix(Vocabulary.openAIMerges).joined(separator: "\n")
        try folder.file("bpe_simple_vocab_16e6.txt", "#version: 0.2\n" + merges)
        let checkpoint = try Checkpoint(path: folder.path)
        encoder = TextEncoder(checkpoint: checkpoint, tokenizer: try checkpoint.tokenizer())
    }

    @Test("every text gets its own embedding of length 1, whatever the texts around it")
    func order() throws {
        let texts = (0..<37).map { String(repeating: "a crack ", count: ($0 * 7) % 12) + "number \($0)" }
        let together = try encoder.encode(texts)
        #expect(together.rows == 37 && together.columns == 16)
        for (index, text) in texts.enumerated() {
            let tokens = encoder.tokenizer.tokens(text).ids
            let alone = try encoder.checkpoint.text.encode([tokens], Workspace()).normalizedRows()
            let pairs = zip(alone[row: 0], together[row: index])
            #expect(pairs.allSatisfy { abs($0 - $1) <= 1e-5 }, "\(text)")
            #expect(abs(alone.elements.reduce(0) { $0 + $1 * $1 } - 1) <= 1e-5)
        }
        #expect(try encoder.encode([]).rows == 0)
    }

    @Test("a class is the normalised mean of its prompts' normalised embeddings")
    func classes() throws {
        let prompts = [["a crack", "a photo of a crack"], ["a pit"]]
        let classes = try encoder.encodeClasses(prompts: prompts)
        let single = try encoder.encode(["a crack", "a photo of a crack", "a pit"])
        let sum = Matrix(rows: 1, columns: 16, elements: zip(single[row: 0], single[row: 1]).map { $0 + $1 })
        #expect(zip(classes[row: 0], sum.normalizedRows()[row: 0]).allSatisfy { abs($0 - $1) <= 1e-5 })
        #expect(zip(classes[row: 1], single[row: 2]).allSatisfy { abs($0 - $1) <= 1e-5 })
    }
}

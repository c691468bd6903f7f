import Foundation
import LinearAlgebra
import Testing

@testable import CLIPEncoding
@testable import TensorFiles

@Suite("The towers agree with the reference implementation")
struct TowerParityTests {
    /// logits_per_image = exp(logit_scale) · normalised image · normalised text.
    private func checkLogits(_ images: Matrix, _ texts: Matrix, _ scale: Float, _ name: String, _ reference: Reference)
        throws
    {
        let logits = images.normalizedRows().times(transposed: texts.normalizedRows())
        try reference.check(logits.elements.map { $0 * scale }, name)
    }

    @Test(
        "Hugging Face's vision transformer and text transformer, every hidden state", arguments: ["quick_gelu", "gelu"])
    func huggingFace(activation: String) throws {
        let folder = try huggingFaceFolder(activation: activation)
        let checkpoint = try Checkpoint(path: folder.path)
        let reference = try Reference("clip_vit_tiny_hf")
        #expect(checkpoint.preprocessing.mean == [0.5, 0.4, 0.3])
        guard let tower = checkpoint.image as? VisionTransformer else {
            Issue.record("the image tower is a transformer")
            return
        }
        let workspace = Workspace()
        let isExact = activation == "gelu"
        let prefix = isExact ? "out/gelu" : "out"
        var hidden: [[Float]] = []
        let images = try reference.floats("in/pixel_values").withUnsafeBufferPointer { pixels in
            tower.encode(
                try #require(pixels.baseAddress), pictures: 3, levels: .none, workspace,
                watch: { hidden.append(Array(UnsafeBufferPointer(start: $0, count: 3 * 17 * 32))) })
        }
        try reference.check(images.embeddings.elements, "\(prefix)/image_features")
        let visionStates = hidden
        hidden = []
        let tokens = try reference.tokens()
        let texts = try checkpoint.text.encode(
            tokens, length: 77, workspace,
            watch: { hidden.append(Array(UnsafeBufferPointer(start: $0, count: 4 * 77 * 24))) })
        try reference.check(texts.elements, "\(prefix)/text_features")
        try checkLogits(
            images.embeddings, texts, checkpoint.logitScale, "\(prefix)/logits_per_image", reference)
        guard !isExact else { return }
        #expect(visionStates.count == 4 && hidden.count == 3)
        for (index, state) in visionStates.enumerated() { try reference.check(state, "out/vision_hidden.\(index)") }
        for (index, state) in hidden.enumerated() { try reference.check(state, "out/text_hidden.\(index)") }
    }

    @Test("OpenAI's vision transformer from half precision, with the levels of multi-level fusion")
    func openAITransformer() throws {
        let checkpoint = try Checkpoint(path: try fixture("clip_vit_tiny_openai.safetensors"))
        let reference = try Reference("clip_vit_tiny_openai")
        #expect((checkpoint.image as? VisionTransformer)?.shape.levelBlocks == [0, 2, 4, 6])
        let pixels = try reference.floats("in/pixel_values")
        let encoder = ImageEncoder(checkpoint: checkpoint, levels: .tokens)
        let images = encoder.encode(pixels: pixels, pictures: 3)
        try reference.check(images.embeddings.elements, "out/image_features")
        try reference.check(images.levels.flatMap(\.elements), "out/ldc_levels")
        let texts = try checkpoint.text.encode(try reference.tokens(), Workspace())
        try reference.check(texts.elements, "out/text_features")
        try checkLogits(images.embeddings, texts, checkpoint.logitScale, "out/logits_per_image", reference)

        let pooled = ImageEncoder(checkpoint: checkpoint, levels: .pooled).encode(pixels: pixels, pictures: 3)
        #expect(pooled.embeddings == images.embeddings)
        #expect(images.pooled(toRows: checkpoint.pooledLevels.map(\.rows), pictures: 3) == pooled.levels)
        for (level, tokens) in zip(pooled.levels, images.levels) {
            #expect(level.rows == 3 && level.columns == 128)
            for picture in 0..<3 {
                for column in 0..<128 {
                    let mean = (0..<17).reduce(Float(0)) { $0 + tokens[picture * 17 + $1, column] } / 17
                    #expect(abs(level[picture, column] - mean) <= 1e-5 * max(1, abs(mean)))
                }
            }
        }
    }

    @Test("OpenAI's ResNet from half precision, every stage")
    func openAIResNet() throws {
        let checkpoint = try Checkpoint(path: try fixture("clip_rn_tiny_openai.safetensors"))
        let reference = try Reference("clip_rn_tiny_openai")
        #expect(checkpoint.configuration.vision == .resNet(blocks: [1, 1, 1, 1], width: 8, heads: 4))
        #expect(checkpoint.configuration.resolution == 64)
        guard let tower = checkpoint.image as? ModifiedResNet else {
            Issue.record("the image tower is a ResNet")
            return
        }
        let pixels = try reference.floats("in/pixel_values")
        var stages: [(values: [Float], side: Int, channels: Int)] = []
        let images = try pixels.withUnsafeBufferPointer { pixels in
            tower.encode(
                try #require(pixels.baseAddress), pictures: 3, levels: .tokens, Workspace(),
                watch: { values, side, channels in
                    let all = UnsafeBufferPointer(start: values, count: 3 * side * side * channels)
                    stages.append((Array(all), side, channels))
                })
        }
        try reference.check(images.embeddings.elements, "out/image_features")
        for (index, stage) in stages.enumerated() {
            // The reference has channels before rows and columns.
            let area = stage.side * stage.side
            var planar = [Float](repeating: 0, count: stage.values.count)
            for picture in 0..<3 {
                for position in 0..<area {
                    for channel in 0..<stage.channels {
                        planar[(picture * stage.channels + channel) * area + position] =
                            stage.values[(picture * area + position) * stage.channels + channel]
                    }
                }
            }
            try reference.check(planar, "out/layer\(index + 1)", rowLength: stage.channels * area)
            checkWindows(images.levels[index], stage, pictures: 3, grid: tower.grid)
        }
        let texts = try checkpoint.text.encode(try reference.tokens(), Workspace())
        try reference.check(texts.elements, "out/text_features")
        try checkLogits(images.embeddings, texts, checkpoint.logitScale, "out/logits_per_image", reference)

        let pooled = ImageEncoder(checkpoint: checkpoint, levels: .pooled).encode(pixels: pixels, pictures: 3)
        let averaged = images.pooled(toRows: checkpoint.pooledLevels.map(\.rows), pictures: 3)
        for (level, other) in zip(pooled.levels, averaged) {
            #expect(level.rows == other.rows && level.columns == other.columns)
            for (one, two) in zip(level.elements, other.elements) { #expect(abs(one - two) <= 1e-5) }
        }
        for (level, rows) in zip(pooled.levels, images.levels) {
            let window = rows.rows / level.rows
            for row in 0..<level.rows {
                for column in 0..<level.columns {
                    let sum = (0..<window).reduce(Float(0)) { $0 + rows[row * window + $1, column] }
                    #expect(abs(level[row, column] - sum / Float(window)) <= 1e-5)
                }
            }
        }
    }

    /// The rows of a level are the stage's positions, those of one cell of the attention pool's grid after one another.
    private func checkWindows(
        _ level: Matrix, _ stage: (values: [Float], side: Int, channels: Int), pictures: Int, grid: Int
    ) {
        #expect(level.rows == pictures * stage.side * stage.side && level.columns == stage.channels)
        let window = stage.side / grid
        var row = 0
        for picture in 0..<pictures {
            for cell in 0..<grid * grid {
                for y in 0..<window {
                    for x in 0..<window {
                        let at = (cell / grid * window + y) * stage.side + cell % grid * window + x
                        let start = (picture * stage.side * stage.side + at) * stage.channels
                        #expect(Array(level[row: row]) == Array(stage.values[start..<start + stage.channels]))
                        row += 1
                    }
                }
            }
        }
    }

    @Test(
        "a picture's features do not depend on the batch around it",
        arguments: [
            "clip_vit_tiny_openai", "clip_rn_tiny_openai",
        ])
    func batches(name: String) throws {
        let checkpoint = try Checkpoint(path: try fixture("\(name).safetensors"))
        let pixels = try Reference(name).floats("in/pixel_values")
        let encoder = ImageEncoder(checkpoint: checkpoint, levels: .pooled)
        let together = encoder.encode(pixels: pixels, pictures: 3)
        let count = checkpoint.preprocessing.count
        for picture in 0..<3 {
            let alone = encoder.encode(pixels: Array(pixels[picture * count..<(picture + 1) * count]), pictures: 1)
            let difference = zip(alone.embeddings[row: 0], together.embeddings[row: picture]).map { abs($0 - $1) }.max()
            #expect(difference ?? 1 <= 1e-5)
        }
        #expect(encoder.encode([]).embeddings.rows == 0)
    }

    @Test("embeddings alone, for which the last block makes one token only, are the same to the last bit")
    func lastBlock() throws {
        let checkpoint = try Checkpoint(path: try fixture("clip_vit_tiny_openai.safetensors"))
        let reference = try Reference("clip_vit_tiny_openai")
        let pixels = try reference.floats("in/pixel_values")
        let alone = ImageEncoder(checkpoint: checkpoint, levels: .none).encode(pixels: pixels, pictures: 3)
        let withLevels = ImageEncoder(checkpoint: checkpoint, levels: .pooled).encode(pixels: pixels, pictures: 3)
        #expect(alone.embeddings == withLevels.embeddings && alone.levels.isEmpty && withLevels.levels.count == 4)
        let tokens = try reference.tokens()
        var states = 0
        let watched = try checkpoint.text.encode(tokens, Workspace(), watch: { _ in states += 1 })
        #expect(try checkpoint.text.encode(tokens, Workspace()) == watched && states > 1)
    }

    @Test("what follows the end mark does not change a text's embedding")
    func shortTexts() throws {
        let checkpoint = try Checkpoint(path: try fixture("clip_vit_tiny_openai.safetensors"))
        let tokens = try Reference("clip_vit_tiny_openai").tokens()
        let workspace = Workspace()
        let short = try checkpoint.text.encode(tokens, workspace)
        let long = try checkpoint.text.encode(tokens, length: 77, workspace)
        #expect(zip(short.elements, long.elements).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) })
    }
}

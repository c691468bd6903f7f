import Foundation
import Testing

@testable import CLIPEncoding
@testable import TensorFiles

@Suite("Families of encoders")
struct EncoderFamilyTests {
    private func image(_ change: (inout VisionTransformerLayout) -> Void) throws -> EncoderFamily {
        var family = EncoderFamily.huggingFaceCLIP
        var layout = try #require(family.image as? VisionTransformerLayout)
        change(&layout)
        family.image = layout
        return family
    }

    private func with(_ change: (inout EncoderFamily) -> Void) -> EncoderFamily {
        var family = EncoderFamily.huggingFaceCLIP
        change(&family)
        return family
    }

    @Test("what a family asks for and no tower computes is refused by name when a checkpoint is opened")
    func missing() throws {
        let families: [(EncoderFamily, key: String, value: String)] = [
            (try image { $0.pooling = .attentionHead }, "the image tower's pooling", "attention head"),
            (try image { $0.pooling = .mean }, "the image tower's pooling", "mean"),
            (try image { $0.classToken = nil }, "the image tower's class token", "none"),
            (try image { $0.inputNorm = nil }, "the image tower's first normalisation", "none"),
            (try image { $0.projection = nil }, "the image tower's projection", "none"),
            (with { $0.text.attention = .full }, "the text tower's attention", "full"),
            (with { $0.text.pooling = .lastToken }, "the text tower's pooling", "last token"),
            (with { $0.text.pooling = .classToken }, "the text tower's pooling", "class token"),
            (with { $0.pictures.fit = .squash }, "the fit of pictures", "squash"),
            (with { $0.pictures.interpolation = .bilinear }, "the interpolation of pictures", "bilinear"),
            (with { $0.tokenizer.kind = .sentencePieces }, "the tokenizer", "SentencePiece"),
        ]
        let folder = try huggingFaceFolder()
        let path = folder.path("model.safetensors")
        for (family, key, value) in families {
            #expect(throws: CheckpointError.unsupported(path: path, key: key, value: value)) {
                try Checkpoint(path: folder.path, families: [family])
            }
        }
        #expect(EncoderFamily.all.allSatisfy { $0.missing == nil })
    }

    @Test(
        "of two families with the same tensors the configuration's model type is the one; the first refuses any other")
    func modelTypes() throws {
        var other = EncoderFamily.huggingFaceCLIP
        let clip = try #require(other.configuration as? TransformersConfiguration)
        other.title = "Other"
        other.configuration = TransformersConfiguration(
            type: "other", textType: clip.textType, visionType: clip.visionType, vision: clip.vision,
            patch: clip.patch, resolution: clip.resolution, text: clip.text, embedding: clip.embedding,
            endToken: .withoutEffect, visionKeys: KeyTable(fixed: ["use_head": [true]]))
        let families = [EncoderFamily.huggingFaceCLIP, other]
        let plain = try huggingFaceFolder()
        #expect(try Checkpoint(path: plain.path, families: families).family.title == nil)
        let folder = try huggingFaceFolder { config in
            config["model_type"] = "other"
            config["text_config"] = (config["text_config"] as? [String: Any])?.merging(["eos_token_id": 7]) { $1 }
            config["vision_config"] = (config["vision_config"] as? [String: Any])?.merging(["use_head": true]) { $1 }
        }
        let checkpoint = try Checkpoint(path: folder.path, families: families)
        #expect(checkpoint.encoderName == "Other ViT-32x3/8@32")
        #expect(checkpoint.configuration.text.endMark == .highestToken)
        let unknown = try huggingFaceFolder { $0["model_type"] = "unknown" }
        #expect(
            throws: CheckpointError.otherValue(
                path: unknown.path("config.json"), key: "model_type", value: "unknown", allowed: ["clip"])
        ) { try Checkpoint(path: unknown.path, families: families) }
    }

    @Test("a file that says nothing of its sizes means the family's own")
    func usualSizes() throws {
        let folder = try TemporaryFolder()
        let file = try ConfigurationFile(path: folder.file("config.json", "{}"))
        let clip = try #require(EncoderFamily.huggingFaceCLIP.configuration as? TransformersConfiguration)
        let sizes = try clip.sizes(in: file)
        #expect(sizes.vision == .transformer(clip.vision, patch: 32) && sizes.text == clip.text)
        #expect(sizes.resolution == 224 && sizes.embedding == 512)
        let shared = TransformersConfiguration(
            type: "clip", textType: "text", visionType: "vision", vision: clip.vision, patch: 16, resolution: 32,
            text: clip.text, embedding: .ofText(key: "projection_size"), endToken: .withoutEffect)
        #expect(try shared.sizes(in: file).embedding == clip.text.transformer.width)
        try folder.file("config.json", #"{"text_config": {"projection_size": 40, "eos_token_id": 1}}"#)
        let said = try shared.sizes(in: ConfigurationFile(path: folder.path("config.json")))
        #expect(said.embedding == 40 && said.text.endMark == clip.text.endMark)
    }

    @Test("a key that a family has by itself replaces what all have")
    func ownKeys() {
        let all = KeyTable(obeyed: ["a"], withoutEffect: ["b"], fixed: ["c": [1]])
        let sum = all.adding(KeyTable(obeyed: ["b"], fixed: ["a": [2], "d": [3]]))
        #expect(sum.obeyed == ["b"] && sum.withoutEffect.isEmpty && Set(sum.fixed.keys) == ["a", "c", "d"])
    }
}

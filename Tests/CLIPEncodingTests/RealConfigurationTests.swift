import Foundation
import Testing

@testable import CLIPEncoding

/// The files that transformers 4.44 and 5.24 write (`save_pretrained`, with every default where they can), those of their first
/// years, and open_clip's: nothing in them is refused.
@Suite("Configurations as their programs write them")
struct RealConfigurationTests {
    @Test(
        "are accepted, key by key",
        arguments: [
            "transformers-5-config", "transformers-4-config", "transformers-4-preprocessor_config",
            "early-preprocessor_config", "transformers-5-processor_config", "transformers-4-tokenizer_config",
            "transformers-5-tokenizer_config", "early-tokenizer_config", "open_clip-2-open_clip_config",
            "open_clip-3-open_clip_config",
        ])
    func accepted(name: String) throws {
        let path = try fixture("configurations/\(name).json")
        let own = name.split(separator: "-").last.map { "\($0).json" }
        let tables = [EncoderFamily.huggingFaceCLIP, .openAITransformer].flatMap(ForeignKey.tables)
        let table = try #require(tables.first { $0.file == own }).table
        #expect(throws: Never.self) { try ConfigurationFile(path: path).content(table) }
    }

    @Test("those of both versions of transformers are one model")
    func sizes() throws {
        let family = try #require(EncoderFamily.huggingFaceCLIP.configuration as? TransformersConfiguration)
        let found = try ["transformers-4-config", "transformers-5-config"].map { name in
            try family.sizes(in: ConfigurationFile(path: try fixture("configurations/\(name).json")))
        }
        #expect(found[0] == found[1])
        #expect(found[0].embedding == 512 && found[0].resolution == 224)
    }

    @Test("a tower that is written twice is the second, with transformers' defaults")
    func towersWrittenTwice() throws {
        let folder = try huggingFaceFolder { config in
            config["vision_config_dict"] = config["vision_config"]
            config["vision_config"] = ["hidden_size": 99, "hidden_act": "gelu"]
        }
        let checkpoint = try Checkpoint(path: folder.path)
        guard case .transformer(let shape, _) = checkpoint.configuration.vision else {
            Issue.record("a transformer")
            return
        }
        #expect(shape.width == 32 && shape.activation == .quickGELU)
    }

    @Test("a configuration is read with a byte order mark, in UTF-16 and with any line end")
    func encodings() throws {
        let folder = try huggingFaceFolder()
        let expected = try Checkpoint(path: folder.path).configuration
        let text = String(decoding: try Data(contentsOf: URL(filePath: folder.path("config.json"))), as: UTF8.self)
            .replacing(",", with: ",\r\n")
        try folder.file("config.json", "\u{FEFF}" + text)
        #expect(try Checkpoint(path: folder.path).configuration == expected)
        let units = "\u{FEFF}\(text)".utf16
        try folder.file("config.json", units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } as [UInt8])
        #expect(try Checkpoint(path: folder.path).configuration == expected)
    }

    @Test(
        "a key that stands twice in one object is found, and one in two objects is none",
        arguments: [
            (#"{"a": 1, "b": {"a": 1}, "c": [{"a": 1}, {"a": 2}], "d": "a"}"#, nil),
            (#"{"a": 1, "b": {"c": "}\"{", "c": 2}}"#, "c"), (#"{"a": [{}, "a"], "b": 1, "a" : 2}"#, "a"),
            (#"["a", "a", "b"]"#, nil), (#"{"a\"b": 1, "a\"b": 2}"#, #"a\"b"#), ("{}", nil), ("1", nil),
        ])
    func repeatedKeys(text: String, key: String?) {
        #expect(RepeatedKey.first(in: text) == key)
    }

    @Test("a configuration that says one thing twice is refused")
    func contradictingKeys() throws {
        let folder = try huggingFaceFolder()
        let path = try folder.file("preprocessor_config.json", #"{"resample": 2, "resample": 3}"#)
        #expect(throws: CheckpointError.malformedConfiguration(path: path, reason: "“resample” stands twice")) {
            try Checkpoint(path: folder.path)
        }
    }

    @Test("sizes of a picture that mean a square are read in every form, others are refused")
    func sizesOfPictures() throws {
        let folder = try huggingFaceFolder()
        let path = folder.path("preprocessor_config.json")
        func opening(_ json: String) throws -> CheckpointError? {
            try folder.file("preprocessor_config.json", json)
            do {
                _ = try Checkpoint(path: folder.path)
                return nil
            } catch {
                return error
            }
        }
        for json in [
            #"{"size": 32, "crop_size": 32}"#, #"{"size": {"shortest_edge": 32}, "crop_size": [32, 32]}"#,
            #"{"size": null, "crop_size": null}"#, "{}",
        ] { #expect(try opening(json) == nil) }
        func refused(_ json: String, _ value: String) throws {
            #expect(
                try opening(json)
                    == .otherValue(path: path, key: "size", value: value, allowed: ["shortest_edge: 32"]))
        }
        try refused(#"{"size": 36}"#, "shortest_edge: 36")
        try refused(#"{"size": {"height": 32, "width": 32}}"#, "height: 32, width: 32")
        try refused(#"{"size": {"longest_edge": 32}}"#, "{longest_edge: 32}")
        try refused(#"{"size": {"shortest_edge": 32, "longest_edge": 40}}"#, "{longest_edge: 40, shortest_edge: 32}")
        #expect(
            try opening(#"{"crop_size": [32, 24]}"#)
                == .contradiction(path: path, key: "crop_size", expected: 32, found: 24))
    }

    @Test("open_clip's sizes must be those of the weights, and its heads are its own where it names none")
    func openCLIPSizes() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: try fixture("clip_vit_tiny_openai.safetensors"), toPath: folder.path("open_clip_model.safetensors"))
        let path = folder.path("open_clip_config.json")
        func opening(_ model: String, _ preprocessing: String = "{}") throws -> CheckpointError? {
            try folder.file("open_clip_config.json", "{\"model_cfg\": \(model), \"preprocess_cfg\": \(preprocessing)}")
            do {
                #expect(try Checkpoint(path: folder.path).configuration.text.transformer.heads == 8)
                return nil
            } catch {
                return error
            }
        }
        #expect(try opening(#"{"embed_dim": 16, "text_cfg": {"width": 64}}"#, #"{"size": [32, 32]}"#) == nil)
        for (model, key, expected, found) in [
            (#"{"embed_dim": 17}"#, "model_cfg.embed_dim", 16, 17),
            (#"{"text_cfg": {"context_length": 64}}"#, "model_cfg.text_cfg.context_length", 77, 64),
            (#"{"text_cfg": {"layers": 3}}"#, "model_cfg.text_cfg.layers", 2, 3),
            (#"{"vision_cfg": {"patch_size": 16}}"#, "model_cfg.vision_cfg.patch_size", 8, 16),
        ] {
            #expect(try opening(model) == .contradiction(path: path, key: key, expected: expected, found: found))
        }
        #expect(
            try opening("{}", #"{"size": 48}"#)
                == .contradiction(path: path, key: "preprocess_cfg.size", expected: 32, found: 48))
    }
}

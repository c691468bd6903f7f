import Foundation
import Testing

@testable import CLIPEncoding
@testable import TensorFiles

@Suite("A checkpoint")
struct CheckpointTests {
    /// A copy of a safetensors file with its tensors changed: another name or shape, left out, or added.
    private func rewritten(
        _ name: String, to path: String,
        changing change: (inout [(name: String, shape: [Int], values: [Float])]) -> Void
    ) throws {
        let file = try SafetensorsFile(path: try fixture("\(name).safetensors"))
        var tensors: [(name: String, shape: [Int], values: [Float])] = []
        for name in file.names {
            let tensor = try file.tensor(named: name)
            guard TensorElement.floatingPoint.contains(tensor.element) else { continue }
            tensors.append((name, tensor.shape, try tensor.floats()))
        }
        change(&tensors)
        var writer = try SafetensorsWriter(path: path, tensors: tensors.map { .init($0.name, .float32, $0.shape) })
        for tensor in tensors { try writer.append(tensor.values) }
        try writer.finish()
    }

    /// The head of PyTorch's zip archive: its first file is a pickle.
    private let torchArchive: [UInt8] =
        Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 22) + [16, 0, 0, 0] + Array("archive/data.pkl".utf8)

    private func error(opening path: String) -> CheckpointError? {
        do {
            _ = try Checkpoint(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test("the configuration of OpenAI's layout is inferred from shapes")
    func inferredConfiguration() throws {
        let transformer = TransformerShape(
            width: 128, layers: 7, heads: 2, hidden: 512, activation: .quickGELU, epsilon: 1e-5)
        let text = TransformerShape(
            width: 64, layers: 2, heads: 1, hidden: 256, activation: .quickGELU, epsilon: 1e-5)
        let checkpoint = try Checkpoint(path: try fixture("clip_vit_tiny_openai.safetensors"))
        #expect(
            checkpoint.configuration
                == CLIPConfiguration(
                    vision: .transformer(transformer, patch: 8),
                    text: TextShape(transformer: text, vocabulary: 512, context: 77, endMark: .highestToken),
                    resolution: 32, embedding: 16))
        #expect(checkpoint.preprocessing == PixelPreprocessing(resolution: 32))
    }

    @Test("a ResNet is known as one: its estimator retrains in seconds, not in one")
    func resNet() throws {
        #expect(try Checkpoint(path: try fixture("clip_rn_tiny_openai.safetensors")).hasGridLevels)
        #expect(!(try Checkpoint(path: try fixture("clip_vit_tiny_openai.safetensors")).hasGridLevels))
    }

    @Test("levels are the last four blocks that exist, two apart")
    func levelBlocks() {
        func levels(_ layers: Int) -> [Int] {
            TransformerShape(width: 8, layers: layers, heads: 1, hidden: 32, activation: .gelu, epsilon: 1e-5)
                .levelBlocks
        }
        #expect(levels(12) == [5, 7, 9, 11])
        #expect(levels(24) == [17, 19, 21, 23])
        #expect(levels(6) == [1, 3, 5])
        #expect(levels(3) == [0, 2])
        #expect(levels(1) == [0])
    }

    @Test("weights of 32 bits are the mapped file, others a copy")
    func mapping() throws {
        let file = try SafetensorsFile(path: try fixture("clip_vit_tiny_hf.safetensors"))
        let full = try file.tensor(named: "visual_projection.weight")
        #expect(full.mappedFloats != nil)
        #expect(UInt(bitPattern: try Weight(full).floats) == full.mappedFloats)
        let half = try file.tensor(named: "text_model.embeddings.token_embedding.weight")
        #expect(half.mappedFloats == nil)
        #expect(try Weight(half).array == half.floats())
    }

    @Test("a missing, surplus or misshapen tensor is named with what was expected and found")
    func wrongTensors() throws {
        let folder = try huggingFaceFolder()
        let path = folder.path("model.safetensors")
        let name = "vision_model.encoder.layers.1.mlp.fc1.weight"
        try FileManager.default.removeItem(atPath: path)
        try rewritten("clip_vit_tiny_hf", to: path) { $0.removeAll { $0.name == name } }
        #expect(error(opening: folder.path) == .missingTensor(path: path, name: name, expected: [128, 32]))
        try rewritten("clip_vit_tiny_hf", to: path) { tensors in
            for index in tensors.indices where tensors[index].name == name { tensors[index].shape = [32, 128] }
        }
        #expect(
            error(opening: folder.path) == .wrongShape(path: path, name: name, expected: [128, 32], found: [32, 128]))
        try rewritten("clip_vit_tiny_hf", to: path) {
            $0.append(("vision_model.encoder.layers.3.mlp.fc1.bias", [1], [0]))
            $0.append(("vision_model.embeddings.position_ids", [1, 1], [0]))
        }
        #expect(
            error(opening: folder.path)
                == .surplusTensors(path: path, names: ["vision_model.encoder.layers.3.mlp.fc1.bias"]))
        try rewritten("clip_vit_tiny_hf", to: path) { $0.removeAll { $0.name == "logit_scale" } }
        #expect(error(opening: folder.path) == .missingTensor(path: path, name: "logit_scale", expected: []))
    }

    @Test("weights that are integers are refused")
    func wrongElement() throws {
        let folder = try huggingFaceFolder()
        let path = folder.path("model.safetensors")
        let file = try SafetensorsFile(path: try fixture("clip_vit_tiny_hf.safetensors"))
        let name = "vision_model.post_layernorm.bias"
        var declarations: [SafetensorsWriter.Declaration] = []
        for tensor in try file.names.map({ try file.tensor(named: $0) }) {
            declarations.append(.init(tensor.name, tensor.name == name ? .int64 : .float32, tensor.shape))
        }
        try FileManager.default.removeItem(atPath: path)
        var writer = try SafetensorsWriter(path: path, tensors: declarations)
        for declaration in declarations {
            if declaration.element == .int64 {
                try writer.append([Int64](repeating: 1, count: 32))
            } else {
                try writer.append(try file.tensor(named: declaration.name).floats())
            }
        }
        try writer.finish()
        #expect(error(opening: folder.path) == .wrongElement(path: path, name: name, found: .int64))
    }

    @Test("a pickle is refused, by its name, by its content, and where it is all that a folder has")
    func pickles() throws {
        let folder = try TemporaryFolder()
        let named = try folder.file("ViT-B-32.pt", "anything")
        #expect(error(opening: named) == .pickle(path: named))
        let disguised = try folder.file("x.safetensors", torchArchive)
        #expect(error(opening: disguised) == .pickle(path: disguised))
        let binary = try TemporaryFolder()
        try binary.file("config.json", "{}")
        let only = try binary.file("pytorch_model.bin", "anything")
        #expect(error(opening: binary.path) == .pickle(path: only))
    }

    @Test("what is not there, or no CLIP, is said to be so")
    func missing() throws {
        let folder = try TemporaryFolder()
        #expect(error(opening: folder.path("none")) == .missing(path: folder.path("none")))
        #expect(error(opening: folder.path) == .missing(path: folder.path("model.safetensors")))
        let other = folder.path("model.safetensors")
        var writer = try SafetensorsWriter(path: other, tensors: [.init("x", .float32, [1])])
        try writer.append([1] as [Float])
        try writer.finish()
        #expect(error(opening: folder.path) == .unknownLayout(path: other))
        try folder.file("model.safetensors", Array(repeating: 0xFF, count: 64))
        let defect = TensorFileDefect.headerTooLarge(bytes: .max, limit: SafetensorsFile.longestHeader)
        #expect(error(opening: folder.path) == .file(.malformed(path: other, defect)))
        let complete = try huggingFaceFolder()
        try FileManager.default.removeItem(atPath: complete.path("config.json"))
        #expect(error(opening: complete.path) == .missingConfiguration(path: complete.path("config.json")))
    }

    @Test("weights of another name or deeper down, and an adapter beside them, are pointed at")
    func places() throws {
        let cache = try TemporaryFolder()
        let snapshot = cache.path("snapshots/0a1b")
        try FileManager.default.createDirectory(atPath: snapshot, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: try fixture("clip_vit_tiny_hf.safetensors"), toPath: snapshot + "/model.safetensors")
        #expect(error(opening: cache.path) == .elsewhere(path: cache.path, found: snapshot))
        let named = try TemporaryFolder()
        let other = try named.file("model.fp16.safetensors", "x")
        #expect(error(opening: named.path) == .elsewhere(path: named.path, found: other))
        let tuned = try huggingFaceFolder()
        let adapter = try tuned.file("adapter_config.json", "{}")
        #expect(error(opening: tuned.path) == .adapter(path: adapter))
        let alone = try TemporaryFolder()
        try alone.file("adapter_model.safetensors", "x")
        #expect(
            error(opening: alone.path) == .elsewhere(path: alone.path, found: alone.path("adapter_model.safetensors")))
        try alone.file("adapter_config.json", "{}")
        #expect(error(opening: alone.path) == .adapter(path: alone.path("adapter_config.json")))
    }

    @Test("a configuration that contradicts the weights or itself is refused with the value named")
    func configurations() throws {
        func opening(_ change: @escaping (inout [String: Any]) -> Void) throws -> (CheckpointError?, TemporaryFolder) {
            let folder = try huggingFaceFolder(changing: change)
            return (error(opening: folder.path), folder)
        }
        func vision(_ key: String, _ value: Any) -> (inout [String: Any]) -> Void {
            { config in
                var tower = config["vision_config"] as? [String: Any] ?? [:]
                tower[key] = value
                config["vision_config"] = tower
            }
        }
        var (found, folder) = try opening { $0["model_type"] = "siglip" }
        let config: () -> String = { folder.path("config.json") }
        #expect(found == .otherValue(path: config(), key: "model_type", value: "siglip", allowed: ["clip"]))
        (found, folder) = try opening(vision("hidden_act", "relu"))
        #expect(found == .unsupported(path: config(), key: "vision_config.hidden_act", value: "relu"))
        (found, folder) = try opening(vision("num_attention_heads", 3))
        #expect(
            found
                == .unsupported(path: config(), key: "vision_config.num_attention_heads", value: "3 for a width of 32"))
        (found, folder) = try opening(vision("hidden_size", Int.max))
        #expect(found == .unsupported(path: config(), key: "vision_config.hidden_size", value: "\(Int.max)"))
        (found, folder) = try opening(vision("patch_size", 0))
        #expect(found == .unsupported(path: config(), key: "vision_config.patch_size", value: "0"))
        (found, folder) = try opening(vision("num_hidden_layers", "three"))
        #expect(
            found
                == .malformedConfiguration(
                    path: config(), reason: "vision_config.num_hidden_layers has another type"))
        (found, folder) = try opening(vision("num_hidden_layers", 2))
        guard case .surplusTensors(_, let names) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(names.allSatisfy { $0.hasPrefix("vision_model.encoder.layers.2.") })
        (found, folder) = try opening(vision("num_hidden_layers", 4_000_000))
        #expect(
            found
                == .missingTensor(
                    path: folder.path("model.safetensors"), name: "vision_model.encoder.layers.3.layer_norm1.weight",
                    expected: [32]))
        (found, folder) = try opening { _ in }
        #expect(found == nil)
        try folder.file("preprocessor_config.json", "{\"crop_size\": 224}")
        let preprocessor = folder.path("preprocessor_config.json")
        #expect(
            error(opening: folder.path)
                == .contradiction(path: preprocessor, key: "crop_size", expected: 32, found: 224))
        try folder.file("preprocessor_config.json", "{\"image_std\": [0, 1, 1]}")
        #expect(
            error(opening: folder.path)
                == .malformedConfiguration(
                    path: preprocessor, reason: "mean and deviation need three numbers each"))
        try folder.file("config.json", "{")
        #expect(error(opening: folder.path) == .malformedConfiguration(path: config(), reason: "not JSON"))
    }

    @Test("open_clip's file says which activation; without it only OpenAI's own files are understood")
    func openCLIP() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("open_clip_model.safetensors")
        // Written without the three integers that only OpenAI stores.
        try rewritten("clip_vit_tiny_openai", to: path) { _ in }
        #expect(error(opening: folder.path) == .unknownActivation(path: path))
        let config = folder.path("open_clip_config.json")
        func write(_ text: String) throws { try folder.file("open_clip_config.json", text) }
        try write(
            """
            {"model_cfg": {"embed_dim": 16, "vision_cfg": {"image_size": 32, "head_width": 32}, "text_cfg": {"heads": 4}},
             "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}}
            """)
        let checkpoint = try Checkpoint(path: folder.path)
        guard case .transformer(let shape, 8) = checkpoint.configuration.vision else {
            Issue.record("patches of 8")
            return
        }
        #expect(shape.heads == 4 && shape.activation == .gelu)
        #expect(checkpoint.configuration.text.transformer.heads == 4)
        #expect(checkpoint.preprocessing.mean == [0.5, 0.5, 0.5])
        try write("{\"model_cfg\": {\"quick_gelu\": true, \"vision_cfg\": {\"image_size\": 48}}}")
        #expect(
            error(opening: folder.path)
                == .contradiction(path: config, key: "model_cfg.vision_cfg.image_size", expected: 32, found: 48))
        try write("{\"model_cfg\": {\"vision_cfg\": {\"timm_model_name\": \"vit\"}}}")
        #expect(
            error(opening: folder.path)
                == .unsupported(path: config, key: "model_cfg.vision_cfg.timm_model_name", value: "vit"))
    }

    @Test("shapes that belong to no CLIP are refused before they are multiplied")
    func impossibleShapes() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("x.safetensors")
        func opening(_ name: String, _ shape: [Int], _ values: [Float]) throws -> CheckpointError? {
            try rewritten("clip_vit_tiny_openai", to: path) { tensors in
                for index in tensors.indices where tensors[index].name == name {
                    tensors[index] = (name, shape, values)
                }
            }
            try folder.file("open_clip_config.json", "{\"model_cfg\": {\"quick_gelu\": true}}")
            return error(opening: path)
        }
        for (name, shape) in [
            ("visual.positional_embedding", [18, 1]), ("visual.positional_embedding", [1, 1]),
            ("token_embedding.weight", [512]), ("text_projection", [1 << 40, 0]),
            ("visual.conv1.weight", [0, 3, 8, 8]),
        ] {
            let count = shape.contains(0) ? 0 : shape.reduce(1, *)
            #expect(
                try opening(name, shape, [Float](repeating: 0, count: count))
                    == .impossibleShape(path: path, name: name, found: shape))
        }
    }

    @Test("the tokenizer comes from beside the weights or from where one says, and must fit")
    func tokenizers() throws {
        let folder = try huggingFaceFolder()
        let checkpoint = try Checkpoint(path: folder.path)
        #expect(throws: CheckpointError.vocabulary(.noVocabulary(folder: folder.path))) {
            try checkpoint.tokenizer()
        }
        let list = try folder.file("small.txt", "#version: 0.2\na b\n")
        #expect(
            throws: CheckpointError.contradiction(path: list, key: "vocabulary", expected: 49408, found: 515)
        ) { try checkpoint.tokenizer(vocabulary: list) }
    }

    @Test("damage anywhere in the header is an error or a checkpoint, never a crash")
    func damaged() throws {
        let folder = try TemporaryFolder()
        let whole = Array(try Data(contentsOf: URL(filePath: try fixture("clip_rn_tiny_openai.safetensors"))))
        // A linear congruential generator: the same damage in every run.
        var state: UInt64 = 31
        func random(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let headerEnd = 8 + Int(whole[0]) + Int(whole[1]) << 8
        for round in 0..<120 {
            var bytes = whole
            // Digits for digits, so that many headers stay well-formed and reach the layers behind.
            for _ in 0...round % 4 {
                let index = random(below: headerEnd)
                let isDigit = (0x30...0x39).contains(bytes[index])
                bytes[index] = isDigit ? 0x30 + UInt8(random(below: 10)) : UInt8(random(below: 256))
            }
            if error(opening: try folder.file("damaged.safetensors", bytes)) == nil {
                let checkpoint = try Checkpoint(path: folder.path("damaged.safetensors"))
                #expect(checkpoint.configuration.embedding == 16)
            }
        }
    }
}

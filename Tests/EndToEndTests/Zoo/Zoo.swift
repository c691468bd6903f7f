import Foundation
import LinearAlgebra
import TensorFiles
import TestSupport
import Testing

/// Inputs as the world has them, each kept small, and what is right for it. An animal stands for its kind.
@Suite("The zoo")
enum Zoo {
    /// An animal's own folder or file.
    static func fixture(_ path: String) throws -> String {
        try #require(Bundle.module.resourceURL).appending(path: "Fixtures/zoo/" + path).path
    }

    /// What the program's manual says.
    static func manual() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "Sources/miwake/miwake.docc/Manual.md"), encoding: .utf8)
    }

    /// The sample's checkpoint in a folder of its own, to be changed.
    struct CheckpointCopy {
        let folder: TemporaryFolder
        private static let files = [
            "config.json", "merges.txt", "model.safetensors", "preprocessor_config.json", "vocab.json",
        ]

        var path: String { folder.path + "/ck" }

        init() throws {
            folder = try TemporaryFolder()
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for file in Self.files {
                try FileManager.default.copyItem(
                    atPath: ClipProject.checkpoint + "/" + file, toPath: path + "/" + file)
            }
        }

        func replace(_ file: String, with fixture: String) throws {
            try write(file, try Data(contentsOf: URL(filePath: try Zoo.fixture(fixture))))
        }

        func write(_ file: String, _ content: Data) throws {
            try content.write(to: URL(filePath: path + "/" + file))
        }

        func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: path + "/" + file) }

        /// The weights in another file, or in OpenAI's layout.
        func weights() throws -> [Tensor] {
            let file = try SafetensorsFile(path: ClipProject.checkpoint + "/model.safetensors")
            return try file.names.map { name in
                let tensor = try file.tensor(named: name)
                return Tensor(name: name, shape: tensor.shape, values: try tensor.floats())
            }
        }

        func write(_ file: String, _ tensors: [Tensor]) throws {
            var writer = try SafetensorsWriter(
                path: path + "/" + file, tensors: tensors.map { .init($0.name, .float32, $0.shape) })
            for tensor in tensors { try writer.append(tensor.values) }
            try writer.finish()
        }

        /// Makes it a folder of open_clip, whose configuration is a fixture's.
        func becomeOpenCLIP(_ fixture: String, changing change: ([Tensor]) -> [Tensor] = { $0 }) throws {
            let tensors = OpenAILayout(try weights()).tensors
            for file in ["model.safetensors", "config.json", "preprocessor_config.json"] { try remove(file) }
            try write("open_clip_model.safetensors", change(tensors))
            try replace("open_clip_config.json", with: fixture)
        }

        /// The command that first looks at a checkpoint; the project is not made where it is refused.
        var opening: [String] {
            get throws {
                let images = folder.path + "/pictures"
                try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: true)
                try Data([0x89, 0x50, 0x4E, 0x47]).write(to: URL(filePath: images + "/a.png"))
                return [
                    "new", folder.path + "/line", "--images", images, "--class", "good", "--class", "crack",
                    "--checkpoint", path,
                ]
            }
        }

        /// The cosines of some pictures with a text, as this checkpoint has them.
        func cosines() throws -> [String: Double] {
            let project = try ClipProject(imagesPerClass: 2)
            try project.embed("--checkpoint", path)
            return try project.cosines()
        }
    }

    struct Tensor {
        var name: String
        var shape: [Int]
        var values: [Float]
    }

    /// The sample's weights under OpenAI's names, as open_clip publishes them.
    struct OpenAILayout {
        private let own: [String: Tensor]
        private(set) var tensors: [Tensor] = []

        init(_ weights: [Tensor]) {
            own = Dictionary(uniqueKeysWithValues: weights.map { ($0.name, $0) })
            take("logit_scale", as: "logit_scale")
            take("vision_model.embeddings.class_embedding", as: "visual.class_embedding")
            take("vision_model.embeddings.position_embedding.weight", as: "visual.positional_embedding")
            take("vision_model.embeddings.patch_embedding.weight", as: "visual.conv1.weight")
            take("visual_projection.weight", as: "visual.proj", isTransposed: true)
            take("text_projection.weight", as: "text_projection", isTransposed: true)
            take("text_model.embeddings.token_embedding.weight", as: "token_embedding.weight")
            take("text_model.embeddings.position_embedding.weight", as: "positional_embedding")
            for end in [".weight", ".bias"] {
                take("vision_model.pre_layrnorm" + end, as: "visual.ln_pre" + end)
                take("vision_model.post_layernorm" + end, as: "visual.ln_post" + end)
                take("text_model.final_layer_norm" + end, as: "ln_final" + end)
            }
            for (tower, prefix) in [("vision_model", "visual.transformer"), ("text_model", "transformer")] {
                var layer = 0
                while own["\(tower).encoder.layers.\(layer).mlp.fc1.weight"] != nil {
                    block("\(tower).encoder.layers.\(layer).", as: "\(prefix).resblocks.\(layer).")
                    layer += 1
                }
            }
        }

        private mutating func block(_ from: String, as to: String) {
            for end in ["weight", "bias"] {
                let parts = ["q", "k", "v"].compactMap { own[from + "self_attn.\($0)_proj." + end] }
                let rows = parts.reduce(0) { $0 + $1.shape[0] }
                tensors.append(
                    Tensor(
                        name: to + "attn.in_proj_" + end, shape: [rows] + (parts.first?.shape.dropFirst() ?? []),
                        values: parts.flatMap(\.values)))
                for (name, new) in [
                    ("self_attn.out_proj", "attn.out_proj"), ("layer_norm1", "ln_1"), ("layer_norm2", "ln_2"),
                    ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj"),
                ] { take("\(from)\(name).\(end)", as: "\(to)\(new).\(end)") }
            }
        }

        private mutating func take(_ name: String, as new: String, isTransposed: Bool = false) {
            guard var tensor = own[name] else { return }
            tensor.name = new
            if isTransposed {
                let (rows, columns) = (tensor.shape[0], tensor.shape[1])
                let values = tensor.values
                tensor.values = (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } }
                tensor.shape = [columns, rows]
            }
            tensors.append(tensor)
        }
    }
}

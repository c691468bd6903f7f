import Foundation
import LinearAlgebra
import Testing

@testable import CLIPEncoding
@testable import TensorFiles

/// What the reference implementation computed with a small random checkpoint.
struct Reference {
    let file: SafetensorsFile

    init(_ name: String) throws {
        file = try SafetensorsFile(path: try fixture("\(name)_io.safetensors"))
    }

    func floats(_ name: String) throws -> [Float] { try file.tensor(named: name).floats() }
    func shape(_ name: String) throws -> [Int] { try file.tensor(named: name).shape }

    /// (sequences, context) of token ids.
    func tokens() throws -> [[Int32]] {
        let tensor = try file.tensor(named: "in/token_ids")
        let ids = try tensor.int64s().map { Int32($0) }
        return stride(from: 0, to: ids.count, by: tensor.shape[1]).map { Array(ids[$0..<$0 + tensor.shape[1]]) }
    }

    /// Checks that values agree: largest difference relative to the largest reference value, and the cosine of each row.
    func check(
        _ values: [Float], _ name: String, rowLength: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let expected = try floats(name)
        #expect(values.count == expected.count, sourceLocation: sourceLocation)
        let largest = expected.map(\.magnitude).max() ?? 0
        let difference = zip(values, expected).map { ($0 - $1).magnitude }.max() ?? .infinity
        #expect(difference <= largest * 1e-4, "\(name): \(difference / largest)", sourceLocation: sourceLocation)
        let length = try rowLength ?? #require(try shape(name).last)
        for start in stride(from: 0, to: expected.count, by: length) {
            let own = values[start..<start + length]
            let reference = expected[start..<start + length]
            let product = zip(own, reference).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            let norms = [own, reference].map { $0.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
            #expect(product / (norms[0] * norms[1]) >= 0.9999, "\(name)", sourceLocation: sourceLocation)
        }
    }
}

/// A Hugging Face folder around the small checkpoint, as its authors would publish it.
func huggingFaceFolder(
    activation: String = "quick_gelu", changing change: (inout [String: Any]) -> Void = { _ in }
) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
        atPath: try fixture("clip_vit_tiny_hf.safetensors"), toPath: folder.path("model.safetensors"))
    let tower: (Int, Int) -> [String: Any] = { width, layers in
        [
            "hidden_size": width, "intermediate_size": 4 * width, "num_hidden_layers": layers,
            "num_attention_heads": 2, "hidden_act": activation, "layer_norm_eps": 1e-5,
        ]
    }
    var config: [String: Any] = [
        "model_type": "clip", "projection_dim": 16,
        "text_config": tower(24, 2).merging(
            ["vocab_size": 49408, "max_position_embeddings": 77, "eos_token_id": 49407], uniquingKeysWith: { $1 }),
        "vision_config": tower(32, 3).merging(["image_size": 32, "patch_size": 8], uniquingKeysWith: { $1 }),
    ]
    change(&config)
    try folder.file("config.json", Array(JSONSerialization.data(withJSONObject: config)))
    try folder.file(
        "preprocessor_config.json",
        """
        {"crop_size": {"height": 32, "width": 32}, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.1, 0.2, 0.3]}
        """)
    return folder
}

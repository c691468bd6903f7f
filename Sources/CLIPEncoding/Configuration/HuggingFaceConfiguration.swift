/// `config.json` of a Hugging Face `CLIPModel`.
///
/// Hugging Face leaves out values that equal its defaults, those of ViT-B/32; shapes are checked against the weights anyway.
struct HuggingFaceConfiguration: Decodable {
    struct Tower: Decodable {
        var width: Int?
        var hidden: Int?
        var layers: Int?
        var heads: Int?
        var activation: String?
        var epsilon: Float?
        var vocabulary: Int?
        var context: Int?
        var endToken: Int?
        var resolution: Int?
        var patch: Int?

        enum CodingKeys: String, CodingKey {
            case width = "hidden_size"
            case hidden = "intermediate_size"
            case layers = "num_hidden_layers"
            case heads = "num_attention_heads"
            case activation = "hidden_act"
            case epsilon = "layer_norm_eps"
            case vocabulary = "vocab_size"
            case context = "max_position_embeddings"
            case endToken = "eos_token_id"
            case resolution = "image_size"
            case patch = "patch_size"
        }

        init() {}
    }

    var modelType: String?
    var embedding: Int?
    var text: Tower?
    var vision: Tower?
    /// Early files wrote the towers twice. Where these stand, transformers takes them and its defaults, not the others.
    var textInstead: Tower?
    var visionInstead: Tower?

    enum CodingKeys: String, CodingKey {
        case modelType = "model_type"
        case embedding = "projection_dim"
        case text = "text_config"
        case vision = "vision_config"
        case textInstead = "text_config_dict"
        case visionInstead = "vision_config_dict"
    }

    /// The id that early configurations wrote by mistake; Hugging Face itself then looks for the highest id.
    private static let mistakenEndToken = 2

    func configuration(path: String) throws(CheckpointError) -> CLIPConfiguration {
        if let modelType, modelType != "clip" { throw .unsupported(path: path, key: "model_type", value: modelType) }
        let text = textInstead ?? text ?? Tower()
        let vision = visionInstead ?? vision ?? Tower()
        let patch = try size(vision.patch ?? 32, "vision_config.patch_size", path)
        let resolution = try size(vision.resolution ?? 224, "vision_config.image_size", path)
        guard resolution.isMultiple(of: patch) else {
            throw .unsupported(path: path, key: "vision_config.patch_size", value: "\(patch) for \(resolution) pixels")
        }
        let endMark: TextShape.EndMark =
            switch text.endToken {
            case nil, Self.mistakenEndToken: .highestToken
            case let token?: .token(Int32(truncatingIfNeeded: token))
            }
        return CLIPConfiguration(
            vision: .transformer(
                try transformer(vision, "vision_config", (768, 3072, 12, 12), path), patch: patch),
            text: TextShape(
                transformer: try transformer(text, "text_config", (512, 2048, 12, 8), path),
                vocabulary: try size(text.vocabulary ?? 49_408, "text_config.vocab_size", path),
                context: try size(text.context ?? 77, "text_config.max_position_embeddings", path), endMark: endMark),
            resolution: resolution, embedding: try size(embedding ?? 512, "projection_dim", path))
    }

    private func transformer(
        _ tower: Tower, _ key: String, _ usual: (width: Int, hidden: Int, layers: Int, heads: Int), _ path: String
    ) throws(CheckpointError) -> TransformerShape {
        let name = tower.activation ?? Activation.quickGELU.rawValue
        guard let activation = Activation(rawValue: name) else {
            throw .unsupported(path: path, key: "\(key).hidden_act", value: name)
        }
        let width = try size(tower.width ?? usual.width, "\(key).hidden_size", path)
        let heads = try size(tower.heads ?? usual.heads, "\(key).num_attention_heads", path)
        guard width.isMultiple(of: heads) else {
            throw .unsupported(path: path, key: "\(key).num_attention_heads", value: "\(heads) for a width of \(width)")
        }
        return TransformerShape(
            width: width, layers: try size(tower.layers ?? usual.layers, "\(key).num_hidden_layers", path),
            heads: heads,
            hidden: try size(tower.hidden ?? usual.hidden, "\(key).intermediate_size", path), activation: activation,
            epsilon: tower.epsilon ?? TransformerShape.usualEpsilon)
    }

    /// A size that no tensor could have is refused before it is multiplied with another.
    private func size(_ value: Int, _ key: String, _ path: String) throws(CheckpointError) -> Int {
        guard (1...TensorReader.longestSide).contains(value) else {
            throw .unsupported(path: path, key: key, value: "\(value)")
        }
        return value
    }
}

/// `open_clip_config.json`: what the shapes of the weights do not say, and what must agree with them.
struct OpenCLIPConfiguration {
    struct Vision: Decodable {
        var resolution: Side?
        var headWidth: Int?
        var patch: Int?
        var width: Int?
        var layers: Layers?
        var timmModel: String?

        enum CodingKeys: String, CodingKey {
            case resolution = "image_size"
            case headWidth = "head_width"
            case patch = "patch_size"
            case width, layers
            case timmModel = "timm_model_name"
        }

        func heads(of width: Int) -> Int? { headWidth.flatMap { $0 > 0 ? width / $0 : nil } }
    }

    struct Text: Decodable {
        var heads: Int?
        var context: Int?
        var vocabulary: Int?
        var width: Int?
        var layers: Int?
        var hfModel: String?

        enum CodingKeys: String, CodingKey {
            case heads
            case context = "context_length"
            case vocabulary = "vocab_size"
            case width, layers
            case hfModel = "hf_model_name"
        }
    }

    /// The side of a square: a number, or both sides.
    struct Side: Decodable {
        var sides: [Int]

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            sides = if let side = try? value.decode(Int.self) { [side] } else { try value.decode([Int].self) }
        }
    }

    /// Blocks of a transformer, or of each stage of a ResNet.
    struct Layers: Decodable {
        var counts: [Int]

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            counts = if let count = try? value.decode(Int.self) { [count] } else { try value.decode([Int].self) }
        }
    }

    var path: String
    var activation: Activation
    var vision: Vision?
    var text: Text?
    var embedding: Int?
    var mean: [Float]?
    var deviation: [Float]?
    var side: Side?

    init(_ configuration: ConfigurationFile) throws(CheckpointError) {
        let file = try configuration.decoded(OpenCLIPFile.self)
        path = configuration.path
        // What open_clip builds without saying so: the exact function.
        activation = file.model.quickGELU == true ? .quickGELU : .gelu
        if let name = file.model.vision?.timmModel {
            throw .unsupported(path: path, key: "vision_cfg.timm_model_name", value: name)
        }
        if let name = file.model.text?.hfModel {
            throw .unsupported(path: path, key: "text_cfg.hf_model_name", value: name)
        }
        _ = try configuration.content(OpenCLIPFile.self, .openCLIP)
        vision = file.model.vision
        text = file.model.text
        embedding = file.model.embedding
        mean = file.preprocessing?.mean
        deviation = file.preprocessing?.deviation
        side = file.preprocessing?.side
    }

    /// Throws where a size of the file is not that of the weights.
    func check(against configuration: CLIPConfiguration) throws(CheckpointError) {
        func check(_ key: String, _ stated: [Int]?, _ found: [Int]) throws(CheckpointError) {
            guard let stated else { return }
            for (place, value) in stated.enumerated() {
                let expected = found[min(place, found.count - 1)]
                guard value == expected else {
                    throw .contradiction(path: path, key: key, expected: expected, found: value)
                }
            }
        }
        func check(_ key: String, _ stated: Int?, _ found: Int) throws(CheckpointError) {
            try check(key, stated.map { [$0] }, [found])
        }
        let shape = configuration.text
        try check("model_cfg.embed_dim", embedding, configuration.embedding)
        try check("model_cfg.text_cfg.context_length", text?.context, shape.context)
        try check("model_cfg.text_cfg.vocab_size", text?.vocabulary, shape.vocabulary)
        try check("model_cfg.text_cfg.width", text?.width, shape.transformer.width)
        try check("model_cfg.text_cfg.layers", text?.layers, shape.transformer.layers)
        try check("vision_cfg.image_size", vision?.resolution?.sides, [configuration.resolution])
        try check("preprocess_cfg.size", side?.sides, [configuration.resolution])
        switch configuration.vision {
        case .transformer(let shape, let patch):
            try check("model_cfg.vision_cfg.width", vision?.width, shape.width)
            try check("model_cfg.vision_cfg.layers", vision?.layers?.counts, [shape.layers])
            try check("model_cfg.vision_cfg.patch_size", vision?.patch, patch)
        case .resNet(let blocks, let width, _):
            try check("model_cfg.vision_cfg.width", vision?.width, width)
            try check("model_cfg.vision_cfg.layers", vision?.layers?.counts, blocks)
        }
    }

    /// Heads of the text tower; nil where the file says nothing of that tower.
    var textHeads: Int? { text.map { $0.heads ?? Self.usualTextHeads } }

    /// What open_clip builds where the file names none.
    private static let usualTextHeads = 8
}

private struct OpenCLIPFile: Decodable {
    struct Model: Decodable {
        var embedding: Int?
        var quickGELU: Bool?
        var vision: OpenCLIPConfiguration.Vision?
        var text: OpenCLIPConfiguration.Text?

        enum CodingKeys: String, CodingKey {
            case embedding = "embed_dim"
            case quickGELU = "quick_gelu"
            case vision = "vision_cfg"
            case text = "text_cfg"
        }
    }
    struct Preprocessing: Decodable {
        var mean: [Float]?
        var deviation: [Float]?
        var side: OpenCLIPConfiguration.Side?

        enum CodingKeys: String, CodingKey {
            case mean
            case deviation = "std"
            case side = "size"
        }
    }

    var model: Model
    var preprocessing: Preprocessing?

    enum CodingKeys: String, CodingKey {
        case model = "model_cfg"
        case preprocessing = "preprocess_cfg"
    }
}

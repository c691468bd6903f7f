/// `open_clip_config.json`, as far as the shapes of the weights do not say it.
struct OpenCLIPConfiguration {
    struct Vision {
        var resolution: Int?
        var headWidth: Int?

        func heads(of width: Int) -> Int? { headWidth.flatMap { $0 > 0 ? width / $0 : nil } }
    }

    struct Text {
        var heads: Int?
    }

    var path: String
    var activation: Activation
    var vision: Vision?
    var text: Text?
    var mean: [Float]?
    var deviation: [Float]?

    init(path: String) throws(CheckpointError) {
        let file = try ConfigurationFile.read(OpenCLIPFile.self, path: path)
        self.path = path
        // What open_clip builds without saying so: the exact function.
        activation = file.model.quickGELU == true ? .quickGELU : .gelu
        if let name = file.model.vision?.timmModel {
            throw .unsupported(path: path, key: "vision_cfg.timm_model_name", value: name)
        }
        if let name = file.model.text?.hfModel {
            throw .unsupported(path: path, key: "text_cfg.hf_model_name", value: name)
        }
        vision = Vision(resolution: file.model.vision?.resolution, headWidth: file.model.vision?.headWidth)
        text = Text(heads: file.model.text?.heads)
        mean = file.preprocessing?.mean
        deviation = file.preprocessing?.deviation
    }
}

private struct OpenCLIPFile: Decodable {
    struct Model: Decodable {
        var quickGELU: Bool?
        var vision: Vision?
        var text: Text?

        enum CodingKeys: String, CodingKey {
            case quickGELU = "quick_gelu"
            case vision = "vision_cfg"
            case text = "text_cfg"
        }
    }
    struct Vision: Decodable {
        var resolution: Int?
        var headWidth: Int?
        var timmModel: String?

        enum CodingKeys: String, CodingKey {
            case resolution = "image_size"
            case headWidth = "head_width"
            case timmModel = "timm_model_name"
        }
    }
    struct Text: Decodable {
        var heads: Int?
        var hfModel: String?

        enum CodingKeys: String, CodingKey {
            case heads
            case hfModel = "hf_model_name"
        }
    }
    struct Preprocessing: Decodable {
        var mean: [Float]?
        var deviation: [Float]?

        enum CodingKeys: String, CodingKey {
            case mean
            case deviation = "std"
        }
    }

    var model: Model
    var preprocessing: Preprocessing?

    enum CodingKeys: String, CodingKey {
        case model = "model_cfg"
        case preprocessing = "preprocess_cfg"
    }
}

internal import Foundation

/// `config.json` as transformers writes it, with `preprocessor_config.json` or `processor_config.json` beside it.
///
/// Values that equal a family's defaults are left out of the file, so that the family has to know them; all are checked against
/// the weights.
struct TransformersConfiguration: FamilyConfiguration {
    /// Where the width of the space stands that pictures and texts share.
    enum Embedding: Sendable {
        /// Beside the towers.
        case ofModel(key: String, usual: Int)
        /// In the text tower's section; the tower's own width where it says nothing.
        case ofText(key: String)
    }

    /// What `eos_token_id` of the text tower means.
    enum EndToken: Sendable {
        /// The token at which a text is read; but for one value, which stands for what is usual.
        case obeyed(except: Int?)
        case withoutEffect
    }

    /// `model_type` of the whole and of each tower.
    let type: String
    let textType: String
    let visionType: String
    /// What a file means that leaves them out.
    let vision: TransformerShape
    let patch: Int
    let resolution: Int
    let text: TextShape
    let embedding: Embedding
    let endToken: EndToken
    /// Keys that only this family has.
    var textKeys = KeyTable()
    var visionKeys = KeyTable()

    var modelType: String? { type }

    static let fileName = "config.json"

    func tables(_ pictures: PictureRules) -> [String: KeyTable] {
        PreprocessorConfiguration.tables(pictures).merging([Self.fileName: keys]) { $1 }
    }

    func read(
        _ family: EncoderFamily, _ reader: TensorReader, beside folder: URL
    ) throws(CheckpointError) -> (sizes: CLIPConfiguration, preprocessing: PixelPreprocessing) {
        let path = folder.appending(path: Self.fileName).path
        guard let file = try ConfigurationFile(ifPresentAt: path) else { throw .missingConfiguration(path: path) }
        let sizes = try sizes(in: file)
        return (
            sizes,
            try PreprocessorConfiguration.preprocessing(
                beside: folder, resolution: sizes.resolution, family.pictures)
        )
    }

    func sizes(in file: ConfigurationFile) throws(CheckpointError) -> CLIPConfiguration {
        let model = try file.content(keys)
        // Early files wrote the towers twice. Where these stand, transformers takes them and its defaults, not the others.
        func tower(_ key: String) throws(CheckpointError) -> ConfigurationObject {
            let instead = try model.section(key + "_dict")
            let own = try model.section(key)
            return instead ?? own ?? ConfigurationObject([:], path: file.path, within: key + ".")
        }
        let (texts, pictures) = (try tower("text_config"), try tower("vision_config"))
        let patch = try pictures.size("patch_size", usual: patch)
        let resolution = try pictures.size("image_size", usual: resolution)
        guard resolution.isMultiple(of: patch) else {
            throw pictures.unsupported("patch_size", "\(patch) for \(resolution) pixels")
        }
        let textShape = try transformer(texts, usual: text.transformer)
        let embedding =
            switch embedding {
            case .ofModel(let key, let usual): try model.size(key, usual: usual)
            case .ofText(let key): try texts.size(key, usual: textShape.width)
            }
        return CLIPConfiguration(
            vision: .transformer(try transformer(pictures, usual: vision), patch: patch),
            text: TextShape(
                transformer: textShape, vocabulary: try texts.size("vocab_size", usual: text.vocabulary),
                context: try texts.size("max_position_embeddings", usual: text.context),
                endMark: try endMark(texts)),
            resolution: resolution, embedding: embedding)
    }

    private func endMark(_ texts: ConfigurationObject) throws(CheckpointError) -> TextShape.EndMark {
        guard case .obeyed(let mistaken) = endToken, let token = try texts.integer("eos_token_id"), token != mistaken
        else { return text.endMark }
        return .token(Int32(truncatingIfNeeded: token))
    }

    private func transformer(
        _ tower: ConfigurationObject, usual: TransformerShape
    ) throws(CheckpointError) -> TransformerShape {
        let activation = try tower.choice("hidden_act", usual: usual.activation)
        let width = try tower.size("hidden_size", usual: usual.width)
        let heads = try tower.size("num_attention_heads", usual: usual.heads)
        guard width.isMultiple(of: heads) else {
            throw tower.unsupported("num_attention_heads", "\(heads) for a width of \(width)")
        }
        return TransformerShape(
            width: width, layers: try tower.size("num_hidden_layers", usual: usual.layers), heads: heads,
            hidden: try tower.size("intermediate_size", usual: usual.hidden), activation: activation,
            epsilon: try tower.number("layer_norm_eps") ?? usual.epsilon)
    }
}

extension TransformersConfiguration {
    /// The keys of `config.json`, versions 4 and 5 of transformers.
    var keys: KeyTable {
        let (text, vision) = (towerKeys(textType, .text, textKeys), towerKeys(visionType, .vision, visionKeys))
        var keys = KeyTable.everyModel
        keys.withoutEffect.formUnion(["initializer_factor", "initializer_range", "logit_scale_init_value"])
        keys.fixed["model_type"] = [.text(type)]
        if case .ofModel(let key, _) = embedding { keys.obeyed.insert(key) }
        keys.sections = [
            "text_config": text, "text_config_dict": text, "vision_config": vision, "vision_config_dict": vision,
        ]
        return keys
    }

    private enum Tower {
        case text
        case vision
    }

    private func towerKeys(_ type: String, _ tower: Tower, _ own: KeyTable) -> KeyTable {
        var keys = KeyTable.everyModel
        keys.obeyed = [
            "hidden_act", "hidden_size", "intermediate_size", "layer_norm_eps", "num_attention_heads",
            "num_hidden_layers",
        ]
        // Of interest while a tower is trained; the width of the shared space stands beside the towers.
        keys.withoutEffect.formUnion([
            "attention_dropout", "dropout", "initializer_factor", "initializer_range", "projection_dim",
        ])
        keys.fixed["model_type"] = [.text(type)]
        switch tower {
        case .text:
            keys.obeyed.formUnion(["max_position_embeddings", "vocab_size"])
            if case .obeyed = endToken {
                keys.obeyed.insert("eos_token_id")
            } else {
                keys.withoutEffect.insert("eos_token_id")
            }
            if case .ofText(let key) = embedding { keys.obeyed.insert(key) }
        case .vision:
            keys.obeyed.formUnion(["image_size", "patch_size"])
            keys.withoutEffect.insert("eos_token_id")
            keys.fixed["num_channels"] = [3]
        }
        return keys.adding(own)
    }
}

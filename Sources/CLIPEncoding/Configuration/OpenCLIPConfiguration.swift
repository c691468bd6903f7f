internal import Foundation

/// `open_clip_config.json`: what the shapes of the weights do not say, and what must agree with them.
struct OpenCLIPConfiguration: FamilyConfiguration {
    let keys: KeyTable
    /// The tensor in which OpenAI's own files, without a configuration beside them, store the side of their pictures; they are
    /// known by it.
    let statedResolution: String
    /// What such files were trained with; open_clip builds the exact function where its file says nothing.
    let unstated: Activation
    let endMark: TextShape.EndMark
    /// Of towers for which nothing states it.
    let headWidth: Int

    var modelType: String? { nil }

    static let fileName = "open_clip_config.json"
    /// Heads of a text tower that open_clip builds where its file names none.
    private static let usualTextHeads = 8
    /// Keys that name the tower of another library, which is then not what the rest of the file says.
    private static let foreignTowers = [("vision_cfg", "timm_model_name"), ("text_cfg", "hf_model_name")]

    func tables(_ pictures: PictureRules) -> [String: KeyTable] { [Self.fileName: keys] }

    func read(
        _ family: EncoderFamily, _ reader: TensorReader, beside folder: URL
    ) throws(CheckpointError) -> (sizes: CLIPConfiguration, preprocessing: PixelPreprocessing) {
        let path = folder.appending(path: Self.fileName).path
        let file = try ConfigurationFile(ifPresentAt: path).map { file throws(CheckpointError) in try content(of: file)
        }
        let stated = try stated(in: file, reader)
        let (text, embedding) = try family.text.sizes(in: reader, stated)
        let (vision, resolution) = try family.image.sizes(in: reader, stated)
        if let said = try reader.integer(statedResolution), said != resolution {
            throw .contradiction(
                path: reader.file.path, key: statedResolution, expected: resolution, found: said)
        }
        let sizes = CLIPConfiguration(vision: vision, text: text, resolution: resolution, embedding: embedding)
        try file.map { file throws(CheckpointError) in try check(file, against: sizes) }
        let pictures = try file?.section("preprocess_cfg")
        return (
            sizes,
            try PixelPreprocessing(
                checking: try pictures?.numbers("mean"), try pictures?.numbers("std"), family.pictures,
                resolution: resolution, path: path)
        )
    }

    private func content(of file: ConfigurationFile) throws(CheckpointError) -> ConfigurationObject {
        let model = try file.object().section("model_cfg")
        for (section, key) in Self.foreignTowers {
            if let tower = try model?.section(section), let name = try tower.text(key) {
                throw tower.unsupported(key, name)
            }
        }
        let content = try file.content(keys)
        guard model != nil else {
            throw .malformedConfiguration(path: file.path, reason: "model_cfg is missing")
        }
        return content
    }

    private func stated(
        in file: ConfigurationObject?, _ reader: TensorReader
    ) throws(CheckpointError) -> StatedSizes {
        guard let model = try file?.section("model_cfg") else {
            guard reader.file.contains(statedResolution) else {
                throw .unknownActivation(path: reader.file.path)
            }
            return StatedSizes(activation: unstated, usualHeadWidth: headWidth, endMark: endMark)
        }
        let text = try model.section("text_cfg")
        return StatedSizes(
            activation: try model.truth("quick_gelu") == true ? .quickGELU : .gelu, usualHeadWidth: headWidth,
            headWidth: try model.section("vision_cfg")?.integer("head_width"),
            textHeads: try text.map { text throws(CheckpointError) in
                try text.integer("heads") ?? Self.usualTextHeads
            },
            endMark: endMark)
    }

    /// Throws where a size of the file is not that of the weights.
    private func check(_ file: ConfigurationObject, against sizes: CLIPConfiguration) throws(CheckpointError) {
        let model = try file.section("model_cfg")
        try model?.check("embed_dim", is: sizes.embedding)
        if let text = try model?.section("text_cfg") {
            try text.check("context_length", is: sizes.text.context)
            try text.check("vocab_size", is: sizes.text.vocabulary)
            try text.check("width", is: sizes.text.transformer.width)
            try text.check("layers", is: sizes.text.transformer.layers)
        }
        if let vision = try model?.section("vision_cfg") {
            try vision.check("image_size", is: sizes.resolution)
            try vision.check("width", is: sizes.vision.width)
            try vision.check("layers", are: sizes.vision.blocks)
            try sizes.vision.patch.map { patch throws(CheckpointError) in try vision.check("patch_size", is: patch) }
        }
        try file.section("preprocess_cfg")?.check("size", is: sizes.resolution)
    }
}

extension KeyTable {
    /// `open_clip_config.json` of open_clip's `CLIP`: `CLIPVisionCfg`, `CLIPTextCfg` and `PreprocessCfg` of open_clip 3, with the
    /// keys of earlier versions.
    static let openCLIP = KeyTable(sections: [
        "model_cfg": KeyTable(
            obeyed: ["embed_dim", "quick_gelu"],
            withoutEffect: [
                "cast_dtype", "init_logit_bias", "init_logit_scale", "nonscalar_logit_scale", "output_dict",
            ],
            fixed: ["custom_text": [false, nil], "multimodal_cfg": [nil]],
            sections: ["text_cfg": text, "vision_cfg": vision]),
        "preprocess_cfg": KeyTable(
            obeyed: ["mean", "size", "std"],
            // Fills what a picture resized by its longer side leaves free.
            withoutEffect: ["fill_color"],
            fixed: ["interpolation": ["bicubic"], "mode": ["RGB"], "resize_mode": ["shortest"]]),
    ])

    private static let vision = KeyTable(
        obeyed: ["head_width", "image_size", "layers", "patch_size", "timm_model_name", "width"],
        withoutEffect: tower.union([
            "attn_pooler_heads", "attn_pooler_queries", "n_queries", "patch_dropout", "timm_drop", "timm_drop_path",
            "timm_model_pretrained", "timm_pool", "timm_proj", "timm_proj_bias",
        ]),
        fixed: plain.merging([
            "attentional_pool": [false, nil], "final_ln_after_pool": [false], "global_average_pool": [false],
            "input_patchnorm": [false], "no_ln_pre": [false], "pool_type": ["tok"], "pos_embed_type": ["learnable"],
        ]) { $1 })

    private static let text = KeyTable(
        obeyed: ["context_length", "heads", "hf_model_name", "layers", "vocab_size", "width"],
        withoutEffect: tower.union([
            // The end is found as the highest token.
            "eos_id",
            // Read where a padding mask or a class token is.
            "pad_id",
            "hf_model_pretrained", "hf_pooler_type", "hf_proj_type", "proj",
        ]),
        fixed: plain.merging([
            "correct_cls_mask": [false], "embed_cls": [false], "final_ln_after_pool": [false],
            "hf_tokenizer_name": [nil, ""], "no_causal_mask": [false], "pool_type": ["argmax"], "proj_bias": [false],
            "proj_type": ["linear"], "tokenizer_kwargs": [nil, [:]], "tokenizer_mode": [nil],
            "use_pad_mask": [false],
        ]) { $1 })

    /// Of every tower. The weights say how wide the MLP is.
    private static let tower: Set<String> = ["mlp_ratio", "output_tokens"]

    /// What would change a block of the transformer.
    private static let plain: [String: [JSONValue]] = [
        "act_kwargs": [nil, [:]], "block_type": [nil, "default"], "ls_init_value": [nil], "norm_kwargs": [nil, [:]],
        "qk_norm": [false], "scale_attn": [false], "scale_attn_inner": [false], "scale_fc": [false],
        "scale_heads": [false], "scaled_cosine_attn": [false],
    ]
}

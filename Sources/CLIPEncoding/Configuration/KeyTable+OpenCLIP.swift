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

extension KeyTable {
    /// `config.json` of transformers' `CLIPModel`, versions 4 and 5.
    static let huggingFace = KeyTable(
        obeyed: ["projection_dim"],
        withoutEffect: everyModel.union(["logit_scale_init_value", "initializer_factor", "initializer_range"]),
        fixed: everyFixed.merging(["model_type": ["clip"]]) { $1 },
        sections: [
            "text_config": text, "text_config_dict": text, "vision_config": vision, "vision_config_dict": vision,
        ])

    private static let text = KeyTable(
        obeyed: towerSizes.union(["eos_token_id", "max_position_embeddings", "vocab_size"]),
        withoutEffect: everyModel.union(training),
        fixed: everyFixed.merging(["model_type": ["clip_text_model"]]) { $1 })

    private static let vision = KeyTable(
        // A tower of pictures has no end mark, but it is read with the same eyes as that of texts.
        obeyed: towerSizes.union(["eos_token_id", "image_size", "patch_size"]),
        withoutEffect: everyModel.union(training),
        fixed: everyFixed.merging(["model_type": ["clip_vision_model"], "num_channels": [3]]) { $1 })

    private static let towerSizes: Set<String> = [
        "hidden_act", "hidden_size", "intermediate_size", "layer_norm_eps", "num_attention_heads", "num_hidden_layers",
    ]

    /// Of interest while a tower is trained; the width of the shared space stands beside the towers.
    private static let training: Set<String> = [
        "attention_dropout", "dropout", "initializer_factor", "initializer_range", "projection_dim",
    ]

    /// What transformers writes into the configuration of every model: the file's history, how results are returned, and what
    /// only models that generate text read.
    private static let everyModel: Set<String> = [
        "architectures", "bad_words_ids", "begin_suppress_tokens", "bos_token_id", "chunk_size_feed_forward",
        "cross_attention_hidden_size", "decoder_start_token_id", "diversity_penalty", "do_sample", "dtype",
        "early_stopping", "encoder_no_repeat_ngram_size", "exponential_decay_length_penalty", "finetuning_task",
        "forced_bos_token_id", "forced_eos_token_id", "id2label", "label2id", "length_penalty", "max_length",
        "min_length", "no_repeat_ngram_size", "num_beam_groups", "num_beams", "num_return_sequences",
        "output_attentions", "output_hidden_states", "output_scores", "pad_token_id", "prefix", "problem_type",
        "remove_invalid_values", "repetition_penalty", "return_dict", "return_dict_in_generate", "sep_token_id",
        "suppress_tokens", "task_specific_params", "temperature", "tf_legacy_loss", "tie_encoder_decoder",
        "tie_word_embeddings", "tokenizer_class", "top_k", "top_p", "torch_dtype", "torchscript",
        "transformers_version", "typical_p", "use_bfloat16", "use_cache",
    ]

    /// What would make another model of a CLIP.
    private static let everyFixed: [String: [JSONValue]] = [
        "add_cross_attention": [false], "is_decoder": [false], "is_encoder_decoder": [false],
        "pruned_heads": [[:], nil],
    ]
}

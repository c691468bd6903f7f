extension KeyTable {
    /// What transformers writes into the configuration of every model and of every tower.
    static let everyModel = KeyTable(
        withoutEffect: [
            // The file's history, how results are returned, and what only models that generate text read.
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
        ],
        // What would make another model of an encoder.
        fixed: [
            "add_cross_attention": [false], "is_decoder": [false], "is_encoder_decoder": [false],
            "pruned_heads": [[:], nil],
        ])

    /// These keys and others; of a key in both the other's meaning stands.
    func adding(_ other: KeyTable) -> KeyTable {
        var keys = self
        keys.obeyed.subtract(other.keys)
        keys.withoutEffect.subtract(other.keys)
        keys.fixed = keys.fixed.filter { !other.keys.contains($0.key) }
        keys.obeyed.formUnion(other.obeyed)
        keys.withoutEffect.formUnion(other.withoutEffect)
        keys.fixed.merge(other.fixed) { $1 }
        keys.sections.merge(other.sections) { $1 }
        return keys
    }
}

extension KeyTable {
    /// `tokenizer_config.json` of transformers' `CLIPTokenizer`, versions 4 and 5.
    static let tokenizer = KeyTable(
        withoutEffect: [
            // The vocabulary itself says which tokens are the marks.
            "added_tokens_decoder", "bos_token", "eos_token", "extra_special_tokens", "additional_special_tokens",
            "special_tokens_map_file", "tokenizer_file", "unk_token", "vocab_file", "merges_file",
            // The context comes from the model; what follows the end mark is never read.
            "max_length", "model_max_length", "pad_token", "pad_token_id", "padding_side", "stride", "truncation_side",
            "truncation_strategy",
            // Of decoding, and of the program that wrote the file.
            "backend", "chat_template", "clean_up_tokenization_spaces", "errors", "from_slow", "is_local",
            "legacy", "local_files_only", "model_input_names", "name_or_path", "processor_class", "return_tensors",
            "split_special_tokens", "use_fast",
        ],
        fixed: [
            "add_bos_token": [true, nil], "add_eos_token": [true, nil],
            "add_prefix_space": [false, nil], "do_lower_case": [true],
            "tokenizer_class": ["CLIPTokenizer", "CLIPTokenizerFast"],
        ])

    /// `tokenizer.json`: what its parts other than the vocabulary must be.
    static let tokenizerFile = KeyTable(
        withoutEffect: [
            "added_tokens", "decoder", "padding", "post_processor", "truncation", "version",
            // Compared by their steps.
            "normalizer", "pre_tokenizer",
        ],
        sections: [
            "model": KeyTable(
                withoutEffect: ["unk_token"],
                fixed: [
                    "byte_fallback": [false, nil], "continuing_subword_prefix": [nil, ""], "dropout": [nil, 0],
                    "end_of_word_suffix": [.text(Vocabulary.endOfWord)], "fuse_unk": [false, nil],
                    "ignore_merges": [false, nil], "type": ["BPE"],
                ])
        ])
}

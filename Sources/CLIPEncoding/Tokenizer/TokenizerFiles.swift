internal import Foundation

/// Which tokenizer a family has, and the files that it lies in.
struct TokenizerFiles: Sendable {
    enum Kind: String, Sendable {
        /// Byte pairs over bytes, with a mark at the end of each word.
        case bytePairs = "byte pairs"
        /// SentencePiece's pieces.
        case sentencePieces = "SentencePiece"
    }

    var kind: Kind
    /// Lists of merges that imply a vocabulary. Where none of them is there, `vocab.json` and `tokenizer.json` are looked for.
    var mergeLists: [String]
    /// The keys of `settingsName`.
    var settings: KeyTable

    static let settingsName = "tokenizer_config.json"

    /// OpenAI's, and as transformers and open_clip write it.
    static let clip = TokenizerFiles(
        kind: .bytePairs, mergeLists: ["bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"],
        settings: .clipTokenizer)

    /// What it asks for and nobody cuts texts by.
    var missing: (key: String, value: String)? { kind == .bytePairs ? nil : ("the tokenizer", kind.rawValue) }

    /// Reads the vocabulary.
    ///
    /// - Parameter place: A list of merges, or a folder.
    func vocabulary(at place: URL) throws(CheckpointError) -> Vocabulary {
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder)
        let folder = isFolder.boolValue ? place : place.deletingLastPathComponent()
        if let file = try ConfigurationFile(ifPresentAt: folder.appending(path: Self.settingsName).path) {
            _ = try file.content(settings)
        }
        let list = mergeLists.map { place.appending(path: $0).path }.first(where: FileManager.default.fileExists)
        do {
            guard isFolder.boolValue else { return try Vocabulary(mergesFile: place.path) }
            if let list { return try Vocabulary(mergesFile: list) }
            return try Vocabulary(folder: place.path)
        } catch {
            throw .vocabulary(error)
        }
    }
}

extension KeyTable {
    /// `tokenizer_config.json` of transformers' `CLIPTokenizer`, versions 4 and 5.
    static let clipTokenizer = KeyTable(
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

extension KeyTable {
    /// `preprocessor_config.json`: transformers' `CLIPImageProcessor`, versions 4 and 5, and the `CLIPFeatureExtractor` before it.
    static let preprocessor = KeyTable(
        obeyed: ["crop_size", "image_mean", "image_std", "size"],
        withoutEffect: [
            // Pictures are decoded to RGB whatever these say.
            "data_format", "do_convert_rgb", "input_data_format",
            "device", "disable_grouping", "image_seq_length", "processor_class", "return_tensors",
        ],
        fixed: [
            "antialias": [true, nil],
            "default_to_square": [false, nil],
            "do_center_crop": [true],
            "do_normalize": [true],
            "do_pad": [false, nil],
            "do_rescale": [true],
            "do_resize": [true],
            "feature_extractor_type": ["CLIPFeatureExtractor"],
            "image_processor_type": [
                "CLIPImageProcessor", "CLIPImageProcessorFast", "CLIPImageProcessorPil", "CLIPFeatureExtractor",
            ],
            "offset": [false, nil],
            "pad_size": [nil],
            // Pillow's number for bicubic.
            "resample": [3],
            "rescale_factor": [.number(1.0 / 255)],
            "use_square_size": [false, nil],
        ])

    /// `processor_config.json`: transformers 5 writes the image processor into it, transformers 4 only what a chat needs.
    static let processor = KeyTable(
        withoutEffect: ["chat_template", "processor_class", "tokenizer"],
        sections: ["image_processor": preprocessor])
}

extension EncoderFamily {
    /// OpenAI's CLIPs with a vision transformer, and open_clip's, which kept the names.
    static let openAITransformer = EncoderFamily(
        marks: ["visual.conv1.weight", "visual.proj"],
        configuration: OpenCLIPConfiguration.openAI,
        image: VisionTransformerLayout(
            patches: .unbiased("visual.conv1.weight"), classToken: "visual.class_embedding",
            positions: "visual.positional_embedding", inputNorm: "visual.ln_pre",
            blocks: .openAI("visual.transformer.resblocks."), outputNorm: "visual.ln_post", pooling: .classToken,
            projection: .unbiased("visual.proj", isTransposed: true)),
        text: .openAI, unread: openAIUnread)

    /// Sizes that OpenAI stored beside the weights, and buffers that open_clip writes.
    static let openAIUnread: Set<String> = [
        "attn_mask", "context_length", "input_resolution", "num_batches_tracked", "position_ids", "vocab_size",
    ]
}

extension OpenCLIPConfiguration {
    /// OpenAI's own files, which all use the approximation, are known by the sizes that only they store.
    static let openAI = OpenCLIPConfiguration(
        keys: .openCLIP, statedResolution: "input_resolution", unstated: .quickGELU, endMark: .highestToken,
        headWidth: 64)
}

extension TextLayout {
    /// The text tower that OpenAI's CLIPs have beside either image tower.
    static let openAI = TextLayout(
        tokens: "token_embedding.weight", positions: "positional_embedding",
        blocks: .openAI("transformer.resblocks."), outputNorm: "ln_final", attention: .causal, pooling: .endMark,
        projection: .unbiased("text_projection", isTransposed: true))
}

extension BlockNames {
    /// As OpenAI names blocks: query, key and value in one product.
    static func openAI(_ prefix: String) -> BlockNames {
        BlockNames(
            prefix: prefix, attentionNorm: "ln_1",
            projections: [LinearNames(weight: "attn.in_proj_weight", bias: "attn.in_proj_bias")],
            attentionOutput: "attn.out_proj", hiddenNorm: "ln_2", hidden: "mlp.c_fc", hiddenOutput: "mlp.c_proj")
    }
}

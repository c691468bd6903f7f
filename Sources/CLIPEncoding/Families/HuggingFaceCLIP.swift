extension EncoderFamily {
    /// Hugging Face's `CLIPModel`, as transformers writes it. A configuration that says nothing means ViT-B/32.
    static let huggingFaceCLIP = EncoderFamily(
        marks: ["vision_model.embeddings.patch_embedding.weight"],
        configuration: TransformersConfiguration(
            type: "clip", textType: "clip_text_model", visionType: "clip_vision_model",
            vision: TransformerShape(
                width: 768, layers: 12, heads: 12, hidden: 3072, activation: .quickGELU, epsilon: 1e-5),
            patch: 32, resolution: 224,
            text: TextShape(
                transformer: TransformerShape(
                    width: 512, layers: 12, heads: 8, hidden: 2048, activation: .quickGELU, epsilon: 1e-5),
                vocabulary: 49_408, context: 77, endMark: .highestToken),
            embedding: .ofModel(key: "projection_dim", usual: 512),
            // Early configurations wrote 2 by mistake; transformers itself then looks for the highest id.
            endToken: .obeyed(except: 2)),
        image: VisionTransformerLayout(
            patches: .unbiased("vision_model.embeddings.patch_embedding.weight"),
            classToken: "vision_model.embeddings.class_embedding",
            positions: "vision_model.embeddings.position_embedding.weight",
            // The misspelling is Hugging Face's.
            inputNorm: "vision_model.pre_layrnorm",
            blocks: .transformers("vision_model.encoder.layers."), outputNorm: "vision_model.post_layernorm",
            pooling: .classToken, projection: .unbiased("visual_projection.weight")),
        text: TextLayout(
            tokens: "text_model.embeddings.token_embedding.weight",
            positions: "text_model.embeddings.position_embedding.weight",
            blocks: .transformers("text_model.encoder.layers."), outputNorm: "text_model.final_layer_norm",
            attention: .causal, pooling: .endMark, projection: .unbiased("text_projection.weight")),
        unread: ["position_ids"])
}

extension BlockNames {
    /// As transformers names the blocks of CLIP and of its relatives.
    static func transformers(_ prefix: String) -> BlockNames {
        BlockNames(
            prefix: prefix, attentionNorm: "layer_norm1",
            projections: ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"],
            attentionOutput: "self_attn.out_proj", hiddenNorm: "layer_norm2", hidden: "mlp.fc1", hiddenOutput: "mlp.fc2"
        )
    }
}

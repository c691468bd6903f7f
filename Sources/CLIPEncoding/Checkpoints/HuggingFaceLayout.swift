internal import TensorFiles

/// The names of Hugging Face's `CLIPModel`.
struct HuggingFaceLayout {
    static func recognises(_ file: WeightFiles) -> Bool {
        file.contains("vision_model.embeddings.patch_embedding.weight")
    }

    func text(
        _ configuration: CLIPConfiguration, _ reader: inout TensorReader
    ) throws(CheckpointError) -> TextTower {
        let shape = configuration.text
        let width = shape.transformer.width
        return TextTower(
            shape: shape,
            tokenEmbedding: try reader.tensor(
                "text_model.embeddings.token_embedding.weight", [shape.vocabulary, width]),
            positions: try reader.weight("text_model.embeddings.position_embedding.weight", [shape.context, width]),
            blocks: try blocks("text_model", shape.transformer, isCausal: true, &reader),
            outputNorm: try reader.layerNorm(
                "text_model.final_layer_norm", width: width, epsilon: shape.transformer.epsilon),
            projection: Linear(
                weight: try reader.weight("text_projection.weight", [configuration.embedding, width]), bias: nil))
    }

    func image(
        _ configuration: CLIPConfiguration, _ shape: TransformerShape, patch: Int, _ reader: inout TensorReader
    ) throws(CheckpointError) -> VisionTransformer {
        let grid = configuration.resolution / patch
        let width = shape.width
        let embeddings = "vision_model.embeddings"
        return VisionTransformer(
            shape: shape, patch: patch, resolution: configuration.resolution,
            patchEmbedding: Linear(
                weight: try reader.weight("\(embeddings).patch_embedding.weight", [width, 3, patch, patch]), bias: nil),
            classEmbedding: try reader.weight("\(embeddings).class_embedding", [width]),
            positions: try reader.weight("\(embeddings).position_embedding.weight", [grid * grid + 1, width]),
            // The misspelling is Hugging Face's.
            inputNorm: try reader.layerNorm("vision_model.pre_layrnorm", width: width, epsilon: shape.epsilon),
            blocks: try blocks("vision_model", shape, isCausal: false, &reader),
            outputNorm: try reader.layerNorm("vision_model.post_layernorm", width: width, epsilon: shape.epsilon),
            projection: Linear(
                weight: try reader.weight("visual_projection.weight", [configuration.embedding, width]), bias: nil))
    }

    private func blocks(
        _ tower: String, _ shape: TransformerShape, isCausal: Bool, _ reader: inout TensorReader
    ) throws(CheckpointError) -> [TransformerBlock] {
        var blocks: [TransformerBlock] = []
        let width = shape.width
        for index in 0..<shape.layers {
            let block = "\(tower).encoder.layers.\(index)"
            blocks.append(
                TransformerBlock(
                    attentionNorm: try reader.layerNorm("\(block).layer_norm1", width: width, epsilon: shape.epsilon),
                    projections: [
                        try reader.linear("\(block).self_attn.q_proj", from: width, to: width),
                        try reader.linear("\(block).self_attn.k_proj", from: width, to: width),
                        try reader.linear("\(block).self_attn.v_proj", from: width, to: width),
                    ],
                    attention: Attention(heads: shape.heads, isCausal: isCausal),
                    attentionOutput: try reader.linear("\(block).self_attn.out_proj", from: width, to: width),
                    hiddenNorm: try reader.layerNorm("\(block).layer_norm2", width: width, epsilon: shape.epsilon),
                    hidden: try reader.linear("\(block).mlp.fc1", from: width, to: shape.hidden),
                    activation: shape.activation,
                    hiddenOutput: try reader.linear("\(block).mlp.fc2", from: shape.hidden, to: width)))
        }
        return blocks
    }
}

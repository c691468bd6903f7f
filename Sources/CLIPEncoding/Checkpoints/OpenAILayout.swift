internal import TensorFiles

/// The names of OpenAI's own checkpoints, which open_clip kept.
struct OpenAILayout {
    /// What a file beside the weights says, where there is one.
    var stated: OpenCLIPConfiguration?

    static func recognises(_ file: WeightFiles) -> Bool { file.contains("visual.conv1.weight") }

    /// The sizes that the shapes of the tensors imply.
    func configuration(of reader: TensorReader) throws(CheckpointError) -> CLIPConfiguration {
        let path = reader.file.path
        let textWidth = try reader.shape(of: "ln_final.weight", dimensions: 1)[0]
        let tokens = try reader.shape(of: "token_embedding.weight", dimensions: 2)
        let positions = try reader.shape(of: "positional_embedding", dimensions: 2)
        let projection = try reader.shape(of: "text_projection", dimensions: 2)
        let activation = try activation(reader)
        let text = TextShape(
            transformer: try transformer(
                "transformer", width: textWidth, heads: stated?.textHeads, activation, reader),
            vocabulary: tokens[0], context: positions[0], endMark: .highestToken)
        let (vision, resolution) = try vision(activation, reader)
        if let said = try reader.integer("input_resolution"), said != resolution {
            throw .contradiction(path: path, key: "input_resolution", expected: resolution, found: said)
        }
        let configuration = CLIPConfiguration(
            vision: vision, text: text, resolution: resolution, embedding: projection[1])
        try stated?.check(against: configuration)
        return configuration
    }

    private func vision(
        _ activation: Activation, _ reader: TensorReader
    ) throws(CheckpointError) -> (VisionShape, resolution: Int) {
        func side(of positions: String) throws(CheckpointError) -> Int {
            let shape = try reader.shape(of: positions, dimensions: 2)
            let side = Int(Double(shape[0] - 1).squareRoot())
            guard side > 0, side * side == shape[0] - 1 else {
                throw .impossibleShape(path: reader.file.path, name: positions, found: shape)
            }
            return side
        }
        guard reader.file.contains("visual.proj") else {
            let grid = try side(of: "visual.attnpool.positional_embedding")
            let width = try reader.shape(of: "visual.layer1.0.conv1.weight", dimensions: 4)[0]
            let blocks = (1...4).map { reader.count("visual.layer\($0).", ".conv1.weight") }
            let channels = width * ModifiedResNet.reduction
            let heads = try heads(
                of: channels, stated?.vision?.heads(of: channels), "visual.layer1.0.conv1.weight", reader)
            return (.resNet(blocks: blocks, width: width, heads: heads), grid * ModifiedResNet.reduction)
        }
        let kernel = try reader.shape(of: "visual.conv1.weight", dimensions: 4)
        let grid = try side(of: "visual.positional_embedding")
        let shape = try transformer(
            "visual.transformer", width: kernel[0], heads: stated?.vision?.heads(of: kernel[0]), activation, reader)
        return (.transformer(shape, patch: kernel[3]), grid * kernel[3])
    }

    private func transformer(
        _ prefix: String, width: Int, heads stated: Int?, _ activation: Activation, _ reader: TensorReader
    ) throws(CheckpointError) -> TransformerShape {
        let hidden = try reader.shape(of: "\(prefix).resblocks.0.mlp.c_fc.weight", dimensions: 2)[0]
        return TransformerShape(
            width: width, layers: reader.count("\(prefix).resblocks.", ".attn.in_proj_weight"),
            heads: try heads(of: width, stated, "\(prefix).resblocks.0.attn.in_proj_weight", reader), hidden: hidden,
            activation: activation, epsilon: TransformerShape.usualEpsilon)
    }

    private func heads(
        of width: Int, _ stated: Int?, _ name: String, _ reader: TensorReader
    ) throws(CheckpointError) -> Int {
        let heads = stated ?? width / TransformerShape.usualHeadWidth
        guard heads > 0, width.isMultiple(of: heads) else {
            throw .impossibleShape(path: reader.file.path, name: name, found: [width, heads])
        }
        return heads
    }

    /// OpenAI's own files, which all use the approximation, are known by the sizes that only they store.
    private func activation(_ reader: TensorReader) throws(CheckpointError) -> Activation {
        if let stated { return stated.activation }
        guard reader.file.contains("input_resolution") else { throw .unknownActivation(path: reader.file.path) }
        return .quickGELU
    }

    func blocks(
        _ prefix: String, _ shape: TransformerShape, isCausal: Bool, _ reader: inout TensorReader
    ) throws(CheckpointError) -> [TransformerBlock] {
        var blocks: [TransformerBlock] = []
        let width = shape.width
        for index in 0..<shape.layers {
            let block = "\(prefix).resblocks.\(index)"
            blocks.append(
                TransformerBlock(
                    attentionNorm: try reader.layerNorm("\(block).ln_1", width: width, epsilon: shape.epsilon),
                    projections: [
                        Linear(
                            weight: try reader.weight("\(block).attn.in_proj_weight", [3 * width, width]),
                            bias: try reader.weight("\(block).attn.in_proj_bias", [3 * width]))
                    ],
                    attention: Attention(heads: shape.heads, isCausal: isCausal),
                    attentionOutput: try reader.linear("\(block).attn.out_proj", from: width, to: width),
                    hiddenNorm: try reader.layerNorm("\(block).ln_2", width: width, epsilon: shape.epsilon),
                    hidden: try reader.linear("\(block).mlp.c_fc", from: width, to: shape.hidden),
                    activation: shape.activation,
                    hiddenOutput: try reader.linear("\(block).mlp.c_proj", from: shape.hidden, to: width)))
        }
        return blocks
    }

    func text(
        _ configuration: CLIPConfiguration, _ reader: inout TensorReader
    ) throws(CheckpointError) -> TextTower {
        let shape = configuration.text
        let width = shape.transformer.width
        return TextTower(
            shape: shape,
            tokenEmbedding: try reader.tensor("token_embedding.weight", [shape.vocabulary, width]),
            positions: try reader.weight("positional_embedding", [shape.context, width]),
            blocks: try blocks("transformer", shape.transformer, isCausal: true, &reader),
            outputNorm: try reader.layerNorm("ln_final", width: width, epsilon: shape.transformer.epsilon),
            projection: Linear(
                weight: try reader.weight("text_projection", [width, configuration.embedding]), bias: nil,
                isTransposed: true))
    }

    func image(
        _ configuration: CLIPConfiguration, _ reader: inout TensorReader
    ) throws(CheckpointError) -> ImageTower {
        switch configuration.vision {
        case .transformer(let shape, let patch):
            let grid = configuration.resolution / patch
            let width = shape.width
            return .transformer(
                VisionTransformer(
                    shape: shape, patch: patch, resolution: configuration.resolution,
                    patchEmbedding: Linear(
                        weight: try reader.weight("visual.conv1.weight", [width, 3, patch, patch]), bias: nil),
                    classEmbedding: try reader.weight("visual.class_embedding", [width]),
                    positions: try reader.weight("visual.positional_embedding", [grid * grid + 1, width]),
                    inputNorm: try reader.layerNorm("visual.ln_pre", width: width, epsilon: shape.epsilon),
                    blocks: try blocks("visual.transformer", shape, isCausal: false, &reader),
                    outputNorm: try reader.layerNorm("visual.ln_post", width: width, epsilon: shape.epsilon),
                    projection: Linear(
                        weight: try reader.weight("visual.proj", [width, configuration.embedding]), bias: nil,
                        isTransposed: true)))
        case .resNet(let blocks, let width, let heads):
            return .resNet(
                try resNet(
                    blocks: blocks, width: width, heads: heads, embedding: configuration.embedding,
                    resolution: configuration.resolution, &reader))
        }
    }
}

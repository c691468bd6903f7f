/// Where a text tower stands in a file of weights, and how it is put together.
struct TextLayout: Sendable {
    enum Attention: String, Sendable {
        /// A token sees itself and those before it; what follows the end mark is never read.
        case causal
        /// A token sees all, those that fill a text up to its context included.
        case full
    }

    /// What stands for the whole text.
    enum Pooling: String, Sendable {
        /// The end mark, found as `TextShape.endMark` says.
        case endMark = "end mark"
        case lastToken = "last token"
        case classToken = "class token"
        case mean
    }

    /// (vocabulary, width).
    var tokens: String
    /// (context, width).
    var positions: String
    var blocks: BlockNames
    var outputNorm: String
    var attention: Attention
    var pooling: Pooling
    var projection: LinearNames

    /// What it asks for and no tower computes.
    var missing: (key: String, value: String)? {
        if attention != .causal { return ("the text tower's attention", attention.rawValue) }
        return pooling == .endMark ? nil : ("the text tower's pooling", pooling.rawValue)
    }

    /// The sizes that the shapes of the tensors imply, with D, the width of the space that pictures and texts share.
    func sizes(
        in reader: TensorReader, _ stated: StatedSizes
    ) throws(CheckpointError) -> (shape: TextShape, embedding: Int) {
        let width = try reader.shape(of: outputNorm + ".weight", dimensions: 1)[0]
        let vocabulary = try reader.shape(of: tokens, dimensions: 2)[0]
        let context = try reader.shape(of: positions, dimensions: 2)[0]
        let embedding = try reader.shape(of: projection.weight, dimensions: 2)[projection.isTransposed ? 1 : 0]
        let transformer = try reader.transformer(blocks, width: width, heads: stated.textHeads, stated)
        return (
            TextShape(transformer: transformer, vocabulary: vocabulary, context: context, endMark: stated.endMark),
            embedding
        )
    }

    func tower(
        _ configuration: CLIPConfiguration, _ reader: inout TensorReader
    ) throws(CheckpointError) -> TextTower {
        let shape = configuration.text
        let width = shape.transformer.width
        return TextTower(
            shape: shape, tokenEmbedding: try reader.tensor(tokens, [shape.vocabulary, width]),
            positions: try reader.weight(positions, [shape.context, width]),
            blocks: try reader.blocks(blocks, shape.transformer, isCausal: attention == .causal),
            outputNorm: try reader.layerNorm(outputNorm, width: width, epsilon: shape.transformer.epsilon),
            projection: try reader.linear(projection, from: width, to: configuration.embedding))
    }
}

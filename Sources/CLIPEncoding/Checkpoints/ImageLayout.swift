internal import Layers

/// Where an image tower stands in a file of weights, and how it is put together.
protocol ImageLayout: Sendable {
    /// What it asks for and no tower computes.
    var missing: (key: String, value: String)? { get }

    /// The sizes that the shapes of the tensors imply, with the side of the pictures in pixels.
    func sizes(
        in reader: TensorReader, _ stated: StatedSizes
    ) throws(CheckpointError) -> (shape: VisionShape, resolution: Int)

    func tower(
        _ configuration: CLIPConfiguration, _ reader: inout TensorReader
    ) throws(CheckpointError) -> any ImageTower
}

/// A vision transformer over square patches.
struct VisionTransformerLayout: ImageLayout {
    /// What stands for the whole picture.
    enum Pooling: String, Sendable {
        case classToken = "class token"
        /// A token of its own asks all others: SigLIP's head.
        case attentionHead = "attention head"
        case mean
    }

    /// (width, 3, patch, patch).
    var patches: LinearNames
    /// (width).
    var classToken: String?
    /// (places, width), the class token's first.
    var positions: String
    var inputNorm: String?
    var blocks: BlockNames
    var outputNorm: String
    var pooling: Pooling
    var projection: LinearNames?

    var missing: (key: String, value: String)? {
        if pooling != .classToken { return ("the image tower's pooling", pooling.rawValue) }
        if classToken == nil { return ("the image tower's class token", "none") }
        if inputNorm == nil { return ("the image tower's first normalisation", "none") }
        return projection == nil ? ("the image tower's projection", "none") : nil
    }

    func sizes(
        in reader: TensorReader, _ stated: StatedSizes
    ) throws(CheckpointError) -> (shape: VisionShape, resolution: Int) {
        let kernel = try reader.shape(of: patches.weight, dimensions: 4)
        let grid = try reader.side(ofPositions: positions, after: classToken == nil ? 0 : 1)
        let shape = try reader.transformer(
            blocks, width: kernel[0], heads: stated.imageHeads(of: kernel[0]), stated)
        return (.transformer(shape, patch: kernel[3]), grid * kernel[3])
    }

    func tower(
        _ configuration: CLIPConfiguration, _ reader: inout TensorReader
    ) throws(CheckpointError) -> any ImageTower {
        guard case .transformer(let shape, let patch) = configuration.vision, let classToken, let inputNorm,
            let projection
        else { preconditionFailure("checked when the checkpoint was opened") }
        let (width, resolution) = (shape.width, configuration.resolution)
        let grid = resolution / patch
        return VisionTransformer(
            shape: shape, patch: patch, resolution: resolution,
            patchEmbedding: try reader.patches(patches, width: width, side: patch),
            classEmbedding: try reader.weight(classToken, [width]),
            positions: try reader.weight(positions, [grid * grid + 1, width]),
            inputNorm: try reader.layerNorm(inputNorm, width: width, epsilon: shape.epsilon),
            blocks: try reader.blocks(blocks, shape, isCausal: false),
            outputNorm: try reader.layerNorm(outputNorm, width: width, epsilon: shape.epsilon),
            projection: try reader.linear(projection, from: width, to: configuration.embedding))
    }
}

extension TensorReader {
    /// From a patch's (3, side, side) floats to a token.
    fileprivate mutating func patches(
        _ names: LinearNames, width: Int, side: Int
    ) throws(CheckpointError) -> Linear {
        Linear(
            weight: try weight(names.weight, [width, 3, side, side]),
            bias: try names.bias.map { name throws(CheckpointError) in try weight(name, [width]) })
    }
}

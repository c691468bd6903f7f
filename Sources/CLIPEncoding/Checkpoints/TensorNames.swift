internal import Layers

/// Where a product stands in a file of weights.
struct LinearNames: Sendable, ExpressibleByStringLiteral {
    var weight: String
    /// nil where there is none.
    var bias: String?
    /// Stored as (inputs, outputs) instead of (outputs, inputs).
    var isTransposed = false

    init(weight: String, bias: String?, isTransposed: Bool = false) {
        self.weight = weight
        self.bias = bias
        self.isTransposed = isTransposed
    }

    /// `name.weight` and `name.bias`.
    init(stringLiteral name: String) { self.init(weight: name + ".weight", bias: name + ".bias") }

    /// A weight alone, by its whole name.
    static func unbiased(_ weight: String, isTransposed: Bool = false) -> LinearNames {
        LinearNames(weight: weight, bias: nil, isTransposed: isTransposed)
    }

    /// The same below a block's own name.
    fileprivate func within(_ prefix: String) -> LinearNames {
        LinearNames(weight: prefix + weight, bias: bias.map { prefix + $0 }, isTransposed: isTransposed)
    }
}

/// Where the blocks of a transformer stand: below `prefix`0, `prefix`1 and so on.
struct BlockNames: Sendable {
    var prefix: String
    var attentionNorm: String
    /// Query, key and value: one product of all three widths, or three.
    var projections: [LinearNames]
    var attentionOutput: LinearNames
    var hiddenNorm: String
    var hidden: LinearNames
    var hiddenOutput: LinearNames
}

extension TensorReader {
    /// A product of this many inputs and outputs.
    mutating func linear(
        _ names: LinearNames, from inputs: Int, to outputs: Int
    ) throws(CheckpointError) -> Linear {
        let stored = try storedLinear(names, from: inputs, to: outputs)
        return Linear(weight: stored.weight, bias: stored.bias, isTransposed: stored.isTransposed)
    }

    /// The parts of such a product.
    mutating func storedLinear(
        _ names: LinearNames, from inputs: Int, to outputs: Int
    ) throws(CheckpointError) -> StoredLinear {
        let shape = names.isTransposed ? [inputs, outputs] : [outputs, inputs]
        return StoredLinear(
            weight: try weight(names.weight, shape),
            bias: try names.bias.map { name throws(CheckpointError) in
                try weight(name, [outputs])
            },
            isTransposed: names.isTransposed)
    }

    mutating func layerNorm(_ name: String, width: Int, epsilon: Float) throws(CheckpointError) -> LayerNorm {
        LayerNorm(
            scale: try weight("\(name).weight", [width]), shift: try weight("\(name).bias", [width]), epsilon: epsilon)
    }

    /// All blocks of a transformer.
    mutating func blocks(
        _ names: BlockNames, _ shape: TransformerShape, isCausal: Bool
    ) throws(CheckpointError) -> [TransformerBlock] {
        let (width, epsilon) = (shape.width, shape.epsilon)
        var blocks: [TransformerBlock] = []
        for index in 0..<shape.layers {
            let block = "\(names.prefix)\(index)."
            let attentionNorm = try layerNorm(block + names.attentionNorm, width: width, epsilon: epsilon)
            var projections: [Linear] = []
            for own in names.projections {
                projections.append(
                    try linear(own.within(block), from: width, to: 3 * width / names.projections.count))
            }
            blocks.append(
                TransformerBlock(
                    attentionNorm: attentionNorm, projections: projections,
                    attention: Attention(heads: shape.heads, isCausal: isCausal),
                    attentionOutput: try linear(names.attentionOutput.within(block), from: width, to: width),
                    hiddenNorm: try layerNorm(block + names.hiddenNorm, width: width, epsilon: epsilon),
                    hidden: try linear(names.hidden.within(block), from: width, to: shape.hidden),
                    activation: shape.activation,
                    hiddenOutput: try linear(names.hiddenOutput.within(block), from: shape.hidden, to: width)))
        }
        return blocks
    }

    /// The sizes of a transformer as the shapes of its first block have them.
    ///
    /// - Parameter heads: As a file states them; else each is `headWidth` wide.
    func transformer(
        _ names: BlockNames, width: Int, heads: Int?, _ stated: StatedSizes
    ) throws(CheckpointError) -> TransformerShape {
        let first = names.prefix + "0."
        let hidden = try shape(of: first + names.hidden.weight, dimensions: 2)[names.hidden.isTransposed ? 1 : 0]
        let projection = names.projections.first?.weight ?? ""
        return TransformerShape(
            width: width, layers: count(names.prefix, "." + projection),
            heads: try self.heads(of: width, heads, stated, named: first + projection), hidden: hidden,
            activation: stated.activation, epsilon: stated.epsilon)
    }

    /// How many heads share a width.
    func heads(
        of width: Int, _ found: Int?, _ stated: StatedSizes, named name: String
    ) throws(CheckpointError) -> Int {
        let heads = found ?? width / stated.usualHeadWidth
        guard heads > 0, width.isMultiple(of: heads) else {
            throw .impossibleShape(path: file.path, name: name, found: [width, heads])
        }
        return heads
    }

    /// The side of a square whose places a table of positions has, after some that are not of the picture.
    func side(ofPositions name: String, after others: Int) throws(CheckpointError) -> Int {
        let found = try shape(of: name, dimensions: 2)
        let side = Int(Double(found[0] - others).squareRoot())
        guard side > 0, side * side == found[0] - others else {
            throw .impossibleShape(path: file.path, name: name, found: found)
        }
        return side
    }
}

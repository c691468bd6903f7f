/// The function between the two products of a block's MLP.
package enum Activation: String, Sendable, Hashable {
    /// x·Φ(x).
    case gelu
    /// x·σ(1.702·x): what OpenAI trained with.
    case quickGELU = "quick_gelu"
}

/// The sizes of a stack of transformer blocks.
package struct TransformerShape: Sendable, Hashable {
    package var width: Int
    package var layers: Int
    package var heads: Int
    /// Width between the two products of the MLP.
    package var hidden: Int
    package var activation: Activation
    /// Added to the variance in every layer normalisation.
    package var epsilon: Float

    /// Every CLIP so far was trained with this.
    package static let usualEpsilon: Float = 1e-5
}

/// The sizes of the text tower.
package struct TextShape: Sendable, Hashable {
    /// Where the text tower reads its answer.
    package enum EndMark: Sendable, Hashable {
        /// At the first of the highest ids: OpenAI's rule, for vocabularies whose last token is the end mark.
        case highestToken
        /// At the first occurrence of this token.
        case token(Int32)
    }

    package var transformer: TransformerShape
    package var vocabulary: Int
    package var context: Int
    package var endMark: EndMark
}

/// The sizes of the image tower.
package enum VisionShape: Sendable, Hashable {
    /// A vision transformer over square patches.
    case transformer(TransformerShape, patch: Int)
    /// OpenAI's modified ResNet: blocks of each of the four stages, channels after the stem, heads of the attention pool.
    case resNet(blocks: [Int], width: Int, heads: Int)

    /// Blocks of the transformer, or of each stage.
    var blocks: [Int] {
        switch self {
        case .transformer(let shape, _): [shape.layers]
        case .resNet(let blocks, _, _): blocks
        }
    }

    /// Of the transformer's tokens, or channels after the stem.
    var width: Int {
        switch self {
        case .transformer(let shape, _): shape.width
        case .resNet(_, let width, _): width
        }
    }

    /// Side of a patch in pixels; a ResNet has none.
    var patch: Int? {
        switch self {
        case .transformer(_, let patch): patch
        case .resNet: nil
        }
    }
}

/// The sizes of a CLIP model.
package struct CLIPConfiguration: Sendable, Hashable {
    package var vision: VisionShape
    package var text: TextShape
    /// Side of the square picture that the image tower reads, in pixels.
    package var resolution: Int
    /// D: the width of the space that pictures and texts share.
    package var embedding: Int
}

extension CLIPConfiguration {
    /// The blocks (0-based) whose tokens are the levels of multi-level fusion, shallowest first: n−7, n−5, n−3, n−1 of n; of
    /// a tower with fewer than seven, those that exist.
    package var levelBlocks: [Int] {
        switch vision {
        case .transformer(let shape, _): Self.levelBlocks(of: shape.layers)
        case .resNet(let blocks, _, _): Array(blocks.indices)
        }
    }

    static func levelBlocks(of layers: Int) -> [Int] {
        [7, 5, 3, 1].map { layers - $0 }.filter { $0 >= 0 }
    }
}

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

    /// The blocks (0-based) whose tokens are the levels of multi-level fusion, shallowest first: n−7, n−5, n−3, n−1 of n; of
    /// a tower with fewer than seven, those that exist.
    var levelBlocks: [Int] { [7, 5, 3, 1].map { layers - $0 }.filter { $0 >= 0 } }
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

/// The sizes of a CLIP model.
package struct CLIPConfiguration: Sendable, Hashable {
    package var vision: VisionShape
    package var text: TextShape
    /// Side of the square picture that the image tower reads, in pixels.
    package var resolution: Int
    /// D: the width of the space that pictures and texts share.
    package var embedding: Int
}

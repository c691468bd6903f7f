/// The sizes of an estimator. Two estimators of one shape have the same tensors.
package struct EstimatorShape: Sendable, Hashable, Codable {
    /// Which image tower the features come from; it decides how a level is normalised.
    package enum Backbone: String, Sendable, Hashable, Codable {
        /// Linear → LayerNorm → ReLU → mean over tokens.
        case transformer
        /// Conv1×1 → BatchNorm2d → ReLU → average pool, then the frozen attention pool.
        case resNet
    }

    package let backbone: Backbone
    /// The width of the features of each level, from the shallowest to the deepest.
    package let levelWidths: [Int]
    /// W: the width all levels are brought to before they are mixed.
    package let width: Int
    /// D: the width of the enhanced feature e(x).
    package let embedding: Int
    /// C.
    package let classes: Int
    /// H: the hidden width of the MLP head.
    package let hidden: Int

    /// The hidden width of the MLP head over a transformer, in the paper's code.
    package static let transformerHidden = 2048

    /// MAF over the tokens of `levels` transformer blocks, `width` wide.
    package static func transformer(
        levels: Int, width: Int, embedding: Int, classes: Int, hidden: Int = transformerHidden
    ) -> EstimatorShape {
        EstimatorShape(
            backbone: .transformer, levelWidths: Array(repeating: width, count: levels), width: width,
            embedding: embedding, classes: classes, hidden: hidden)
    }

    /// MAF over the stages of a ResNet with these channels; the MLP head is as wide as the embedding.
    package static func resNet(stages: [Int], embedding: Int, classes: Int) -> EstimatorShape {
        precondition(!stages.isEmpty, "a ResNet has a stage")
        return EstimatorShape(
            backbone: .resNet, levelWidths: stages, width: stages.last ?? 0, embedding: embedding, classes: classes,
            hidden: embedding)
    }

    /// The share of each level in the mixture: proportional to 1 … L, so 0.1, 0.2, 0.3, 0.4 for four.
    package var fusionWeights: [Float] {
        let sum = levelWidths.count * (levelWidths.count + 1) / 2
        return (1...max(1, levelWidths.count)).map { Float($0) / Float(sum) }
    }
}

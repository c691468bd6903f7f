package import Deconfusion

/// What a reader of an estimator must know about how it was made.
package struct TrainingRecord: Sendable, Hashable, Codable {
    package let recipe: Recipe
    /// "pooled" or "tokens": how the features were fed.
    package let mode: String
    /// A hash of the labels that were trained on, so that an estimator can be told from one of other labels.
    package let labelsHash: String
    package let labelCount: Int
    /// The names of the classes, in the order of the logits.
    package let classes: [String]
    /// Encoder, weights and preprocessing: the key of the feature cache.
    package let encoder: String
    package let steps: Int
    package let seed: UInt64
    /// Images of which random views were drawn; nil in checkpoints that are older than views.
    package let viewedImages: Int?

    package init(
        recipe: Recipe, mode: String, labelsHash: String, labelCount: Int, classes: [String], encoder: String,
        steps: Int, seed: UInt64, viewedImages: Int? = nil
    ) {
        self.recipe = recipe
        self.mode = mode
        self.labelsHash = labelsHash
        self.labelCount = labelCount
        self.classes = classes
        self.encoder = encoder
        self.steps = steps
        self.seed = seed
        self.viewedImages = viewedImages
    }
}

/// Encoders that are built and stored alike: all that tells them from others, as values.
///
/// A family is one file in this folder and one row of `all`. It says where each tensor stands and what a configuration means; it
/// computes nothing. What it asks for and no tower computes is refused when a checkpoint is opened, see `missing`.
struct EncoderFamily: Sendable {
    /// Put before the encoder's name; nil for those that are called by their sizes alone.
    var title: String?
    /// Tensors that all of its checkpoints have. Of families with the same marks, the configuration tells which it is.
    var marks: [String]
    /// Where its sizes stand: in a file beside the weights, or in their shapes.
    var configuration: any FamilyConfiguration
    var image: any ImageLayout
    var text: TextLayout
    /// How its pictures are prepared where no file says it.
    var pictures = PictureRules.clip
    var tokenizer = TokenizerFiles.clip
    /// The logarithm of what cosines are multiplied with.
    var logitScale = "logit_scale"
    /// Tensors without effect on features, by the last part of their names.
    var unread: Set<String> = []

    /// All families, in the order in which they are looked for.
    static let all: [EncoderFamily] = [.huggingFaceCLIP, .openAITransformer, .openAIResNet]
}

extension [EncoderFamily] {
    /// The family of a checkpoint; nil where its tensors are those of none.
    ///
    /// - Parameter modelType: What the configuration calls the model; asked where tensors alone do not tell.
    func recognised(
        in weights: WeightFiles, modelType: () throws(CheckpointError) -> String?
    ) throws(CheckpointError) -> EncoderFamily? {
        let fitting = filter { $0.marks.allSatisfy(weights.contains) }
        guard fitting.count > 1, fitting[0].configuration.modelType != nil else { return fitting.first }
        let named = try modelType()
        // The first refuses a name that belongs to none of them.
        return fitting.first { $0.configuration.modelType == named } ?? fitting[0]
    }
}

extension EncoderFamily {
    /// The first thing that it asks for and that no tower computes; nil where all can be had.
    var missing: (key: String, value: String)? {
        let lists = [image.missing, text.missing, pictures.missing, tokenizer.missing]
        return lists.lazy.compactMap { $0 }.first
    }
}

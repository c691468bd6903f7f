internal import Foundation

/// What a family's files beside the weights say, and what each of their keys means.
protocol FamilyConfiguration: Sendable {
    /// What `config.json` calls the model; nil where the family has no such file.
    var modelType: String? { get }

    /// The files, by their names, with the keys that are known in each.
    ///
    /// - Parameter pictures: The family's own, which some of the keys must agree with.
    func tables(_ pictures: PictureRules) -> [String: KeyTable]

    /// The sizes of a checkpoint, and how its pictures are prepared.
    func read(
        _ family: EncoderFamily, _ reader: TensorReader, beside folder: URL
    ) throws(CheckpointError) -> (sizes: CLIPConfiguration, preprocessing: PixelPreprocessing)
}

/// What the shapes of tensors do not say of a model.
struct StatedSizes {
    var activation: Activation
    var epsilon: Float = TransformerShape.usualEpsilon
    /// Of towers whose number of heads nothing states.
    var usualHeadWidth: Int
    /// Of the image tower.
    var headWidth: Int?
    var textHeads: Int?
    var endMark: TextShape.EndMark

    func imageHeads(of width: Int) -> Int? { headWidth.flatMap { $0 > 0 ? width / $0 : nil } }
}

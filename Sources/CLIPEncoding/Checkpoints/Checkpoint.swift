internal import Foundation
package import Layers
internal import TensorFiles

/// An opened CLIP checkpoint: its sizes, its weights, mapped, and what was found beside them.
///
/// A checkpoint is a folder as Hugging Face or open_clip publish them, or one safetensors file in either layout.
package struct Checkpoint: Sendable {
    /// What was named: a folder or a file.
    package let path: String
    /// The file of weights; of a checkpoint that is divided among several, the index that names them.
    package let weightsPath: String
    /// All files of weights.
    package let weightFiles: [String]
    package let configuration: CLIPConfiguration
    package let preprocessing: PixelPreprocessing
    /// exp(logit_scale): what cosines are multiplied with to be logits.
    package let logitScale: Float
    let family: EncoderFamily
    let image: any ImageTower
    let text: TextTower

    /// Opens a checkpoint; takes milliseconds where the weights are 32-bit floats, since nothing is read but the header.
    package init(path: String) throws(CheckpointError) { try self.init(path: path, families: EncoderFamily.all) }

    init(path: String, families: [EncoderFamily]) throws(CheckpointError) {
        self.path = path
        weightsPath = try CheckpointPlace(path: path).weights()
        let file = try WeightFiles(path: weightsPath)
        weightFiles = file.files.map(\.path)
        if let (model, tensor) = OtherModel.recognised(among: file.names) {
            throw .otherModel(path: weightsPath, model, tensor: tensor)
        }
        let folder = URL(filePath: weightsPath).deletingLastPathComponent()
        let recognised = try families.recognised(in: file) { () throws(CheckpointError) in
            let path = folder.appending(path: TransformersConfiguration.fileName).path
            return try ConfigurationFile(ifPresentAt: path)?.object().text("model_type")
        }
        guard let recognised else { throw .unknownLayout(path: weightsPath) }
        family = recognised
        if let (key, value) = family.missing { throw .unsupported(path: weightsPath, key: key, value: value) }
        var reader = TensorReader(file: file)
        (configuration, preprocessing) = try family.configuration.read(family, reader, beside: folder)
        image = try family.image.tower(configuration, &reader)
        text = try family.text.tower(configuration, &reader)
        logitScale = exp(try reader.number(family.logitScale))
        try reader.finish(unread: family.unread)
    }

    /// The tokenizer of the text tower.
    ///
    /// - Parameter vocabulary: OpenAI's list of merges, or a folder with a vocabulary; nil looks beside the weights.
    package func tokenizer(vocabulary: String? = nil) throws(CheckpointError) -> Tokenizer {
        let beside = URL(filePath: weightsPath).deletingLastPathComponent()
        let place = vocabulary.map { URL(filePath: $0) } ?? beside
        let found = try family.tokenizer.vocabulary(at: place)
        guard found.count == configuration.text.vocabulary else {
            throw .contradiction(
                path: place.path, key: "vocabulary", expected: configuration.text.vocabulary, found: found.count)
        }
        return Tokenizer(vocabulary: found)
    }
}

extension Checkpoint {
    /// The end of the image tower, from its last level to the space of the texts: multi-level fusion ends with it, frozen.
    package var frozenProjection: FrozenProjection { image.frozenProjection }

    /// What one image has of each level when pooled: (rows, width), shallowest first.
    package var pooledLevels: [(rows: Int, width: Int)] { image.pooledLevels }

    /// What one image has of each level token by token, or position by position.
    package var tokenLevels: [(rows: Int, width: Int)] { image.tokenLevels }

    /// Whether levels are grids of positions even when they are pooled, as a ResNet's are: an estimator then reads some fifty
    /// times as much of an image as of a transformer's.
    package var hasGridLevels: Bool { pooledLevels.contains { $0.rows > 1 } }

    /// Floating-point operations that the image tower's products take for one picture.
    package var operationsPerImage: Double { image.operationsPerPicture }

    /// What the encoder is called, from its sizes: `ViT-B/32`, `RN50`, or its sizes where it has no usual name; then the side of
    /// its pictures where it is not 224, and its activation where it is not OpenAI's.
    package var encoderName: String {
        let usualResolution = 224
        let resolution = configuration.resolution
        let name = configuration.vision.name + (resolution == usualResolution ? "" : "@\(resolution)")
        return family.title.map { "\($0) \(name)" } ?? name
    }
}

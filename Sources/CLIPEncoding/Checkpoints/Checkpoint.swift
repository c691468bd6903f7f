internal import Foundation
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
    let image: ImageTower
    let text: TextTower

    /// Opens a checkpoint; takes milliseconds where the weights are 32-bit floats, since nothing is read but the header.
    package init(path: String) throws(CheckpointError) {
        self.path = path
        weightsPath = try CheckpointPlace(path: path).weights()
        let file = try WeightFiles(path: weightsPath)
        weightFiles = file.files.map(\.path)
        if let (model, tensor) = OtherModel.recognised(among: file.names) {
            throw .otherModel(path: weightsPath, model, tensor: tensor)
        }
        let folder = URL(filePath: weightsPath).deletingLastPathComponent()
        var reader = TensorReader(file: file)
        if HuggingFaceLayout.recognises(file) {
            let configPath = folder.appending(path: "config.json").path
            guard let config = try ConfigurationFile(ifPresentAt: configPath) else {
                throw .missingConfiguration(path: configPath)
            }
            configuration = try config.content(HuggingFaceConfiguration.self, .huggingFace)
                .configuration(path: configPath)
            preprocessing = try PreprocessorConfiguration.preprocessing(
                beside: folder.path, resolution: configuration.resolution)
            guard case .transformer(let shape, let patch) = configuration.vision else {
                throw .unknownLayout(path: weightsPath)
            }
            let layout = HuggingFaceLayout()
            image = .transformer(try layout.image(configuration, shape, patch: patch, &reader))
            text = try layout.text(configuration, &reader)
        } else if OpenAILayout.recognises(file) {
            let configPath = folder.appending(path: "open_clip_config.json").path
            var layout = OpenAILayout()
            if let config = try ConfigurationFile(ifPresentAt: configPath) {
                layout.stated = try OpenCLIPConfiguration(config)
            }
            configuration = try layout.configuration(of: reader)
            preprocessing = try PixelPreprocessing(
                checking: layout.stated?.mean, layout.stated?.deviation, resolution: configuration.resolution,
                path: configPath)
            image = try layout.image(configuration, &reader)
            text = try layout.text(configuration, &reader)
        } else {
            throw .unknownLayout(path: weightsPath)
        }
        logitScale = exp(try reader.number("logit_scale"))
        try reader.finish()
    }

    /// The tokenizer of the text tower.
    ///
    /// - Parameter vocabulary: OpenAI's list of merges, or a folder with a vocabulary; nil looks beside the weights.
    package func tokenizer(vocabulary: String? = nil) throws(CheckpointError) -> Tokenizer {
        let beside = URL(filePath: weightsPath).deletingLastPathComponent()
        let place = vocabulary.map { URL(filePath: $0) } ?? beside
        let list = ["bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"]
            .map { place.appending(path: $0).path }.first { FileManager.default.fileExists(atPath: $0) }
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder)
        let folder = isFolder.boolValue ? place : place.deletingLastPathComponent()
        if let file = try ConfigurationFile(ifPresentAt: folder.appending(path: "tokenizer_config.json").path) {
            _ = try file.content(JSONValue.self, .tokenizer)
        }
        let found: Vocabulary
        do {
            if !isFolder.boolValue {
                found = try Vocabulary(mergesFile: place.path)
            } else if let list {
                found = try Vocabulary(mergesFile: list)
            } else {
                found = try Vocabulary(folder: place.path)
            }
        } catch {
            throw .vocabulary(error)
        }
        guard found.count == configuration.text.vocabulary else {
            throw .contradiction(
                path: place.path, key: "vocabulary", expected: configuration.text.vocabulary, found: found.count)
        }
        return Tokenizer(vocabulary: found)
    }
}

internal import Foundation
internal import TensorFiles

/// An opened CLIP checkpoint: its sizes, its weights, mapped, and what was found beside them.
///
/// A checkpoint is a folder as Hugging Face or open_clip publish them, or one safetensors file in either layout.
package struct Checkpoint: Sendable {
    /// What was named: a folder or a file.
    package let path: String
    /// The file of weights.
    package let weightsPath: String
    package let configuration: CLIPConfiguration
    package let preprocessing: PixelPreprocessing
    /// exp(logit_scale): what cosines are multiplied with to be logits.
    package let logitScale: Float
    let image: ImageTower
    let text: TextTower

    private static let huggingFaceWeights = "model.safetensors"
    private static let openCLIPWeights = ["open_clip_model.safetensors", "open_clip_pytorch_model.safetensors"]
    private static let pickleExtensions: Set<String> = ["pt", "pth", "bin", "ckpt", "pkl"]

    /// Opens a checkpoint; takes milliseconds where the weights are 32-bit floats, since nothing is read but the header.
    package init(path: String) throws(CheckpointError) {
        self.path = path
        weightsPath = try Self.weights(at: path)
        if Self.pickleExtensions.contains(URL(filePath: weightsPath).pathExtension.lowercased()) {
            throw .pickle(path: weightsPath)
        }
        let file: SafetensorsFile
        do {
            file = try SafetensorsFile(path: weightsPath)
        } catch .malformed(let path, .pickle) {
            throw .pickle(path: path)
        } catch {
            throw .file(error)
        }
        let folder = URL(filePath: weightsPath).deletingLastPathComponent()
        var reader = TensorReader(file: file)
        if HuggingFaceLayout.recognises(file) {
            let configPath = folder.appending(path: "config.json").path
            configuration = try ConfigurationFile.read(HuggingFaceConfiguration.self, path: configPath)
                .configuration(path: configPath)
            preprocessing = try Self.preprocessing(
                folder.appending(path: "preprocessor_config.json").path, resolution: configuration.resolution)
            guard case .transformer(let shape, let patch) = configuration.vision else {
                throw .unknownLayout(path: weightsPath)
            }
            let layout = HuggingFaceLayout()
            image = .transformer(try layout.image(configuration, shape, patch: patch, &reader))
            text = try layout.text(configuration, &reader)
        } else if OpenAILayout.recognises(file) {
            let configPath = folder.appending(path: "open_clip_config.json").path
            var layout = OpenAILayout()
            if FileManager.default.fileExists(atPath: configPath) {
                layout.stated = try OpenCLIPConfiguration(path: configPath)
            }
            configuration = try layout.configuration(of: reader)
            preprocessing = try Self.preprocessing(
                resolution: configuration.resolution, mean: layout.stated?.mean, deviation: layout.stated?.deviation,
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

    /// The file of weights that a path means.
    private static func weights(at path: String) throws(CheckpointError) -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .missing(path: path) }
        guard isFolder.boolValue else { return path }
        let folder = URL(filePath: path)
        for name in [huggingFaceWeights] + openCLIPWeights {
            let file = folder.appending(path: name).path
            if FileManager.default.fileExists(atPath: file) { return file }
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        // A folder of pickles is a checkpoint that we will not open; say so rather than that there is none.
        if let pickle = names.sorted().first(where: {
            pickleExtensions.contains(URL(filePath: $0).pathExtension.lowercased())
        }) {
            throw .pickle(path: folder.appending(path: pickle).path)
        }
        throw .missing(path: folder.appending(path: huggingFaceWeights).path)
    }

    private static func preprocessing(_ path: String, resolution: Int) throws(CheckpointError) -> PixelPreprocessing {
        // Without the file it is CLIP's own: no CLIPModel was ever published with another.
        guard FileManager.default.fileExists(atPath: path) else { return PixelPreprocessing(resolution: resolution) }
        let file = try ConfigurationFile.read(PreprocessorConfiguration.self, path: path)
        if let side = file.cropSize?.side, side != resolution {
            throw .contradiction(path: path, key: "crop_size", expected: resolution, found: side)
        }
        return try preprocessing(resolution: resolution, mean: file.mean, deviation: file.deviation, path: path)
    }

    private static func preprocessing(
        resolution: Int, mean: [Float]?, deviation: [Float]?, path: String
    ) throws(CheckpointError) -> PixelPreprocessing {
        let mean = mean ?? PixelPreprocessing.clipMean
        let deviation = deviation ?? PixelPreprocessing.clipDeviation
        guard mean.count == 3, deviation.count == 3, mean.allSatisfy(\.isFinite),
            deviation.allSatisfy({ $0 > 0 && $0.isFinite })
        else {
            throw .malformedConfiguration(path: path, reason: "mean and deviation need three numbers each")
        }
        return PixelPreprocessing(resolution: resolution, mean: mean, deviation: deviation)
    }
}

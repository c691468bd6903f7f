package import FileContents
package import TensorFiles

/// Why a checkpoint could not be opened.
package enum CheckpointError: Error, Equatable {
    /// A file of tensors could not be read, or contradicts its format.
    case file(TensorFileError)
    /// The vocabulary beside the weights could not be read.
    case vocabulary(VocabularyError)
    /// A Python pickle, which could run code when opened: only safetensors files are.
    case pickle(path: String)
    /// Neither a folder nor a safetensors file; or a folder without what a checkpoint consists of.
    case missing(path: String)
    /// Weights of another name, or a folder below the one that was named.
    case elsewhere(path: String, found: String)
    /// What a fine-tuning adds to the weights stands beside them, in a file of its own.
    case adapter(path: String)
    /// The weights are there, the file that says what they are is not.
    case missingConfiguration(path: String)
    /// A file beside the weights that cannot be read; the reason is the system's.
    case unreadable(path: String, reason: String)
    /// The weights are still on their way.
    case unfinishedDownload(path: String)
    /// One of the files into which a large checkpoint is divided.
    case shard(path: String, number: Int, count: Int)
    /// The list of a divided checkpoint's files does not fit them.
    case badIndex(path: String, reason: String)
    /// A configuration file that is no text.
    case badText(path: String, TextDefect)
    /// A configuration file that is not JSON, or lacks a value, or has one of another type.
    case malformedConfiguration(path: String, reason: String)
    /// A value of the configuration that Miwake does not support.
    case unsupported(path: String, key: String, value: String)
    /// A value of the configuration beside those by which Miwake computes.
    case otherValue(path: String, key: String, value: String, allowed: [String])
    /// A key of the configuration of which Miwake does not know what it changes.
    case unknownKey(path: String, key: String)
    /// The configuration names one value, another file a different one.
    case contradiction(path: String, key: String, expected: Int, found: Int)
    /// The weights do not say with which activation they were trained, and no configuration does.
    case unknownActivation(path: String)
    /// The layout is neither Hugging Face's `CLIPModel` nor OpenAI's.
    case unknownLayout(path: String)
    /// Weights of a family that is known and not supported, by a tensor that only it has.
    case otherModel(path: String, OtherModel, tensor: String)
    case missingTensor(path: String, name: String, expected: [Int])
    case wrongShape(path: String, name: String, expected: [Int], found: [Int])
    /// Shapes that belong to no CLIP, such as a number of patches that is no square.
    case impossibleShape(path: String, name: String, found: [Int])
    case wrongElement(path: String, name: String, found: TensorElement)
    /// Tensors that no part of the model reads.
    case surplusTensors(path: String, names: [String])
}

extension CheckpointError {
    init(_ error: FileReadError) {
        switch error {
        case .unreadable(let path, let reason): self = .unreadable(path: path, reason: reason)
        case .tooLarge(let path, _): self = .malformedConfiguration(path: path, reason: "it is far too large")
        }
    }
}

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
    /// A configuration file that is not JSON, or lacks a value, or has one of another type.
    case malformedConfiguration(path: String, reason: String)
    /// A value of the configuration that Miwake does not support.
    case unsupported(path: String, key: String, value: String)
    /// The configuration names one value, another file a different one.
    case contradiction(path: String, key: String, expected: Int, found: Int)
    /// The weights do not say with which activation they were trained, and no configuration does.
    case unknownActivation(path: String)
    /// The layout is neither Hugging Face's `CLIPModel` nor OpenAI's.
    case unknownLayout(path: String)
    case missingTensor(path: String, name: String, expected: [Int])
    case wrongShape(path: String, name: String, expected: [Int], found: [Int])
    /// Shapes that belong to no CLIP, such as a number of patches that is no square.
    case impossibleShape(path: String, name: String, found: [Int])
    case wrongElement(path: String, name: String, found: TensorElement)
    /// Tensors that no part of the model reads.
    case surplusTensors(path: String, names: [String])
}

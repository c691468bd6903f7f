package import TensorFiles

/// Why a stored estimator cannot be used.
package enum CheckpointError: Error, Equatable {
    case file(TensorFileError)
    /// A safetensors file, but not one of ours.
    case notAnEstimator(path: String)
    /// Written by a later release.
    case newerVersion(path: String, found: Int, supported: Int)
    /// A part of the metadata is missing or contradicts the rest.
    case badMetadata(path: String, key: String)
    /// A weight is infinite or not a number.
    case notFinite(path: String, tensor: String)
    /// A class was added, removed, renamed or moved since; the logits would be read as those of other classes.
    case classesDiffer(path: String, stored: [String], project: [String])
    /// The features come from another encoder, other weights or another preprocessing.
    case encoderDiffers(path: String, stored: String, project: String)
}

package import CLIPEncoding
internal import FileContents
package import Foundation
internal import Interchange
internal import ProjectModel
package import ProjectStore
internal import TensorFiles

/// The checkpoint of a project, opened, with its name among the features and what its texts are.
package struct ProjectEncoder: Sendable {
    package let checkpoint: Checkpoint
    package let tokenizer: Tokenizer
    /// The name of its features in the store.
    package let key: String

    /// What one image has of each level token by token.
    package var tokenLevels: [FeatureSet.Level] { checkpoint.tokenLevels.map { .init(rows: $0.rows, width: $0.width) } }

    /// What the tokens of one image take on the disk, in bytes.
    package var tokenBytesPerImage: Int {
        tokenLevels.reduce(0) { $0 + $1.count } * MemoryLayout<UInt16>.stride
    }

    /// The features that this encoder always makes; tokens are added where they are wanted.
    package func featureSet(now: Date) -> FeatureSet {
        FeatureSet(
            key: key, origin: .encoder, width: checkpoint.configuration.embedding,
            pooledLevels: checkpoint.pooledLevels.map { .init(rows: $0.rows, width: $0.width) },
            logitScale: Double(checkpoint.logitScale), createdAt: now)
    }
}

extension Workbench {
    /// Where the checkpoint and its vocabulary lie; nil where the project names none.
    package var checkpointPaths: (checkpoint: String, vocabulary: String?)? { file.checkpointPaths(of: folder) }

    /// Opens the project's checkpoint.
    package func encoder() throws -> ProjectEncoder {
        guard let paths = checkpointPaths else { throw WorkbenchError.noCheckpoint(project: folder.project) }
        return try Self.encoder(checkpoint: paths.checkpoint, vocabulary: paths.vocabulary, store: store)
    }

    /// Opens a checkpoint.
    ///
    /// - Parameter store: remembers the hash of the weights; nil hashes them anew.
    package static func encoder(checkpoint path: String, vocabulary: String?, store: ProjectStore?) throws
        -> ProjectEncoder
    {
        let checkpoint = try Checkpoint(path: path)
        let tokenizer = try checkpoint.tokenizer(vocabulary: vocabulary)
        let identity = EncoderIdentity(checkpoint, weightsHash: try weightsHash(checkpoint, store))
        return ProjectEncoder(checkpoint: checkpoint, tokenizer: tokenizer, key: identity.key)
    }

    private static func weightsHash(_ checkpoint: Checkpoint, _ store: ProjectStore?) throws -> WeightsHash {
        let path = checkpoint.weightsPath
        guard let stamp = FileStamp(paths: checkpoint.weightFiles) else { throw CheckpointError.missing(path: path) }
        let real = URL(filePath: path).standardizedFileURL.path
        if let known = try store?.value(of: .weightsHash).flatMap({ WeightsHash($0) }), known.path == real,
            known.stamp == stamp
        {
            return known
        }
        let hash = WeightsHash(path: real, stamp: stamp, hash: try ContentHash.ofFiles(at: checkpoint.weightFiles))
        if let store, store.mode == .readWrite { try store.set(.weightsHash, to: hash.text) }
        return hash
    }

    /// Writes a checkpoint into `miwake.yaml`, after it has been opened: from the project folder where it lies in it, so that both
    /// can move together, else absolute. Nothing else in the file changes, not even its comments.
    package static func remember(checkpoint: String, vocabulary: String?, in project: String) throws {
        _ = try Checkpoint(path: checkpoint).tokenizer(vocabulary: vocabulary)
        let yaml = project + "/" + projectFileName
        let path = remembered(checkpoint, in: project)
        let vocabulary = vocabulary.map { remembered($0, in: project) }
        guard try projectFile(in: project).features != .checkpoint(path, vocabulary: vocabulary) else { return }
        let text: String
        do { text = try PlainText(try bytes(of: yaml)).text } catch let defect as TextDefect {
            throw WorkbenchError.projectFile(path: yaml, ProjectFileError(.unreadable(defect)))
        }
        guard let changed = ProjectFile.text(text, naming: path, vocabulary: vocabulary) else {
            throw WorkbenchError.checkpointNotWritten(path: yaml, checkpoint: path, vocabulary: vocabulary)
        }
        try writeProjectFile(changed, to: yaml)
    }

    /// A path as `miwake.yaml` remembers it.
    static func remembered(_ path: String, in project: String) -> String {
        let file = URL(filePath: path).standardizedFileURL.path
        let folder = URL(filePath: project).standardizedFileURL.path + "/"
        return file.hasPrefix(folder) ? String(file.dropFirst(folder.count)) : file
    }
}

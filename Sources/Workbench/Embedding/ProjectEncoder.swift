package import CLIPEncoding
internal import FileContents
internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore

/// The checkpoint of a project, opened, with its name among the features and what its texts are.
package struct ProjectEncoder: Sendable {
    package let checkpoint: Checkpoint
    package let tokenizer: Tokenizer
    /// The name of its features in the store.
    package let key: String

    /// What one image has of each level token by token.
    var tokenLevels: [FeatureSet.Level] { checkpoint.tokenLevels.map { .init(rows: $0.rows, width: $0.width) } }

    /// What the tokens of one image take on the disk, in bytes.
    package var tokenBytesPerImage: Int {
        tokenLevels.reduce(0) { $0 + $1.count } * MemoryLayout<UInt16>.stride
    }

    /// The features that this encoder always makes; tokens are added where they are wanted.
    func featureSet(now: Date) -> FeatureSet {
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
    static func encoder(checkpoint path: String, vocabulary: String?, store: ProjectStore?) throws -> ProjectEncoder {
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

    /// What the text rows of a set must be for this project: with their prompts where Miwake embedded them, so that other
    /// prompts are noticed.
    func textRows(of set: FeatureSet) -> [TextRow] {
        zip(classes, file.classes).map { label, definition in
            TextRow(
                className: label.name,
                prompts: set.origin == .encoder ? file.texts(of: definition).joined(separator: "\n") : "")
        }
    }
}

/// A prompt that the text encoder will not read as its writer meant it.
package enum PromptWarning: Sendable, Equatable {
    /// Letters outside the Latin script: to an encoder trained on English they are bytes without meaning.
    case otherScript(className: String, prompt: String)
    /// Longer than the text encoder reads.
    case truncated(className: String, prompt: String, context: Int)
}

extension ProjectFile {
    /// - Parameter tokenizer: where there is one, prompts that it would cut are found too.
    package func promptWarnings(_ tokenizer: Tokenizer?, context: Int = Tokenizer.contextLength) -> [PromptWarning] {
        classes.flatMap { definition -> [PromptWarning] in
            for text in texts(of: definition) {
                if text.unicodeScalars.contains(where: \.isLetterOfOtherScript) {
                    return [.otherScript(className: definition.name, prompt: text)]
                }
                if let tokenizer, tokenizer.tokens(text, context: context).isTruncated {
                    return [.truncated(className: definition.name, prompt: text, context: context)]
                }
            }
            return []
        }
    }
}

extension Unicode.Scalar {
    /// The last letter of the Latin blocks that follow one another.
    private static let lastLatin: UInt32 = 0x24F
    /// Latin letters with further marks.
    private static let additionalLatin: ClosedRange<UInt32> = 0x1E00...0x1EFF

    fileprivate var isLetterOfOtherScript: Bool {
        properties.isAlphabetic && value > Self.lastLatin && !Self.additionalLatin.contains(value)
    }
}

extension Workbench {
    /// Writes a checkpoint into `miwake.yaml`, after it has been opened: from the project folder where it lies in it, so that both
    /// can move together, else absolute. Nothing else of the file changes, its comments neither.
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

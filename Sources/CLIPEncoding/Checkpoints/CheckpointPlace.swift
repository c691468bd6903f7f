internal import Foundation

/// Where a person says that a checkpoint is, and what is there in its place.
struct CheckpointPlace {
    let path: String

    private static let huggingFaceWeights = "model.safetensors"
    private static let openCLIPWeights = ["open_clip_model.safetensors", "open_clip_pytorch_model.safetensors"]
    private static let weightsExtension = ".safetensors"
    private static let pickleExtensions: Set<String> = ["pt", "pth", "bin", "ckpt", "pkl"]
    /// How the usual programs call a file that they are still fetching.
    private static let unfinished = [".incomplete", ".part", ".crdownload", ".aria2"]
    /// Where Hugging Face's program keeps them.
    private static let downloads = ".cache/huggingface/download"
    /// Where transformers looks for what a fine-tuning added to the weights.
    private static let adapter = "adapter_config.json"
    /// Folders below the one that is named: `models--…/snapshots/HASH` of a cache.
    private static let deepestLook = 3

    /// The file of weights, or the index of its parts.
    func weights() throws(CheckpointError) -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .missing(path: path) }
        guard isFolder.boolValue else { return try checked(path) }
        for name in [Self.huggingFaceWeights] + Self.openCLIPWeights {
            for file in [name, name + WeightFiles.indexSuffix].map(file)
            where FileManager.default.fileExists(atPath: file) { return try checked(file) }
        }
        throw substitute()
    }

    private func file(_ name: String) -> String { URL(filePath: path).appending(path: name).path }

    /// Weights are read as they are: never a pickle, and never without what belongs to them.
    private func checked(_ file: String) throws(CheckpointError) -> String {
        if Self.isPickle(file) { throw .pickle(path: file) }
        let adapter = URL(filePath: file).deletingLastPathComponent().appending(path: Self.adapter).path
        if FileManager.default.fileExists(atPath: adapter) { throw .adapter(path: adapter) }
        return file
    }

    /// What a folder without the usual files has instead: say so rather than that there is nothing.
    private func substitute() -> CheckpointError {
        for folder in [path, file(Self.downloads)] {
            if let part = Self.names(in: folder).first(where: { name in Self.unfinished.contains(where: name.hasSuffix)
            }) {
                return .unfinishedDownload(path: folder + "/" + part)
            }
        }
        let names = Self.names(in: path)
        if names.contains(Self.adapter) { return .adapter(path: file(Self.adapter)) }
        if let weights = names.first(where: { $0.hasSuffix(Self.weightsExtension) }) {
            if let (number, count) = WeightFiles.shardNumber(of: weights) {
                return .shard(path: file(weights), number: number, count: count)
            }
            return .elsewhere(path: path, found: file(weights))
        }
        if let pickle = names.first(where: Self.isPickle) { return .pickle(path: file(pickle)) }
        if let found = Self.weights(below: path, depth: Self.deepestLook) {
            return .elsewhere(path: path, found: found)
        }
        return .missing(path: file(Self.huggingFaceWeights))
    }

    /// A folder deeper down that has weights.
    private static func weights(below folder: String, depth: Int) -> String? {
        guard depth > 0 else { return nil }
        for name in names(in: folder) where !name.hasPrefix(".") {
            let inner = folder + "/" + name
            if names(in: inner).contains(huggingFaceWeights) { return inner }
            if let found = weights(below: inner, depth: depth - 1) { return found }
        }
        return nil
    }

    private static func isPickle(_ file: String) -> Bool {
        pickleExtensions.contains(URL(filePath: file).pathExtension.lowercased())
    }

    /// In the order of the alphabet; none where there is no folder.
    private static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}

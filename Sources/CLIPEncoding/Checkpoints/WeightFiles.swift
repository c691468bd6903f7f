internal import FileContents
internal import Foundation
internal import TensorFiles

/// The tensors of a checkpoint, from one safetensors file or from several that an index names.
struct WeightFiles: Sendable {
    /// For messages: the one file, or the index.
    let path: String
    /// All files of tensors, in the order of their names.
    let files: [SafetensorsFile]
    private let owners: [String: Int]

    /// Behind the name of a file of weights: the JSON list of the files that hold its parts.
    static let indexSuffix = ".index.json"

    init(path: String) throws(CheckpointError) {
        guard path.hasSuffix(Self.indexSuffix) else {
            if let (number, count) = Self.shardNumber(of: path), count > 1 {
                throw .shard(path: path, number: number, count: count)
            }
            let file = try Self.open(path)
            self.init(path: path, files: [file], owners: Dictionary(uniqueKeysWithValues: file.names.map { ($0, 0) }))
            return
        }
        let index = try ConfigurationFile(path: path).decoded(Index.self)
        let names = Set(index.files.values).sorted()
        guard !names.isEmpty else { throw .badIndex(path: path, reason: "it names no file") }
        var files: [SafetensorsFile] = []
        var owners: [String: Int] = [:]
        for (place, name) in names.enumerated() {
            guard !name.contains("/"), name.hasSuffix(".safetensors") else {
                throw .badIndex(path: path, reason: "it names “\(name)”, which is no safetensors file beside it")
            }
            let file = try Self.open(URL(filePath: path).deletingLastPathComponent().appending(path: name).path)
            for tensor in file.names {
                guard index.files[tensor] == name else {
                    throw .badIndex(path: path, reason: "it does not say that “\(tensor)” is in “\(name)”")
                }
                owners[tensor] = place
            }
            files.append(file)
        }
        if let lost = index.files.keys.filter({ owners[$0] == nil }).min(), let file = index.files[lost] {
            throw .badIndex(path: path, reason: "it says that “\(lost)” is in “\(file)”, where it is not")
        }
        self.init(path: path, files: files, owners: owners)
    }

    private init(path: String, files: [SafetensorsFile], owners: [String: Int]) {
        self.path = path
        self.files = files
        self.owners = owners
    }

    var names: [String] { files.flatMap(\.names) }

    func contains(_ name: String) -> Bool { owners[name] != nil }

    /// The file that holds a tensor, for messages; the whole where none does.
    func path(of name: String) -> String { owners[name].map { files[$0].path } ?? path }

    func tensor(named name: String) throws(TensorFileError) -> SafetensorsTensor {
        guard let owner = owners[name] else { throw .missingTensor(path: path, name: name) }
        return try files[owner].tensor(named: name)
    }

    private struct Index: Decodable {
        /// The file of each tensor.
        var files: [String: String]

        enum CodingKeys: String, CodingKey { case files = "weight_map" }
    }

    private static func open(_ path: String) throws(CheckpointError) -> SafetensorsFile {
        do {
            return try SafetensorsFile(path: path)
        } catch .malformed(let path, .pickle) {
            throw .pickle(path: path)
        } catch {
            throw .file(error)
        }
    }

    /// 2 and 5 of `model-00002-of-00005.safetensors`.
    static func shardNumber(of path: String) -> (number: Int, count: Int)? {
        let stem = URL(filePath: path).deletingPathExtension().lastPathComponent
        let parts = stem.split(separator: "-")
        guard parts.count >= 4, parts[parts.count - 2] == "of", let number = Int(parts[parts.count - 3]),
            let count = Int(parts[parts.count - 1])
        else { return nil }
        return (number, count)
    }
}

package import Deconfusion
internal import Foundation
internal import Layers
package import TensorFiles

/// An estimator on disk: a safetensors file with the PyTorch reference's tensor names, and the record of its training.
package struct EstimatorCheckpoint: Sendable, Equatable {
    package let estimator: Estimator
    package let record: TrainingRecord

    package init(_ estimator: Estimator, _ record: TrainingRecord) {
        precondition(record.classes.count == estimator.shape.classes, "\(record.classes.count) class names")
        self.estimator = estimator
        self.record = record
    }

    private static let format = "miwake-estimator"
    private static let version = 1

    private enum Key {
        static let format = "format"
        static let version = "version"
        static let shape = "shape"
        static let record = "record"
        static let projection = "projection"
    }

    // MARK: Writing

    /// Writes the file; it appears complete or not at all.
    ///
    /// - Returns: the checksum of what was written.
    @discardableResult
    package func write(to path: String) throws(CheckpointError) -> FileChecksum {
        var tensors = estimator.tensors.map {
            (name: $0.tensor.name, shape: $0.tensor.shape, values: Array($0.elements))
        }
        tensors += estimator.projection.parts.map { ($0.name, $0.shape, $0.values) }
        let metadata = [
            Key.format: Self.format, Key.version: String(Self.version), Key.shape: Self.json(estimator.shape),
            Key.record: Self.json(record), Key.projection: estimator.projection.kind,
        ]
        do {
            var writer = try SafetensorsWriter(
                path: path, tensors: tensors.map { .init($0.name, .float32, $0.shape) }, metadata: metadata)
            for tensor in tensors { try writer.append(tensor.values) }
            return try writer.finish()
        } catch {
            throw .file(error)
        }
    }

    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(value) else { preconditionFailure("plain values have a JSON form") }
        return String(decoding: data, as: UTF8.self)
    }

    // MARK: Reading

    /// Reads an estimator for a project with these classes, in this order, and this encoder.
    package init(path: String, classes: [String], encoder: String) throws(CheckpointError) {
        let file = try Self.open(path)
        let record = try Self.record(file)
        guard record.classes == classes else {
            throw .classesDiffer(path: path, stored: record.classes, project: classes)
        }
        guard record.encoder == encoder else {
            throw .encoderDiffers(path: path, stored: record.encoder, project: encoder)
        }
        let shape: EstimatorShape = try Self.decode(file, Key.shape)
        guard shape.isPlausible, shape.classes == classes.count else { throw .badMetadata(path: path, key: Key.shape) }
        // Every shape is compared before memory is taken for it: the header may promise anything, the file's size cannot.
        let layout = ParameterLayout(shape)
        for tensor in layout.parameters + layout.statistics {
            do { _ = try file.tensor(named: tensor.name, shape: tensor.shape) } catch { throw .file(error) }
        }
        let projection = try Self.projection(file, shape)
        estimator = try Estimator(shape, projection: projection) { tensor throws(CheckpointError) in
            try Self.floats(file, tensor.name, tensor.shape)
        }
        self.record = record
    }

    /// The record of a stored estimator, without its weights.
    package static func record(path: String) throws(CheckpointError) -> TrainingRecord {
        try record(open(path))
    }

    private static func open(_ path: String) throws(CheckpointError) -> SafetensorsFile {
        let file: SafetensorsFile
        do { file = try SafetensorsFile(path: path) } catch { throw .file(error) }
        guard file.metadata[Key.format] == format else { throw .notAnEstimator(path: path) }
        guard let found = file.metadata[Key.version].flatMap({ Int($0) }) else {
            throw .badMetadata(path: path, key: Key.version)
        }
        guard found <= version else { throw .newerVersion(path: path, found: found, supported: version) }
        return file
    }

    private static func record(_ file: SafetensorsFile) throws(CheckpointError) -> TrainingRecord {
        try decode(file, Key.record)
    }

    private static func decode<Value: Decodable>(_ file: SafetensorsFile, _ key: String) throws(CheckpointError)
        -> Value
    {
        guard let text = file.metadata[key],
            let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
        else { throw .badMetadata(path: file.path, key: key) }
        return value
    }

    private static func projection(
        _ file: SafetensorsFile, _ shape: EstimatorShape
    ) throws(CheckpointError) -> FrozenProjection {
        let kind = file.metadata[Key.projection] ?? ""
        do {
            let places =
                FrozenProjection.isAttentionPool(kind: kind)
                ? try file.tensor(named: FrozenProjection.positionalName).rows : 0
            return try FrozenProjection(kind: kind, width: shape.width, embedding: shape.embedding, places: places) {
                try floats(file, $0, $1)
            }
        } catch let error as CheckpointError {
            throw error
        } catch let error as TensorFileError {
            throw .file(error)
        } catch {
            throw .badMetadata(path: file.path, key: Key.projection)
        }
    }

    /// A tensor's elements, all of them finite.
    private static func floats(_ file: SafetensorsFile, _ name: String, _ shape: [Int]) throws(CheckpointError)
        -> [Float]
    {
        let values: [Float]
        do { values = try file.tensor(named: name, shape: shape).floats() } catch { throw .file(error) }
        guard values.allSatisfy(\.isFinite) else { throw .notFinite(path: file.path, tensor: name) }
        return values
    }
}

extension EstimatorShape {
    /// Whether all sizes are positive and so small that their products cannot overflow.
    fileprivate var isPlausible: Bool {
        let bounds = 1...(1 << 20)
        return bounds ~= levelWidths.count
            && ([width, embedding, classes, hidden] + levelWidths).allSatisfy(bounds.contains)
    }
}

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

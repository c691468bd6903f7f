/// A safetensors file, memory-mapped: names, shapes and metadata are read when it is opened, numbers when asked for.
///
/// Format: 8 bytes, the header's length, little-endian; the header, a JSON object of name → element type, shape and
/// byte range; the data. The checks are those of the format's reference implementation: every byte of the data belongs to
/// exactly one tensor, so nothing can be hidden and nothing can be read twice.
package struct SafetensorsFile: Sendable {
    /// No checkpoint needs more than a few megabytes of header; the format's own reader stops at the same length.
    package static let longestHeader = 100_000_000
    static let lengthBytes = 8

    package var path: String { file.path }
    package let metadata: [String: String]
    /// In the order of their data.
    package let names: [String]
    private let tensors: [String: SafetensorsTensor]
    private let file: MappedFile

    /// Maps and checks a file.
    package init(path: String) throws(TensorFileError) {
        let file = try MappedFile(path: path)
        let header: SafetensorsHeader
        do {
            header = try file.withBytes { bytes throws(TensorFileDefect) in try SafetensorsHeader(file: bytes) }
        } catch {
            throw .malformed(path: path, error)
        }
        self.file = file
        metadata = header.metadata
        names = header.entries.map(\.name)
        var tensors: [String: SafetensorsTensor] = [:]
        tensors.reserveCapacity(header.entries.count)
        for entry in header.entries {
            let range = header.dataStart + entry.begin..<header.dataStart + entry.end
            tensors[entry.name] = SafetensorsTensor(
                name: entry.name, element: entry.element, shape: entry.shape, file: file, range: range)
        }
        self.tensors = tensors
    }

    /// The tensor of this name.
    package func tensor(named name: String) throws(TensorFileError) -> SafetensorsTensor {
        guard let tensor = tensors[name] else { throw .missingTensor(path: path, name: name) }
        return tensor
    }

    /// The tensor of this name, which must have this shape.
    package func tensor(named name: String, shape: [Int]) throws(TensorFileError) -> SafetensorsTensor {
        let tensor = try tensor(named: name)
        guard tensor.shape == shape else {
            throw .wrongShape(path: path, name: name, expected: shape, found: tensor.shape)
        }
        return tensor
    }

    /// Of the file as it is now: reads it whole.
    package var checksum: FileChecksum { file.checksum }

    package func contains(_ name: String) -> Bool { tensors[name] != nil }
}

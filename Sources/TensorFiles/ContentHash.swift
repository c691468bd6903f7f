/// The identity of a file's content: SHA-256 in hexadecimal, as `sha256sum` prints it.
package enum ContentHash {
    /// Hashes a file through a memory map, so that no copy of it is made.
    package static func ofFile(at path: String) throws(TensorFileError) -> String {
        of(try MappedFile(path: path))
    }

    package static func of(_ file: MappedFile) -> String { file.checksum.sha256 }

    /// Of one file its own; of several, in this order, the hash of theirs.
    package static func ofFiles(at paths: [String]) throws(TensorFileError) -> String {
        var hashes: [String] = []
        for path in paths { hashes.append(try ofFile(at: path)) }
        return hashes.count == 1 ? hashes[0] : of(Array(hashes.joined(separator: "\n").utf8))
    }

    package static func of(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { FileChecksum(of: $0).sha256 }
    }
}

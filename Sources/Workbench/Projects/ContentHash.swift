package import TensorFiles

/// The identity of a file's content: SHA-256 in hexadecimal, as `sha256sum` prints it.
package enum ContentHash {
    /// Hashes a file through a memory map, so that no copy of it is made.
    package static func ofFile(at path: String) throws(TensorFileError) -> String {
        try MappedFile(path: path).checksum.sha256
    }

    package static func of(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { FileChecksum(of: $0).sha256 }
    }
}

internal import COpenSSL
internal import Foundation
package import TensorFiles

/// The identity of a file's content: SHA-256 in hexadecimal, as `sha256sum` prints it.
package enum ContentHash {
    /// Hashes a file through a memory map, so that no copy of it is made.
    package static func ofFile(at path: String) throws(TensorFileError) -> String {
        of(try MappedFile(path: path))
    }

    package static func of(_ file: MappedFile) -> String {
        file.withBytes { bytes in
            digest { SHA256(bytes.baseAddress, bytes.count, $0) }
        }
    }

    package static func of(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBufferPointer { buffer in
            digest { SHA256(buffer.baseAddress, buffer.count, $0) }
        }
    }

    private static func digest(_ body: (UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>?) -> String {
        let hexadecimal = Array("0123456789abcdef".utf8)
        let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(SHA256_DIGEST_LENGTH)) { sum in
            sum.initialize(repeating: 0)
            guard let start = sum.baseAddress, body(start) != nil else { return [UInt8]() }
            return sum.flatMap { [hexadecimal[Int($0 >> 4)], hexadecimal[Int($0 & 15)]] }
        }
        precondition(!text.isEmpty, "SHA-256 needs no memory and cannot fail")
        return String(decoding: text, as: UTF8.self)
    }
}

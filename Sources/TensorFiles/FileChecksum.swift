internal import COpenSSL

/// What a file holds, in a few bytes: its length, and SHA-256 in hexadecimal as `sha256sum` prints it.
package struct FileChecksum: Sendable, Hashable {
    package var bytes: Int
    package var sha256: String

    package init(bytes: Int, sha256: String) {
        self.bytes = bytes
        self.sha256 = sha256
    }

    /// Of bytes that lie in memory.
    package init(of bytes: UnsafeRawBufferPointer) {
        var sum = RunningChecksum()
        sum.append(bytes)
        self = sum.finish()
    }
}

extension MappedFile {
    /// Of the file as it is now: reads it whole.
    package var checksum: FileChecksum { withBytes { FileChecksum(of: $0) } }
}

/// The checksum of bytes that come piece by piece, such as those of a file that is being written.
struct RunningChecksum: ~Copyable {
    private let context = EVP_MD_CTX_new()
    private var bytes = 0

    init() {
        precondition(EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1, "every build of libcrypto has SHA-256")
    }

    deinit { EVP_MD_CTX_free(context) }

    mutating func append(_ part: UnsafeRawBufferPointer) {
        guard part.count > 0 else { return }
        precondition(EVP_DigestUpdate(context, part.baseAddress, part.count) == 1, "a sum that is under way")
        bytes += part.count
    }

    /// Nothing can be appended afterwards.
    mutating func finish() -> FileChecksum {
        let hexadecimal = Array("0123456789abcdef".utf8)
        var sum = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        precondition(EVP_DigestFinal_ex(context, &sum, nil) == 1, "a sum that is under way")
        let text = sum.flatMap { [hexadecimal[Int($0 >> 4)], hexadecimal[Int($0 & 15)]] }
        return FileChecksum(bytes: bytes, sha256: String(decoding: text, as: UTF8.self))
    }
}

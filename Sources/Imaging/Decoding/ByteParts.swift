import Glibc

/// A file's content, of which parts are looked at.
protocol ByteParts {
    var count: Int { get }

    /// As far as the content has it.
    func part(_ range: Range<Int>) -> [UInt8]
}

extension [UInt8]: ByteParts {
    func part(_ range: Range<Int>) -> [UInt8] { Array(self[range.clamped(to: 0..<count)]) }
}

/// A regular file, read where it is asked for and no further.
final class FileParts: ByteParts {
    let count: Int
    private let file: Int32

    init(path: String) throws(ImageError) {
        let opened = try openRegularFile(path: path)
        (file, count) = (opened.file, opened.size)
    }

    deinit { close(file) }

    func part(_ range: Range<Int>) -> [UInt8] {
        let range = range.clamped(to: 0..<count)
        return [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initialized in
            while initialized < range.count, let base = buffer.baseAddress {
                let got = pread(file, base + initialized, range.count - initialized, range.lowerBound + initialized)
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { return }
                initialized += got
            }
        }
    }
}

/// The chunks of a PNG file in their order, without the one that is cut (RFC 2083, section 3.2).
struct PNGChunks<Bytes: ByteParts>: Sequence, IteratorProtocol {
    struct Chunk {
        var type: String
        var content: Range<Int>
    }

    private let bytes: Bytes
    private var at = 8

    init(_ bytes: Bytes) { self.bytes = bytes }

    mutating func next() -> Chunk? {
        let start = bytes.part(at..<at + 8)
        guard start.count == 8 else { return nil }
        let content = at + 8..<at + 8 + start[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard content.upperBound <= bytes.count else { return nil }
        at = content.upperBound + 4  // past the checksum
        return Chunk(type: String(decoding: start[4...], as: UTF8.self), content: content)
    }
}

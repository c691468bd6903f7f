internal import FileContents
internal import Glibc

/// A file mapped into memory, read-only and shared: opening costs no reading, and two processes share its pages.
///
/// The bytes are those of the file: whoever shortens it while it is mapped makes later reads of the lost pages trap.
/// Every file of tensors that Miwake writes is therefore replaced by a rename, never rewritten in place.
package final class MappedFile: Sendable {
    package let path: String
    /// The file's size in bytes.
    package let count: Int
    /// Where the mapping starts, as a bit pattern: pointers are not Sendable, this mapping is. 0 for an empty file.
    private let address: UInt

    /// Maps a regular file.
    package init(path: String) throws(TensorFileError) {
        func failure() -> TensorFileError { .unreadable(path: path, reason: systemReason(of: errno)) }
        // Without O_NONBLOCK a named pipe would wait for its writer for ever.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, reason: "not a regular file") }
        self.path = path
        count = Int(status.st_size)
        guard count > 0 else {
            address = 0
            return
        }
        let mapping = mmap(nil, count, PROT_READ, MAP_SHARED, file, 0)
        guard let mapping, mapping != MAP_FAILED else { throw failure() }
        address = UInt(bitPattern: mapping)
    }

    deinit {
        if count > 0 { munmap(UnsafeMutableRawPointer(bitPattern: address), count) }
    }

    /// The file's bytes, valid until the body returns.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count))
    }

    /// A part of the file's bytes, valid until the body returns. Traps outside the file.
    package func withBytes<Result, Failure: Error>(
        in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes \(range) of \(count)")
        return try withBytes { bytes throws(Failure) in
            try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }

    /// Gives the memory of a part back until somebody reads it again: its bytes stay in the file.
    func release(_ range: Range<Int>) {
        let page = Int(getpagesize())
        // Whole pages only: others may be using their neighbours.
        let first = (range.lowerBound + page - 1) / page * page
        let end = range.upperBound / page * page
        guard first < end else { return }
        madvise(UnsafeMutableRawPointer(bitPattern: address + UInt(first)), end - first, MADV_DONTNEED)
    }
}

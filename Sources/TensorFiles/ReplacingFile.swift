internal import FileContents
internal import Glibc

/// A file that is written beside its final place and takes it in one step when it is complete.
///
/// Until `finish()` the file of that name keeps its content; if that never comes, the temporary file is removed.
package struct ReplacingFile: ~Copyable {
    package let path: String
    private let temporaryPath: String
    private var descriptor: Int32
    private var isFinished = false
    private var buffer: [UInt8] = []
    /// Of what was given to be written, which is not what a failing disk gives back.
    private var checksum = RunningChecksum()

    /// Large enough that system calls cost nothing, small enough for the cache.
    private static let bufferSize = 1 << 18

    /// What stands at the end of the name of a file that is not complete.
    package static let partialType = ".partial"
    /// Of the name's own bytes; file systems stop at 255, and the number of the process and the type follow.
    private static let longestName = 220

    package init(path: String) throws(TensorFileError) {
        self.path = path
        let start = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) } ?? path.startIndex
        var name = path[start...]
        while name.utf8.count > Self.longestName { name.removeLast() }
        // Two processes may write the same file; the last to finish wins, whole.
        temporaryPath =
            path[..<start] + name + ".\(getpid()).\(UInt32.random(in: 0 ... .max))" + Self.partialType
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemReason(of: errno)) }
        buffer.reserveCapacity(Self.bufferSize)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isFinished, descriptor >= 0 { unlink(temporaryPath) }
    }

    /// For a file that takes the place of one with permissions of its own.
    package func setPermissions(_ permissions: UInt32) { fchmod(descriptor, permissions) }

    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(TensorFileError) {
        if buffer.count + bytes.count <= Self.bufferSize {
            buffer.append(contentsOf: bytes)
            return
        }
        try flush()
        if bytes.count > Self.bufferSize {
            try writeThrough(bytes)
        } else {
            buffer.append(contentsOf: bytes)
        }
    }

    mutating func write<Number: BitwiseCopyable>(_ numbers: [Number]) throws(TensorFileError) {
        try numbers.withUnsafeBufferPointer { numbers throws(TensorFileError) in
            try write(UnsafeRawBufferPointer(numbers))
        }
    }

    /// Brings the content to the disk, and only then gives it its name.
    ///
    /// - Parameter isDurable: false for one of many files that the caller brings to the disk together.
    @discardableResult
    package mutating func finish(isDurable: Bool = true) throws(TensorFileError) -> FileChecksum {
        try flush()
        guard !isDurable || fsync(descriptor) == 0 else { throw failure() }
        guard rename(temporaryPath, path) == 0 else { throw failure() }
        isFinished = true
        guard isDurable else { return checksum.finish() }
        // The rename itself must survive a power cut too.
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure() }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure() }
        return checksum.finish()
    }

    private func failure() -> TensorFileError { .unwritable(path: path, reason: systemReason(of: errno)) }

    private mutating func flush() throws(TensorFileError) {
        let full = buffer
        buffer.removeAll(keepingCapacity: true)
        try full.withUnsafeBufferPointer { bytes throws(TensorFileError) in
            try writeThrough(UnsafeRawBufferPointer(bytes))
        }
    }

    private mutating func writeThrough(_ bytes: UnsafeRawBufferPointer) throws(TensorFileError) {
        checksum.append(bytes)
        do {
            try writeAll(bytes, to: descriptor)
        } catch {
            throw .unwritable(path: path, reason: error.reason)
        }
    }
}

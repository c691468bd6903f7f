internal import Glibc

/// A file that is written beside its final place and takes it in one step when it is complete.
///
/// Until `finish()` the file of that name keeps its content; if that never comes, the temporary file is removed.
struct ReplacingFile: ~Copyable {
    let path: String
    private let temporaryPath: String
    private var descriptor: Int32
    private var isFinished = false
    private var buffer: [UInt8] = []
    /// Of what was given to be written, which is not what a failing disk gives back.
    private var checksum = RunningChecksum()

    /// Large enough that system calls cost nothing, small enough for the cache.
    private static let bufferSize = 1 << 18

    init(path: String) throws(TensorFileError) {
        self.path = path
        // Two processes may write the same file; the last to finish wins, whole.
        temporaryPath = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).partial"
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
        buffer.reserveCapacity(Self.bufferSize)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isFinished, descriptor >= 0 { unlink(temporaryPath) }
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws(TensorFileError) {
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
    @discardableResult
    mutating func finish() throws(TensorFileError) -> FileChecksum {
        try flush()
        guard fsync(descriptor) == 0 else { throw failure() }
        guard rename(temporaryPath, path) == 0 else { throw failure() }
        isFinished = true
        // The rename itself must survive a power cut too.
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure() }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure() }
        return checksum.finish()
    }

    private func failure() -> TensorFileError { .unwritable(path: path, reason: String(cString: strerror(errno))) }

    private mutating func flush() throws(TensorFileError) {
        let full = buffer
        buffer.removeAll(keepingCapacity: true)
        try full.withUnsafeBufferPointer { bytes throws(TensorFileError) in
            try writeThrough(UnsafeRawBufferPointer(bytes))
        }
    }

    private mutating func writeThrough(_ bytes: UnsafeRawBufferPointer) throws(TensorFileError) {
        checksum.append(bytes)
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let written = Glibc.write(descriptor, base + done, bytes.count - done)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure() }
            done += written
        }
    }
}

internal import Glibc

private let pieceSize = 1 << 16

/// - Returns: 0, or the system's number of what went wrong; the body's own number ends the reading.
private func forEachPiece(of descriptor: Int32, _ body: (UnsafeRawBufferPointer) -> Int32) -> Int32 {
    withUnsafeTemporaryAllocation(byteCount: pieceSize, alignment: 16) { buffer in
        while true {
            let count = read(descriptor, buffer.baseAddress, pieceSize)
            if count < 0, errno == EINTR { continue }
            guard count != 0 else { return 0 }
            guard count > 0 else { return errno }
            let code = body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            guard code == 0 else { return code }
        }
    }
}

/// A file that can be mapped and read twice, also where a person named a pipe: its content then lies in a file without a name,
/// which is gone with this value.
package final class SpooledInput: Sendable {
    /// What to open: the file itself, or the one that holds what came through the pipe.
    package let path: String
    /// -1 for a file.
    private let descriptor: Int32

    package init(path: String) throws(TensorFileError) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else {
            self.path = path
            descriptor = -1
            return
        }
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array((folder + "/miwake-" + String(repeating: "X", count: 6)).utf8CString)
        let spool = mkstemp(&name)
        if spool >= 0 { _ = fcntl(spool, F_SETFD, FD_CLOEXEC) }
        let pipe = open(path, O_RDONLY | O_CLOEXEC)
        let failure = errno
        defer { close(pipe) }
        if spool >= 0 { unlink(name) }
        guard spool >= 0, pipe >= 0 else { throw .unreadable(path: path, reason: SystemError(code: failure).reason) }
        let code = forEachPiece(of: pipe) { codeOfWriting($0, to: spool) }
        descriptor = spool
        self.path = "/proc/self/fd/\(spool)"
        guard code == 0 else { throw .unreadable(path: path, reason: SystemError(code: code).reason) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}

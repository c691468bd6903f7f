internal import FileContents
internal import Glibc

/// What the operating system said when it refused: the reason is its own.
package struct SystemError: Error, Sendable, Equatable {
    package var code: Int32

    package init(code: Int32) { self.code = code }

    package var reason: String { systemReason(of: code) }
}

/// Writes all bytes to an open descriptor: a file, a pipe, a terminal, a device.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(SystemError) {
    let code = codeOfWriting(bytes, to: descriptor)
    guard code == 0 else { throw SystemError(code: code) }
}

package func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    let code = bytes.withUnsafeBytes { codeOfWriting($0, to: descriptor) }
    guard code == 0 else { throw SystemError(code: code) }
}

/// 0, or the system's number of what went wrong.
func codeOfWriting(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    var done = 0
    while done < bytes.count, let base = bytes.baseAddress {
        let written = Glibc.write(descriptor, base + done, bytes.count - done)
        if written < 0, errno == EINTR { continue }
        if written < 0, errno == EAGAIN {
            // Whoever shares the pipe made it non-blocking: wait until it takes bytes again.
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&waiting, 1, -1) >= 0 || errno == EINTR else { return errno }
            continue
        }
        guard written > 0 else { return written < 0 ? errno : EIO }
        done += written
    }
    return 0
}

internal import FileContents
package import Foundation
internal import Glibc

/// The right to write into a store, held by one process at a time.
///
/// The operating system holds the lock (`flock`) and lets go of it however the process ends, so a crash never locks anybody
/// out; the file's text only tells the next one who is there.
package final class WriterLock: Sendable {
    /// Who is writing.
    package struct Holder: Sendable, Equatable {
        package var process: Int32
        package var host: String
        /// In whole seconds.
        package var since: Date

        package init(process: Int32, host: String, since: Date) {
            self.process = process
            self.host = host
            self.since = since
        }
    }

    private let descriptor: Int32

    /// Takes the lock, or says who has it.
    init(path: String, now: Date) throws(StoreError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path: path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            defer { close(descriptor) }
            guard code == EWOULDBLOCK else { throw Self.failure(path: path, code: code) }
            throw .heldByAnother(path: path, holder: Self.holder(noted: descriptor))
        }
        let host = Self.hostName()
        let note = "\(getpid())\n\(Int64(now.timeIntervalSince1970))\n\(host)\n"
        // The note is a courtesy: the lock holds without it, even on a full disk.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, note, note.utf8.count, 0) }
        self.descriptor = descriptor
    }

    deinit {
        // An empty file names nobody. It is never removed: two processes could then lock two files of one name.
        _ = ftruncate(descriptor, 0)
        // The lock belongs to the open file, not to this descriptor: a process that is being started has a copy until its
        // program is loaded, and closing ours alone would leave the lock with it.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The machine's own name, without asking the network for it.
    package static func hostName() -> String {
        var name = [CChar](repeating: 0, count: Int(HOST_NAME_MAX) + 1)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static let longestNote = 1024

    private static func holder(noted descriptor: Int32) -> Holder? {
        var bytes = [UInt8](repeating: 0, count: longestNote)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
        guard lines.count == 3, let process = Int32(lines[0]), let since = Int64(lines[1]) else { return nil }
        return Holder(process: process, host: String(lines[2]), since: Date(timeIntervalSince1970: Double(since)))
    }

    private static func failure(path: String, code: Int32) -> StoreError {
        switch code {
        case EROFS, EACCES, EPERM: .readOnly(path: path)
        case ENOSPC, EDQUOT: .diskFull(path: path)
        default: .system(path: path, reason: systemReason(of: code))
        }
    }
}

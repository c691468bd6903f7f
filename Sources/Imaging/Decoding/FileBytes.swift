internal import FileContents
import Glibc

/// Larger files are not photographs; they are refused before anything is allocated.
private let largestFile = 1 << 30

/// The content of a regular file, or its first `limit` bytes.
///
/// - Throws: `unreadable` with the system's reason; also for a folder, a pipe or a device, which could block for ever.
func fileBytes(path: String, limit: Int = .max) throws(ImageError) -> [UInt8] {
    let (file, size) = try openRegularFile(path: path)
    defer { close(file) }
    let wanted = min(size, limit)
    var reason: ImageError?
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        while count < wanted, let base = buffer.baseAddress {
            let got = read(file, base + count, wanted - count)
            if got < 0, errno == EINTR { continue }
            if got < 0 { reason = failure(path) }
            guard got > 0 else { return }
            count += got
        }
    }
    if let reason { throw reason }
    return bytes
}

/// The descriptor, which the caller closes, and the size.
func openRegularFile(path: String) throws(ImageError) -> (file: Int32, size: Int) {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw failure(path) }
    do throws(ImageError) {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "not a regular file")
        }
        guard status.st_size <= largestFile else {
            throw .unreadable(path: path, reason: "larger than 1 GiB")
        }
        return (file, Int(status.st_size))
    } catch {
        close(file)
        throw error
    }
}

private func failure(_ path: String) -> ImageError {
    .unreadable(path: path, reason: systemReason(of: errno))
}

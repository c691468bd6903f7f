import Glibc

/// Larger files are not photographs; they are refused before anything is allocated.
private let largestFile = 1 << 30

/// The content of a regular file, or its first `limit` bytes.
///
/// - Throws: `unreadable` with the system's reason; also for a folder, a pipe or a device, which could block for ever.
func fileBytes(path: String, limit: Int = .max) throws(ImageError) -> [UInt8] {
    func failure() -> ImageError { .unreadable(path: path, reason: String(cString: strerror(errno))) }
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw failure() }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure() }
    guard status.st_mode & S_IFMT == S_IFREG else {
        throw .unreadable(path: path, reason: "not a regular file")
    }
    guard status.st_size <= largestFile else {
        throw .unreadable(path: path, reason: "larger than 1 GiB")
    }
    let wanted = min(Int(status.st_size), limit)
    var reason: ImageError?
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        while count < wanted, let base = buffer.baseAddress {
            let got = read(file, base + count, wanted - count)
            if got < 0, errno == EINTR { continue }
            if got < 0 { reason = failure() }
            guard got > 0 else { return }
            count += got
        }
    }
    if let reason { throw reason }
    return bytes
}

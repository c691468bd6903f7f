package import Glibc

/// Which file a path leads to, whatever its spelling: the device and the number of the file on it.
package struct FileIdentity: Sendable, Hashable {
    let device: UInt
    let number: UInt

    package init(_ status: stat) {
        device = UInt(status.st_dev)
        number = UInt(status.st_ino)
    }

    /// nil where there is nothing. Links are followed.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}

/// Absolute, and free of links; nil where there is nothing, with the reason in `errno`.
package func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
}

internal import Glibc

/// What the file system says about a file: enough to know, without reading it, that nobody wrote to it since.
package struct FileStamp: Sendable, Hashable {
    package var bytes: Int64
    /// Time of the last change, in nanoseconds since 1970.
    package var modified: Int64

    package init(bytes: Int64, modified: Int64) {
        self.bytes = bytes
        self.modified = modified
    }
}

extension FileStamp {
    /// Of several files that are one thing; nil where one of them is not there.
    package init?(paths: [String]) {
        let stamps = paths.compactMap { FileStamp(path: $0) }
        guard stamps.count == paths.count, let latest = stamps.map(\.modified).max() else { return nil }
        self.init(bytes: stamps.map(\.bytes).reduce(0, +), modified: latest)
    }

    /// nil where the file system knows no such file.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let nanoseconds: Int64 = 1_000_000_000
        self.init(
            bytes: Int64(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) * nanoseconds + Int64(status.st_mtim.tv_nsec))
    }
}

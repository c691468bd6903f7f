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

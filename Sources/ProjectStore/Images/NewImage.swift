/// An image that is to be added to a project.
package struct NewImage: Sendable, Equatable {
    /// Relative to the image folder, forward slashes.
    package var path: String
    /// SHA-256 in hexadecimal; nil for an image known only by imported features.
    package var contentHash: String?
    package var group: String?
    package var source: String?
    /// The file when its hash was taken; nil where there is none.
    package var stamp: FileStamp?

    package init(
        path: String, contentHash: String? = nil, group: String? = nil, source: String? = nil, stamp: FileStamp? = nil
    ) {
        self.path = path
        self.contentHash = contentHash
        self.group = group
        self.source = source
        self.stamp = stamp
    }
}

/// What adding images came to.
package struct ImageAddition: Sendable, Equatable {
    package var added = 0
    /// Known already, with the same content.
    package var unchanged = 0
    /// Known already, but the file's content is another one than when it was added. The store keeps the first hash.
    package var changedContent: [String] = []

    package init(added: Int = 0, unchanged: Int = 0, changedContent: [String] = []) {
        self.added = added
        self.unchanged = unchanged
        self.changedContent = changedContent
    }
}

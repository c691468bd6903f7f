/// An image of the project: a relative path plus the hash of its content.
package struct ImageItem: Sendable, Equatable, Identifiable {
    package let id: ImageID
    /// Relative to the image folder, forward slashes.
    package var path: String
    /// SHA-256 of the file's bytes in hexadecimal; nil for an image known only by imported features.
    package var contentHash: String?
    /// Part or lot: images of one group stay in one fold.
    package var group: String?
    /// Camera or line: figures are given per source.
    package var source: String?
    /// In the audit reserve: never suggested, never a partner, never trained on.
    package var isReserve: Bool

    package init(
        id: ImageID, path: String, contentHash: String? = nil, group: String? = nil, source: String? = nil,
        isReserve: Bool = false
    ) {
        self.id = id
        self.path = path
        self.contentHash = contentHash
        self.group = group
        self.source = source
        self.isReserve = isReserve
    }
}

/// Why an image of the project has no features, or cannot be shown.
package struct ImageProblem: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The file is gone from the image folder.
        case missing
        /// The operating system would not let it be read; the detail is its own.
        case unreadable
        /// Its content does not hold together; the detail is the decoder's.
        case damaged
        /// Neither PNG nor JPEG, whatever its name says; the detail is the format where it is known.
        case unsupported
        /// More pixels than are held in memory; the detail is its size.
        case tooLarge = "too-large"
    }

    package var kind: Kind
    package var detail: String

    package init(_ kind: Kind, detail: String = "") {
        self.kind = kind
        self.detail = detail
    }
}

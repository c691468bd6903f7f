/// What is wrong with the file of an image: why it has no features, cannot be shown, or waits for a person's word.
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
        /// There is a picture, and it may be another than the one that was taken: rows are missing or wrong, or nobody knows how
        /// bright it is. It is used only where `miwake.yaml` says so.
        case doubtful = "in-doubt"
        /// The file is not quite as it should be, and every pixel is there: it is used.
        case flawed
    }

    package var kind: Kind
    package var detail: String

    package init(_ kind: Kind, detail: String = "") {
        self.kind = kind
        self.detail = detail
    }
}

/// Why there is no picture.
package enum ImageError: Error, Sendable, Equatable {
    /// The file could not be read; the reason is the operating system's.
    case unreadable(path: String, reason: String)
    /// Neither PNG nor JPEG; the name of the format where it is a known one.
    case unsupported(format: String?)
    /// The file says that it is PNG or JPEG, but its content does not hold together; the reason is the codec's.
    case corrupt(reason: String)
    /// More pixels than we are willing to hold in memory.
    case tooLarge(PixelSize, limit: Int)
    case outOfMemory(PixelSize)
}

/// What is wrong with a file that left a picture.
package enum ImageFlaw: Sendable, Equatable {
    /// Every row is there: the file lacks its end, or breaks a rule that costs no pixel. The reason is the codec's.
    case harmless(reason: String)
    /// The file ends before its picture does; nothing is known against the rows above, what is missing is grey.
    case incomplete(rows: Int, of: Int, reason: String)
    /// Some of the data is wrong; nothing is known against the rows above. The reason is the codec's.
    case damaged(rows: Int, of: Int, reason: String)
    /// Of 16 bits per sample only the lowest are used, and the file does not say that they are all: either it was written with fewer
    /// bits, and looks nearly black, or it is nearly black.
    case unknownDepth(bits: Int)

    /// Whether the picture may be another than the one that was taken: it waits for a person's word.
    package var isDoubt: Bool {
        if case .harmless = self { false } else { true }
    }
}

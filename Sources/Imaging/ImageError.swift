/// Why a picture could not be had.
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

/// Damage that left a picture worth looking at.
package enum ImageDamage: Sendable, Equatable {
    /// The file ends early; what is missing is grey.
    case truncated
    /// Some of the data is wrong; the reason is the codec's.
    case damaged(reason: String)
}

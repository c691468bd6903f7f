package import FileContents

/// Why a file of tensors could not be read or written.
package enum TensorFileError: Error, Equatable {
    /// The file could not be opened or mapped; the reason is the operating system's.
    case unreadable(path: String, reason: String)
    /// The file could not be written; the reason is the operating system's.
    case unwritable(path: String, reason: String)
    /// The file's content contradicts its format.
    case malformed(path: String, TensorFileDefect)
    case missingTensor(path: String, name: String)
    /// The tensor is there, but its elements are of a type that this use cannot take.
    case wrongElement(path: String, name: String, expected: [TensorElement], found: TensorElement)
    /// The tensor is there, but its shape is not the one that this use needs.
    case wrongShape(path: String, name: String, expected: [Int], found: [Int])
}

/// What is wrong inside a file of tensors.
package enum TensorFileDefect: Error, Equatable {
    /// Not the format at all: the first bytes are something else.
    case unrecognised
    case empty
    /// Another file altogether, known by its first bytes.
    case foreign(ForeignFile)
    /// A Python pickle, which could run code when opened; it is never opened.
    case pickle
    /// An array of values that have a size and no type, as NumPy saves those of other packages: bfloat16 has two bytes.
    case untyped(bytes: Int)
    /// An array of records with fields of their own types.
    case record
    /// The file ends before what its header promises.
    case truncated(expected: Int, found: Int)
    /// The file goes on after what its header promises.
    case surplusBytes(expected: Int, found: Int)
    case headerTooLarge(bytes: UInt64, limit: Int)
    /// The header's text breaks off its grammar at a byte offset within the header.
    case badHeader(offset: Int, expected: String)
    case duplicateName(String)
    /// An element type that the format or we do not know.
    case unknownElement(tensor: String, type: String)
    /// The element count does not fit into an integer.
    case hugeShape(tensor: String, shape: [Int])
    /// The byte range runs backwards or leaves the file.
    case badOffsets(tensor: String, begin: Int, end: Int, available: Int)
    /// The byte range holds another number of bytes than element type and shape need.
    case wrongByteCount(tensor: String, expected: Int, found: Int)
    /// Two tensors claim the same bytes.
    case overlap(first: String, second: String)
    /// Bytes before this tensor belong to nobody.
    case hole(before: String, bytes: Int)
    case unsupportedVersion(major: Int, minor: Int)
}

/// What is wrong with a file of tensors that is not of the expected format; nil where nothing says so.
func otherFile(_ bytes: UnsafeRawBufferPointer, than expected: ForeignFile) -> TensorFileDefect? {
    if bytes.isEmpty { return .empty }
    guard let found = ForeignFile(bytes) ?? ForeignFile.words(of: bytes) else { return nil }
    switch found {
    case expected: return nil
    case .pickle: return .pickle
    default: return .foreign(found)
    }
}

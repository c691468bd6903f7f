internal import FileContents

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

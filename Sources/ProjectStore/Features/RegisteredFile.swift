internal import Synchronization
internal import TensorFiles

/// A feature file of the index. Opening it reads its header; it is compared with its checksum before its first row is used, by
/// whoever uses it.
struct RegisteredFile: Sendable {
    let file: FeatureFile
    /// Nil for a file of an older version that nobody has looked at yet.
    private let checksum: FileChecksum?
    private let verified: VerifiedFiles

    init(_ file: FeatureFile, checksum: FileChecksum?, verified: VerifiedFiles) {
        self.file = file
        self.checksum = checksum
        self.verified = verified
    }

    var rows: SafetensorsTensor { file.rows }

    /// Reads the file whole the first time, and not again while the store is open: segments never change.
    func verify() throws(StoreError) { try verified.verify(file, against: checksum) }
}

/// The feature files that held what they should when they were first used.
final class VerifiedFiles: Sendable {
    private let paths = Mutex<Set<String>>([])

    func verify(_ file: FeatureFile, against checksum: FileChecksum?) throws(StoreError) {
        guard let checksum, !paths.withLock({ $0.contains(file.file.path) }) else { return }
        guard file.file.checksum == checksum else { throw .featureFileChanged(path: file.file.path) }
        paths.withLock { _ = $0.insert(file.file.path) }
    }
}

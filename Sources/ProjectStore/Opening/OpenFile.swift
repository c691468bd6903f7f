internal import FileContents
internal import Synchronization

/// The database file as it was when it was opened, to be told from whatever lies at its path later.
///
/// SQLite goes on writing into a file that was removed or replaced, without a word: the operating system keeps it for as long as
/// it is open.
final class OpenFile: Sendable {
    let path: String
    private let identity: FileIdentity
    /// Of its journal, where edits lie before they come into the file.
    private let journal: FileIdentity?
    /// What it was after our own last write; while it is open, nobody else writes to it.
    private let known: Mutex<Known>

    private struct Known {
        var stamp: FileStamp
        var lastEvent: Int64
    }

    private static let journalSuffix = "-wal"

    /// - Parameter lastEvent: the number of the latest edit in it.
    /// - Returns: nil where there is no such file.
    init?(path: String, lastEvent: Int64) {
        guard let identity = FileIdentity(path: path), let stamp = FileStamp(path: path) else { return nil }
        self.path = path
        self.identity = identity
        journal = FileIdentity(path: path + Self.journalSuffix)
        known = Mutex(Known(stamp: stamp, lastEvent: lastEvent))
    }

    /// Throws where the open file is not the one at the path any more.
    func check() throws(StoreError) {
        guard let found = FileIdentity(path: path) else { throw .replaced(path: path, by: .nothing) }
        guard found == identity else { throw .replaced(path: path, by: .anotherFile) }
        guard let journal else { return }
        guard FileIdentity(path: path + Self.journalSuffix) == journal else {
            throw .replaced(path: path, by: .otherContent)
        }
    }

    /// Whether somebody else wrote to the file since `remember`; then its content must be looked at.
    var hasForeignChange: Bool {
        guard let now = FileStamp(path: path) else { return true }
        return known.withLock { $0.stamp != now }
    }

    /// The number of the latest edit that we wrote, or found when the file was opened.
    var lastEvent: Int64 { known.withLock { $0.lastEvent } }

    /// Takes the file as it is now for ours.
    ///
    /// - Parameter lastEvent: where an edit may have been written.
    func remember(lastEvent: Int64? = nil) {
        guard let now = FileStamp(path: path) else { return }
        known.withLock { $0 = Known(stamp: now, lastEvent: lastEvent ?? $0.lastEvent) }
    }
}

internal import FileContents
internal import GRDB

extension StoreError {
    /// What the database's complaint means for a store.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self = Self.translated(error, path: path)
        case let error as RowDecodingError: self = .damaged(path: path, detail: error.description)
        default: self = .system(path: path, reason: systemReason(of: error))
        }
    }

    private static func translated(_ error: DatabaseError, path: String) -> StoreError {
        let detail = error.message ?? error.description
        switch error.resultCode {
        case .SQLITE_FULL: return .diskFull(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM: return .readOnly(path: path)
        case .SQLITE_NOTADB: return .notAStore(path: path)
        // A table or column that is not there, a record that does not parse: not what our migrations made.
        case .SQLITE_CORRUPT, .SQLITE_ERROR, .SQLITE_MISMATCH, .SQLITE_FORMAT:
            return .damaged(path: path, detail: detail)
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: path)
        case .SQLITE_CONSTRAINT: return .forbidden(detail: detail)
        default: return .system(path: path, reason: detail)
        }
    }
}

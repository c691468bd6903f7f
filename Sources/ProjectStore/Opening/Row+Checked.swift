internal import Foundation
internal import GRDB

/// Reading columns of a database that may have been written by anybody: a wrong type is an error, not a trap.
extension Row {
    private func wrongType(_ index: Int) -> DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: "column \(index) holds \(self[index] as DatabaseValue)")
    }

    func integer(_ index: Int) throws -> Int64 {
        guard case .int64(let value) = (self[index] as DatabaseValue).storage else { throw wrongType(index) }
        return value
    }

    func count(_ index: Int) throws -> Int {
        guard let value = Int(exactly: try integer(index)), value >= 0 else { throw wrongType(index) }
        return value
    }

    func optionalInteger(_ index: Int) throws -> Int64? {
        isNull(index) ? nil : try integer(index)
    }

    func number(_ index: Int) throws -> Double {
        switch (self[index] as DatabaseValue).storage {
        case .double(let value): return value
        case .int64(let value): return Double(value)
        default: throw wrongType(index)
        }
    }

    func text(_ index: Int) throws -> String {
        guard case .string(let value) = (self[index] as DatabaseValue).storage else { throw wrongType(index) }
        return value
    }

    func optionalText(_ index: Int) throws -> String? {
        isNull(index) ? nil : try text(index)
    }

    func flag(_ index: Int) throws -> Bool { try integer(index) != 0 }

    func word<Word: RawRepresentable>(_ index: Int) throws -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try text(index)) else { throw wrongType(index) }
        return word
    }

    func date(_ index: Int) throws -> Date { Date(milliseconds: try integer(index)) }

    func isNull(_ index: Int) -> Bool { (self[index] as DatabaseValue).isNull }
}

/// The same straight from a running statement, for the few queries that read a row per image: several times faster, and a
/// wrong type is converted as SQLite converts it. Only within the loop of a cursor.
extension Row {
    func liveInteger(_ index: Int) throws -> Int64 {
        guard let value = self[index] as Int64? else { throw wrongType(index) }
        return value
    }

    func liveText(_ index: Int) throws -> String {
        guard let value = self[index] as String? else { throw wrongType(index) }
        return value
    }

    func liveOptionalText(_ index: Int) -> String? { self[index] as String? }
}

/// Times are kept as whole milliseconds since 1970, UTC.
extension Date {
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}

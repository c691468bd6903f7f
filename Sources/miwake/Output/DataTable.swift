/// What a command prints: named columns, rows of values, and where the figures come from.
///
/// The same value is printed as an aligned table, as CSV and as JSON, so that the three cannot drift.
struct DataTable: Equatable {
    /// Where the figures come from, in reading order: project, source, head, mode, n. No figure is printed without it.
    var source: [Fact]
    var columns: [Column]
    var rows: [[Value]]
    /// Sentences for people, below the table; in JSON under `notes`, in CSV on standard error.
    var notes: [String] = []

    struct Fact: Equatable {
        var name: String
        var value: Value

        init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    struct Column: Equatable {
        /// In snake case: the JSON key and the CSV header.
        var name: String
        var alignment: Alignment

        enum Alignment: Equatable {
            case left
            case right
        }

        static func text(_ name: String) -> Column { Column(name: name, alignment: .left) }
        static func number(_ name: String) -> Column { Column(name: name, alignment: .right) }
    }

    enum Value: Equatable {
        case text(String)
        case integer(Int)
        /// A measured number, printed with this many digits after the point in every format.
        case decimal(Double, digits: Int)
        case truth(Bool)
        /// Known to be unknown: an empty field, `null` in JSON, a dash in a table.
        case missing

        static func decimal(_ value: Float, digits: Int) -> Value { .decimal(Double(value), digits: digits) }

        static func decimal(_ value: Double?, digits: Int) -> Value {
            guard let value else { return .missing }
            return .decimal(value, digits: digits)
        }

        /// A share that may not be known, in per cent.
        static func percent(_ share: Double?, digits: Int) -> Value { .decimal(share.map { $0 * 100 }, digits: digits) }

        /// A count that may not be known.
        static func count(_ value: Int?) -> Value { value.map { .integer($0) } ?? .missing }

        static func text(_ value: String?) -> Value {
            guard let value else { return .missing }
            return .text(value)
        }
    }
}

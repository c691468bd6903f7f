package import FileContents

/// A table of texts as RFC 4180 writes it: the first record names the columns.
///
/// Read leniently where programs differ without changing the meaning (any line end, a byte order mark, empty lines, the
/// delimiter that the header has, columns that nobody asks for), and strictly where a guess could shift a value into another
/// column.
package struct CSVTable: Sendable, Equatable {
    /// As written, without white space around them.
    package let header: [String]
    package let rows: [Row]

    package struct Row: Sendable, Equatable {
        /// The line on which the record starts, from 1.
        package var line: Int
        /// As many as the header has.
        package var fields: [String]

        package init(line: Int, fields: [String]) {
            self.line = line
            self.fields = fields
        }
    }

    /// Reads a text whose header has these columns; the delimiter is the one that shows them.
    package init(parsing bytes: [UInt8], columns: [String] = []) throws(CSVError) {
        let content: [UInt8]
        do { content = Array(try PlainText(bytes).text.utf8) } catch { throw .unreadable(error) }
        let (delimiter, start, line) = try Self.delimiter(of: content, columns: columns)
        var records = CSVRecords(bytes: content, delimiter: delimiter.rawValue, start: start, line: line)
        guard let first = try records.next() else { throw .empty }
        header = first.fields.map(\.asName)
        var rows: [Row] = []
        while let record = try records.next() {
            guard record.fields.count == header.count else {
                throw .wrongFieldCount(
                    expected: header.count, found: record.fields.count, delimiter: delimiter, line: record.line)
            }
            rows.append(record)
        }
        self.rows = rows
    }

    /// The delimiter, and where the records begin: after Excel's `sep=` where it stands.
    private static func delimiter(
        of content: [UInt8], columns: [String]
    ) throws(CSVError) -> (CSVDelimiter, start: Int, line: Int) {
        let firstLine = content.prefix { $0 != 0x0A && $0 != 0x0D }
        if let declared = CSVDelimiter.declared(in: firstLine) {
            guard let delimiter = CSVDelimiter(rawValue: declared) else { throw .foreignDelimiter(declared) }
            return (delimiter, firstLine.endIndex, 1)
        }
        // The comma first: where a header can be read in two ways, the standard's is meant.
        var found: [(delimiter: CSVDelimiter, header: [String])] = []
        var defect: CSVError?
        for delimiter in CSVDelimiter.allCases {
            var records = CSVRecords(bytes: content, delimiter: delimiter.rawValue)
            do throws(CSVError) {
                guard let header = try records.next()?.fields.map(\.asName) else { throw .empty }
                if columns.allSatisfy({ !Self.places(of: $0, in: header).isEmpty }) { return (delimiter, 0, 1) }
                found.append((delimiter, header))
            } catch {
                defect = defect ?? error
            }
        }
        guard let best = found.max(by: { $0.header.count < $1.header.count }) else { throw defect ?? .empty }
        if best.header.count == 1, let other = CSVDelimiter.foreign.first(where: { firstLine.contains($0) }) {
            throw .foreignDelimiter(other)
        }
        let missing = columns.first { Self.places(of: $0, in: best.header).isEmpty } ?? ""
        throw .missingColumn(missing, found: best.header, delimiter: best.header.count > 1 ? best.delimiter : nil)
    }

    /// Where columns of this name stand, whatever the case.
    private static func places(of name: String, in header: [String]) -> [Int] {
        header.indices.filter { header[$0].lowercased() == name.lowercased() }
    }

    /// The index of a column, whatever the case of its name; nil where there is none. Two of the name contradict each other.
    package func column(_ name: String) throws(CSVError) -> Int? {
        let places = Self.places(of: name, in: header)
        guard places.count < 2 else { throw .repeatedColumn(name) }
        return places.first
    }

    package func requiredColumn(_ name: String) throws(CSVError) -> Int {
        guard let column = try column(name) else { throw .missingColumn(name, found: header, delimiter: nil) }
        return column
    }

    /// One record with its line end (CRLF, as the RFC has it); fields are quoted where they must be.
    package static func record(_ fields: [String]) -> String {
        // A record of empty fields would read back as an empty line.
        guard fields.contains(where: { !$0.isEmpty }) else {
            return "\"\"" + String(repeating: ",", count: max(fields.count - 1, 0)) + "\r\n"
        }
        return fields.map { CSVField.quoted($0) }.joined(separator: ",") + "\r\n"
    }
}

/// Why a CSV file cannot be read. Lines count from 1.
package enum CSVError: Error, Sendable, Equatable {
    case empty
    case unreadable(TextDefect)
    /// Neither a comma, nor a semicolon, nor a tab.
    case foreignDelimiter(UInt8)
    /// A quotation mark that opens a field and is never closed.
    case unclosedQuote(line: Int)
    /// A quotation mark in the middle of a field, or text after a closing one.
    case strayQuote(line: Int)
    case wrongFieldCount(expected: Int, found: Int, delimiter: CSVDelimiter, line: Int)
    case repeatedColumn(String)
    /// The delimiter is the one that the header seems to have; nil where none divides it.
    case missingColumn(String, found: [String], delimiter: CSVDelimiter?)
    case emptyField(column: String, line: Int)
    /// One path with two classes or two splits.
    case contradiction(path: String, line: Int, first: Int)
}

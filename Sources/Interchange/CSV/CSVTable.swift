/// A table of texts as RFC 4180 writes it: the first record names the columns.
///
/// Read leniently where programs differ without changing the meaning (any line end, a byte order mark, empty lines), and
/// strictly where a guess could shift a value into another column.
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

    /// Reads UTF-8.
    package init(parsing bytes: [UInt8]) throws(CSVError) {
        var records = CSVRecords(bytes: bytes)
        guard let first = try records.next() else { throw .empty }
        let header = first.fields.map(\.asName)
        for (index, name) in header.enumerated() where header[..<index].contains(name) {
            throw .repeatedColumn(name, line: first.line)
        }
        var rows: [Row] = []
        while let record = try records.next() {
            guard record.fields.count == header.count else {
                throw .wrongFieldCount(expected: header.count, found: record.fields.count, line: record.line)
            }
            rows.append(record)
        }
        self.header = header
        self.rows = rows
    }

    /// The index of a column, whatever the case of its name.
    package func column(_ name: String) -> Int? {
        header.firstIndex { $0.lowercased() == name.lowercased() }
    }

    package func requiredColumn(_ name: String) throws(CSVError) -> Int {
        guard let column = column(name) else { throw .missingColumn(name, found: header) }
        return column
    }

    /// One record with its line end (CRLF, as the RFC has it); fields are quoted where they must be.
    package static func record(_ fields: [String]) -> String {
        // A lone empty field would read back as an empty line.
        guard fields != [""] else { return "\"\"\r\n" }
        return fields.map { CSVField.quoted($0) }.joined(separator: ",") + "\r\n"
    }
}

/// Why a CSV file cannot be read. Lines count from 1.
package enum CSVError: Error, Sendable, Equatable {
    case empty
    case notUTF8(line: Int)
    /// A quotation mark that opens a field and is never closed.
    case unclosedQuote(line: Int)
    /// A quotation mark in the middle of a field, or text after a closing one.
    case strayQuote(line: Int)
    case wrongFieldCount(expected: Int, found: Int, line: Int)
    case repeatedColumn(String, line: Int)
    case missingColumn(String, found: [String])
    case emptyField(column: String, line: Int)
    /// One path with two classes or two splits.
    case contradiction(path: String, line: Int, first: Int)
}

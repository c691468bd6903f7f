/// Cuts bytes into records, one at a time.
struct CSVRecords {
    private let bytes: [UInt8]
    private let delimiter: UInt8
    private var position: Int
    private var line: Int

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    /// - Parameters:
    ///   - bytes: UTF-8 without a byte order mark.
    ///   - start: where the first record begins, which is on this line.
    init(bytes: [UInt8], delimiter: UInt8, start: Int = 0, line: Int = 1) {
        self.bytes = bytes
        self.delimiter = delimiter
        position = start
        self.line = line
    }

    /// The next record that says anything; nil at the end. Spreadsheets leave lines of nothing but delimiters behind.
    mutating func next() throws(CSVError) -> CSVTable.Row? {
        while position < bytes.count {
            let start = line
            let begin = position
            var fields = [try field()]
            while position < bytes.count, bytes[position] == delimiter {
                position += 1
                fields.append(try field())
            }
            let isEmptyLine = fields.allSatisfy(\.asName.isEmpty) && !bytes[begin..<position].contains(Self.quote)
            skipLineEnd()
            if !isEmptyLine { return CSVTable.Row(line: start, fields: fields) }
        }
        return nil
    }

    private func endsField(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn
    }

    private mutating func field() throws(CSVError) -> String {
        guard position < bytes.count, bytes[position] == Self.quote else { return try plainField() }
        return try quotedField()
    }

    private mutating func plainField() throws(CSVError) -> String {
        let start = position
        while position < bytes.count, !endsField(bytes[position]) {
            if bytes[position] == Self.quote { throw .strayQuote(line: line) }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quotedField() throws(CSVError) -> String {
        let startLine = line
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard byte == Self.quote else {
                if byte == Self.lineFeed || byte == Self.carriageReturn && !isFollowedByLineFeed { line += 1 }
                content.append(byte)
                continue
            }
            if position < bytes.count, bytes[position] == Self.quote {
                content.append(Self.quote)
                position += 1
            } else if position == bytes.count || endsField(bytes[position]) {
                return String(decoding: content, as: UTF8.self)
            } else {
                throw .strayQuote(line: line)
            }
        }
        throw .unclosedQuote(line: startLine)
    }

    private var isFollowedByLineFeed: Bool { position < bytes.count && bytes[position] == Self.lineFeed }

    private mutating func skipLineEnd() {
        guard position < bytes.count else { return }
        let isReturn = bytes[position] == Self.carriageReturn
        position += 1
        if isReturn, isFollowedByLineFeed { position += 1 }
        line += 1
    }
}

/// What divides the fields of a record. The comma is the standard's; Excel writes the others where the comma marks decimals,
/// and into its "Unicode text".
package enum CSVDelimiter: UInt8, Sendable, Equatable, CaseIterable {
    case comma = 0x2C
    case semicolon = 0x3B
    case tab = 0x09

    /// Bytes that divide the fields in files of other programs; they are named, not read.
    static let foreign: [UInt8] = [UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: "^"), UInt8(ascii: "~")]

    /// The delimiter of Excel's own first line, `sep=;`; nil where the line is none such.
    static func declared(in line: some Collection<UInt8>) -> UInt8? {
        let bytes = Array(line)
        let entry = Array("sep=".utf8)
        guard bytes.count == entry.count + 1, let last = bytes.last,
            String(decoding: bytes.dropLast(), as: UTF8.self).lowercased() == "sep="
        else { return nil }
        return last
    }
}

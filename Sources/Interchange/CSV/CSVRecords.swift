/// Cuts bytes into records, one at a time.
struct CSVRecords {
    private let bytes: [UInt8]
    private var position: Int
    private var line = 1

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    init(bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next record that is not an empty line; nil at the end.
    mutating func next() throws(CSVError) -> CSVTable.Row? {
        while position < bytes.count {
            let start = line
            var fields = [try field()]
            while position < bytes.count, bytes[position] == Self.comma {
                position += 1
                fields.append(try field())
            }
            let isEmptyLine = fields == [""] && !endsWithQuote
            skipLineEnd()
            if !isEmptyLine { return CSVTable.Row(line: start, fields: fields) }
        }
        return nil
    }

    /// Whether the field that was just read was quoted: `""` alone on a line is a record.
    private var endsWithQuote: Bool { position > 0 && bytes[position - 1] == Self.quote }

    private mutating func field() throws(CSVError) -> String {
        guard position < bytes.count, bytes[position] == Self.quote else { return try plainField() }
        return try quotedField()
    }

    private mutating func plainField() throws(CSVError) -> String {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case Self.comma, Self.lineFeed, Self.carriageReturn: return try text(bytes[start..<position])
            case Self.quote: throw .strayQuote(line: line)
            default: position += 1
            }
        }
        return try text(bytes[start...])
    }

    private mutating func quotedField() throws(CSVError) -> String {
        let startLine = line
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard byte == Self.quote else {
                if byte == Self.lineFeed { line += 1 }
                content.append(byte)
                continue
            }
            guard position < bytes.count else { return try text(content[...]) }
            switch bytes[position] {
            case Self.quote:
                content.append(Self.quote)
                position += 1
            case Self.comma, Self.lineFeed, Self.carriageReturn: return try text(content[...])
            default: throw .strayQuote(line: line)
            }
        }
        throw .unclosedQuote(line: startLine)
    }

    private mutating func skipLineEnd() {
        guard position < bytes.count else { return }
        let isPair =
            bytes[position] == Self.carriageReturn && position + 1 < bytes.count && bytes[position + 1] == Self.lineFeed
        position += isPair ? 2 : 1
        line += 1
    }

    private func text(_ content: ArraySlice<UInt8>) throws(CSVError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw .notUTF8(line: line) }
        return text
    }
}

/// The text in a file: UTF-8 with or without a byte order mark, or UTF-16 with one. Whatever else it looks like is named.
package struct PlainText: Sendable, Equatable {
    package let text: String

    package init(_ bytes: [UInt8]) throws(TextDefect) {
        if let foreign = ForeignFile(bytes) { throw .foreign(foreign) }
        text = try Self.decoded(bytes)
    }

    /// The lines without their ends, whichever program wrote them: LF, CRLF or CR. A last line need not have an end, and a
    /// last end begins no line.
    package var lines: [Substring] {
        var lines: [Substring] = []
        let bytes = text.utf8
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(where: Self.endsLine) ?? bytes.endIndex
            lines.append(text[start..<end])
            guard end < bytes.endIndex else { break }
            start = bytes.index(after: end)
            let isPair = bytes[end] == Self.carriageReturn && start < bytes.endIndex && bytes[start] == Self.lineFeed
            if isPair { start = bytes.index(after: start) }
        }
        return lines
    }

    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func endsLine(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

    private static func decoded(_ bytes: [UInt8]) throws(TextDefect) -> String {
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            throw .encoding(.utf32, line: 1)
        }
        if bytes.starts(with: [0xFF, 0xFE]) {
            return try withoutZeros(try utf16(bytes) { UInt16($0) | UInt16($1) << 8 })
        }
        if bytes.starts(with: [0xFE, 0xFF]) {
            return try withoutZeros(try utf16(bytes) { UInt16($0) << 8 | UInt16($1) })
        }
        if ForeignEncoding.isUTF16WithoutMark(bytes) { throw .encoding(.utf16WithoutMark, line: 1) }
        if ForeignEncoding.isISO2022JP(bytes) { throw .encoding(.iso2022JP, line: 1) }
        if let zero = bytes.firstIndex(of: 0) { throw .zeroByte(line: lineNumber(at: bytes[..<zero])) }
        let content = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
        if let text = String(validating: content, as: UTF8.self) { return text }
        if isCut(content) { throw .cutCharacter(line: lineNumber(at: content)) }
        let invalid = content.split(whereSeparator: endsLine).filter { !isUTF8($0) }
        throw .encoding(ForeignEncoding(guessing: Array(invalid.joined())), line: firstInvalidLine(of: content))
    }

    /// Whether all is UTF-8, and not Latin letters alone, up to a last character that is not whole.
    private static func isCut(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let begin = bytes.lastIndex(where: { (0xC2...0xF4).contains($0) }) else { return false }
        let tail = bytes[(begin + 1)...]
        let (mostFollowers, whole) = (3, bytes[..<begin])
        return tail.count < mostFollowers && tail.allSatisfy { (0x80...0xBF).contains($0) }
            && whole.contains { $0 >= 0x80 } && isUTF8(whole)
    }

    private static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    private static func withoutZeros(_ text: String) throws(TextDefect) -> String {
        if let zero = text.utf8.firstIndex(of: 0) { throw .zeroByte(line: lineNumber(at: text.utf8[..<zero])) }
        return text
    }

    /// - Parameter unit: of two bytes in the order of the file.
    private static func utf16(_ bytes: [UInt8], _ unit: (UInt8, UInt8) -> UInt16) throws(TextDefect) -> String {
        let markLength = 2
        let units = stride(from: markLength, to: bytes.count - 1, by: 2).map { unit(bytes[$0], bytes[$0 + 1]) }
        guard bytes.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self) else {
            throw .encoding(.brokenUTF16, line: 1)
        }
        return text
    }

    private static func firstInvalidLine(of bytes: ArraySlice<UInt8>) -> Int {
        var checked = bytes.startIndex
        while let end = bytes[checked...].firstIndex(where: endsLine), isUTF8(bytes[checked..<end]) {
            checked = end + 1
        }
        return lineNumber(at: bytes[..<checked])
    }

    /// The number of the line that begins where these bytes end, or goes on there.
    package static func lineNumber(at bytes: some Collection<UInt8>) -> Int {
        var line = 1
        var previous: UInt8 = 0
        for byte in bytes {
            if endsLine(byte), !(byte == lineFeed && previous == carriageReturn) { line += 1 }
            previous = byte
        }
        return line
    }
}

/// Why a file's bytes are no text that can be read. Lines count from 1.
package enum TextDefect: Error, Sendable, Hashable {
    /// Another file altogether.
    case foreign(ForeignFile)
    /// Text in an encoding that is not read, because a wrong guess would change names in silence.
    case encoding(ForeignEncoding, line: Int)
    case zeroByte(line: Int)
    /// UTF-8 whose last character is not whole, as where a copy broke off.
    case cutCharacter(line: Int)

    /// nil where it is no text.
    package var line: Int? {
        switch self {
        case .foreign: nil
        case .encoding(_, let line), .zeroByte(let line), .cutCharacter(let line): line
        }
    }
}

/// Reads the small part of JSON that a safetensors header consists of, straight from the mapped bytes.
///
/// A general parser would silently keep one of two tensors of the same name, read 1e3 as an integer, and build a tree of
/// whatever a hostile header nests.
struct HeaderScanner {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    /// Moves past a character if it comes next.
    mutating func accept(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard let byte = next, UInt32(byte) == character.value else { return false }
        offset += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(TensorFileDefect) {
        guard accept(character) else { throw .badHeader(offset: offset, expected: "\(character)") }
    }

    /// Only the padding that aligns the data may follow.
    mutating func expectEnd() throws(TensorFileDefect) {
        skipSpace()
        guard next == nil else { throw .badHeader(offset: offset, expected: "the header's end") }
    }

    /// A non-negative integer without fraction or exponent.
    mutating func integer() throws(TensorFileDefect) -> Int {
        skipSpace()
        let start = offset
        var value = 0
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooLargeToo) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            guard !tooLarge, !tooLargeToo else {
                throw .badHeader(offset: start, expected: "an integer below 2⁶³")
            }
            value = sum
            offset += 1
        }
        guard offset > start else { throw .badHeader(offset: start, expected: "a non-negative integer") }
        guard bytes[start] != UInt8(ascii: "0") || offset == start + 1 else {
            throw .badHeader(offset: start, expected: "an integer without leading zeros")
        }
        return value
    }

    /// An array of non-negative integers.
    mutating func integers() throws(TensorFileDefect) -> [Int] {
        try expect("[")
        var values: [Int] = []
        if accept("]") { return values }
        repeat { values.append(try integer()) } while accept(",")
        try expect("]")
        return values
    }

    /// A string with JSON's escapes.
    mutating func string() throws(TensorFileDefect) -> String {
        try expect("\"")
        let start = offset
        var text: [UInt8] = []
        while let byte = next {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw .badHeader(offset: start, expected: "valid UTF-8")
                }
                return string
            case UInt8(ascii: "\\"):
                text.append(contentsOf: try escape())
            case 0..<0x20:
                throw .badHeader(offset: offset - 1, expected: "no control character in a string")
            default:
                text.append(byte)
            }
        }
        throw .badHeader(offset: offset, expected: "the string's end")
    }

    private mutating func escape() throws(TensorFileDefect) -> [UInt8] {
        let start = offset
        guard let byte = next else { throw .badHeader(offset: start, expected: "an escape") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var unit = UInt32(try hexadecimal())
            if (0xD800..<0xDC00).contains(unit), bytes[offset...].starts(with: Array("\\u".utf8)) {
                offset += 2
                let low = UInt32(try hexadecimal())
                guard (0xDC00..<0xE000).contains(low) else {
                    throw .badHeader(offset: start, expected: "a surrogate pair")
                }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else {
                throw .badHeader(offset: start, expected: "a surrogate pair")
            }
            return Array(String(scalar).utf8)
        default:
            throw .badHeader(offset: start, expected: "an escape")
        }
    }

    private mutating func hexadecimal() throws(TensorFileDefect) -> UInt16 {
        guard offset + 4 <= bytes.count,
            let text = String(validating: bytes[offset..<offset + 4], as: UTF8.self),
            text.utf8.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let value = UInt16(text, radix: 16)
        else { throw .badHeader(offset: offset, expected: "four hexadecimal digits") }
        offset += 4
        return value
    }
}

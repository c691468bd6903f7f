internal import FileContents

/// The header of a NumPy array file, checked against the file's real size.
struct NpyHeader: Equatable {
    var shape: [Int]
    var element: TensorElement
    var isBigEndian: Bool
    var isFortranOrder: Bool
    /// Where the data starts in the file.
    var dataStart: Int

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    init(file bytes: UnsafeRawBufferPointer) throws(TensorFileDefect) {
        guard bytes.starts(with: Self.magic) else { throw otherFile(bytes, than: .numpyArray) ?? .unrecognised }
        guard bytes.count >= 10 else { throw .truncated(expected: 10, found: bytes.count) }
        let version = (major: Int(bytes[6]), minor: Int(bytes[7]))
        guard (1...3).contains(version.major), version.minor == 0 else {
            throw .unsupportedVersion(major: version.major, minor: version.minor)
        }
        let start = version.major == 1 ? 10 : 12
        guard bytes.count >= start else { throw .truncated(expected: start, found: bytes.count) }
        let length =
            version.major == 1
            ? UInt64(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
            : UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
        guard length <= NpyFile.longestHeader else {
            throw .headerTooLarge(bytes: length, limit: NpyFile.longestHeader)
        }
        dataStart = start + Int(length)
        guard dataStart <= bytes.count else { throw .truncated(expected: dataStart, found: bytes.count) }

        var literal = PythonLiteral(bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<dataStart]))
        let fields = try literal.arrayDescription()
        (element, isBigEndian) = try Self.elementType(fields.description)
        isFortranOrder = fields.isFortranOrder
        shape = fields.shape

        guard let count = elementCount(shape),
            case (let size, false) = count.multipliedReportingOverflow(by: element.size)
        else { throw .hugeShape(tensor: "", shape: shape) }
        let found = bytes.count - dataStart
        if found < size { throw .truncated(expected: size, found: found) }
        if found > size { throw .surplusBytes(expected: size, found: found) }
    }

    /// The element and whether its bytes are most significant first. "=" is the writer's own order, which is unknowable;
    /// numpy never writes it.
    private static func elementType(_ description: String) throws(TensorFileDefect) -> (TensorElement, Bool) {
        if description.hasSuffix("O") { throw .pickle }
        let types: [String: TensorElement] = ["f2": .float16, "f4": .float32, "f8": .float64]
        // A void: the type belongs to a package that NumPy does not know.
        if let order = description.first, "<>|".contains(order), description.dropFirst().first == "V",
            let size = Int(description.dropFirst(2))
        {
            throw .untyped(bytes: size)
        }
        guard let order = description.first, "<>".contains(order),
            let element = types[String(description.dropFirst())]
        else { throw .unknownElement(tensor: "", type: description) }
        return (element, order == ">")
    }
}

/// Reads the one Python literal that an array file's header is: a dictionary of three known keys.
private struct PythonLiteral {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func arrayDescription() throws(TensorFileDefect) -> (
        description: String, isFortranOrder: Bool, shape: [Int]
    ) {
        var description: String?
        var isFortranOrder: Bool?
        var shape: [Int]?
        try expect("{")
        while !accept("}") {
            let start = offset
            let key = try string()
            try expect(":")
            switch key {
            case "descr" where description == nil: description = try elementDescription()
            case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
            case "shape" where shape == nil: shape = try tuple()
            default: throw .badHeader(offset: start, expected: "descr, fortran_order and shape, once each")
            }
            if !accept(",") {
                try expect("}")
                break
            }
        }
        skipSpace()
        guard offset == bytes.count else { throw .badHeader(offset: offset, expected: "the header's end") }
        guard let description, let isFortranOrder, let shape else {
            throw .badHeader(offset: offset, expected: "descr, fortran_order and shape, once each")
        }
        return (description, isFortranOrder, shape)
    }

    private mutating func skipSpace() {
        while offset < bytes.count, bytes[offset] == 0x20 || bytes[offset] == 0x0A { offset += 1 }
    }

    private mutating func accept(_ text: String) -> Bool {
        skipSpace()
        guard bytes[offset...].starts(with: text.utf8) else { return false }
        offset += text.utf8.count
        return true
    }

    private mutating func expect(_ text: String) throws(TensorFileDefect) {
        guard accept(text) else { throw .badHeader(offset: offset, expected: text) }
    }

    /// A list here describes a record of several fields, which is not an array of numbers.
    private mutating func elementDescription() throws(TensorFileDefect) -> String {
        skipSpace()
        guard offset < bytes.count, bytes[offset] != UInt8(ascii: "[") else {
            throw .record
        }
        return try string()
    }

    private mutating func string() throws(TensorFileDefect) -> String {
        skipSpace()
        let start = offset
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "'") || bytes[offset] == UInt8(ascii: "\"") else {
            throw .badHeader(offset: start, expected: "a string")
        }
        let quote = bytes[offset]
        guard let end = bytes[(start + 1)...].firstIndex(of: quote),
            let text = String(validating: bytes[start + 1..<end], as: UTF8.self),
            !text.contains("\\")
        else { throw .badHeader(offset: start, expected: "a string without escapes") }
        offset = end + 1
        return text
    }

    private mutating func boolean() throws(TensorFileDefect) -> Bool {
        if accept("True") { return true }
        if accept("False") { return false }
        throw .badHeader(offset: offset, expected: "True or False")
    }

    private mutating func tuple() throws(TensorFileDefect) -> [Int] {
        try expect("(")
        var values: [Int] = []
        while !accept(")") {
            values.append(try integer())
            if !accept(",") {
                try expect(")")
                break
            }
        }
        return values
    }

    private mutating func integer() throws(TensorFileDefect) -> Int {
        skipSpace()
        let digits = bytes[offset...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
            throw .badHeader(offset: offset, expected: "an integer below 2⁶³")
        }
        offset = digits.endIndex
        // Python 2 marked large integers with an L.
        _ = accept("L")
        return value
    }
}

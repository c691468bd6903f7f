internal import FileContents

/// The header of a safetensors file, checked against the file's real size.
struct SafetensorsHeader {
    struct Entry: Equatable {
        var name: String
        var element: TensorElement
        var shape: [Int]
        /// Byte range within the data.
        var begin: Int
        var end: Int
    }

    /// Sorted by position.
    var entries: [Entry]
    var metadata: [String: String]
    /// Where the data starts in the file.
    var dataStart: Int

    static let metadataKey = "__metadata__"

    init(file bytes: UnsafeRawBufferPointer) throws(TensorFileDefect) {
        if let other = otherFile(bytes, than: .safetensors) { throw other }
        guard bytes.count >= SafetensorsFile.lengthBytes else {
            throw .truncated(expected: SafetensorsFile.lengthBytes, found: bytes.count)
        }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length <= SafetensorsFile.longestHeader else {
            throw .headerTooLarge(bytes: length, limit: SafetensorsFile.longestHeader)
        }
        dataStart = SafetensorsFile.lengthBytes + Int(length)
        guard dataStart <= bytes.count else { throw .truncated(expected: dataStart, found: bytes.count) }
        var scanner = HeaderScanner(bytes: UnsafeRawBufferPointer(rebasing: bytes[8..<dataStart]))
        (entries, metadata) = try Self.parse(&scanner)
        entries.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }
        try Self.checkCoverage(entries, available: bytes.count - dataStart)
    }

    private static func parse(
        _ scanner: inout HeaderScanner
    ) throws(TensorFileDefect) -> ([Entry], [String: String]) {
        var entries: [Entry] = []
        var metadata: [String: String] = [:]
        var seen: Set<String> = []
        try scanner.expect("{")
        var more = !scanner.accept("}")
        while more {
            let name = try scanner.string()
            guard seen.insert(name).inserted else { throw .duplicateName(name) }
            try scanner.expect(":")
            if name == metadataKey {
                metadata = try metadataObject(&scanner)
            } else {
                entries.append(try entry(name, &scanner))
            }
            more = scanner.accept(",")
            if !more { try scanner.expect("}") }
        }
        try scanner.expectEnd()
        return (entries, metadata)
    }

    private static func metadataObject(_ scanner: inout HeaderScanner) throws(TensorFileDefect) -> [String: String] {
        var result: [String: String] = [:]
        try scanner.expect("{")
        var more = !scanner.accept("}")
        while more {
            let key = try scanner.string()
            try scanner.expect(":")
            guard result.updateValue(try scanner.string(), forKey: key) == nil else { throw .duplicateName(key) }
            more = scanner.accept(",")
            if !more { try scanner.expect("}") }
        }
        return result
    }

    private static func entry(_ name: String, _ scanner: inout HeaderScanner) throws(TensorFileDefect) -> Entry {
        var type: String?
        var shape: [Int]?
        var offsets: [Int]?
        try scanner.expect("{")
        repeat {
            let offset = scanner.offset
            let key = try scanner.string()
            try scanner.expect(":")
            switch key {
            case "dtype" where type == nil: type = try scanner.string()
            case "shape" where shape == nil: shape = try scanner.integers()
            case "data_offsets" where offsets == nil: offsets = try scanner.integers()
            default: throw .badHeader(offset: offset, expected: "dtype, shape and data_offsets, once each")
            }
        } while scanner.accept(",")
        let offset = scanner.offset
        try scanner.expect("}")
        guard let type, let shape, let offsets else {
            throw .badHeader(offset: offset, expected: "dtype, shape and data_offsets, once each")
        }
        guard offsets.count == 2 else { throw .badHeader(offset: offset, expected: "two data_offsets") }
        guard let element = TensorElement(rawValue: type) else { throw .unknownElement(tensor: name, type: type) }
        return Entry(name: name, element: element, shape: shape, begin: offsets[0], end: offsets[1])
    }

    /// Every byte of the data belongs to exactly one tensor, and each tensor has as many as its shape needs.
    private static func checkCoverage(_ entries: [Entry], available: Int) throws(TensorFileDefect) {
        var covered = 0
        var previous = ""
        for entry in entries {
            guard entry.begin <= entry.end, entry.end <= available else {
                throw .badOffsets(tensor: entry.name, begin: entry.begin, end: entry.end, available: available)
            }
            guard let count = elementCount(entry.shape),
                case (let bytes, false) = count.multipliedReportingOverflow(by: entry.element.size)
            else { throw .hugeShape(tensor: entry.name, shape: entry.shape) }
            guard bytes == entry.end - entry.begin else {
                throw .wrongByteCount(tensor: entry.name, expected: bytes, found: entry.end - entry.begin)
            }
            if entry.begin < covered { throw .overlap(first: previous, second: entry.name) }
            if entry.begin > covered { throw .hole(before: entry.name, bytes: entry.begin - covered) }
            covered = entry.end
            previous = entry.name
        }
        guard covered == available else { throw .surplusBytes(expected: covered, found: available) }
    }
}

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

import Foundation

/// Arrays as NumPy saves them, in every version, type and order that an import must read.
struct NumPyBytes {
    enum Element: String, CaseIterable {
        case half = "<f2"
        case single = "<f4"
        case double = "<f8"
    }

    var element = Element.single
    var isFortran = false
    var version: UInt8 = 1

    /// - Parameter values: (rows, columns), row after row.
    func file(_ values: [Float], rows: Int, columns: Int) -> Data {
        var header = "{'descr': '\(element.rawValue)', 'fortran_order': \(isFortran ? "True" : "False"), "
        header += "'shape': (\(rows), \(columns)), }"
        let lengthBytes = version == 1 ? 2 : 4
        while (6 + 2 + lengthBytes + header.utf8.count + 1) % 64 != 0 { header += " " }
        header += "\n"
        var data = Data([0x93] + Array("NUMPY".utf8) + [version, 0])
        let length = UInt32(header.utf8.count).littleEndian
        withUnsafeBytes(of: length) { data.append(contentsOf: $0.prefix(lengthBytes)) }
        data.append(contentsOf: header.utf8)
        let order =
            isFortran
            ? (0..<columns).flatMap { column in (0..<rows).map { $0 * columns + column } } : Array(values.indices)
        for index in order {
            switch element {
            case .half: append(Float16(values[index]).bitPattern.littleEndian, to: &data)
            case .single: append(values[index].bitPattern.littleEndian, to: &data)
            case .double: append(Double(values[index]).bitPattern.littleEndian, to: &data)
            }
        }
        return data
    }

    private func append(_ bits: some FixedWidthInteger, to data: inout Data) {
        withUnsafeBytes(of: bits) { data.append(contentsOf: $0) }
    }
}

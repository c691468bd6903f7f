package import Foundation

/// Arrays as NumPy saves them, in every version, type and order that an import must read.
package struct NumPyBytes: Sendable {
    package enum Element: String, Sendable, CaseIterable {
        case half = "<f2"
        case single = "<f4"
        case double = "<f8"
    }

    package var element: Element
    package var isFortran: Bool
    package var version: UInt8

    package init(element: Element = .single, isFortran: Bool = false, version: UInt8 = 1) {
        self.element = element
        self.isFortran = isFortran
        self.version = version
    }

    /// Writes one array in NumPy's usual form: single precision, row after row.
    package static func write(_ values: [Float], shape: [Int], to path: String) throws {
        try NumPyBytes().file(values, shape: shape).write(to: URL(filePath: path))
    }

    /// - Parameter values: (rows, columns), row after row.
    package func file(_ values: [Float], rows: Int, columns: Int) -> Data { file(values, shape: [rows, columns]) }

    /// - Parameters:
    ///   - values: row-major.
    ///   - shape: of two dimensions where the order is Fortran's.
    package func file(_ values: [Float], shape: [Int]) -> Data {
        precondition(shape.reduce(1, *) == values.count, "\(values.count) values for the shape \(shape)")
        let dimensions = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var header = "{'descr': '\(element.rawValue)', 'fortran_order': \(isFortran ? "True" : "False"), "
        header += "'shape': (\(dimensions)), }"
        let lengthBytes = version == 1 ? 2 : 4
        while (6 + 2 + lengthBytes + header.utf8.count + 1) % 64 != 0 { header += " " }
        header += "\n"
        var data = Data([0x93] + Array("NUMPY".utf8) + [version, 0])
        let length = UInt32(header.utf8.count).littleEndian
        withUnsafeBytes(of: length) { data.append(contentsOf: $0.prefix(lengthBytes)) }
        data.append(contentsOf: header.utf8)
        for index in order(shape) {
            switch element {
            case .half: append(Float16(values[index]).bitPattern.littleEndian, to: &data)
            case .single: append(values[index].bitPattern.littleEndian, to: &data)
            case .double: append(Double(values[index]).bitPattern.littleEndian, to: &data)
            }
        }
        return data
    }

    /// The row-major places of the elements, as they come in the file.
    private func order(_ shape: [Int]) -> [Int] {
        guard isFortran else { return Array(0..<shape.reduce(1, *)) }
        precondition(shape.count == 2, "Fortran's order is written of matrices alone")
        return (0..<shape[1]).flatMap { column in (0..<shape[0]).map { $0 * shape[1] + column } }
    }

    private func append(_ bits: some FixedWidthInteger, to data: inout Data) {
        withUnsafeBytes(of: bits) { data.append(contentsOf: $0) }
    }
}

/// Writes NumPy array files: single precision, little-endian, C order, version 1.
package enum NpyWriter {
    /// Numpy aligns the data to this many bytes.
    private static let alignment = 64

    /// Writes one array; the file appears under its name in one step, complete and on disk.
    ///
    /// - Precondition: the values are as many as the shape says.
    package static func write(_ values: [Float], shape: [Int], to path: String) throws(TensorFileError) {
        precondition(elementCount(shape) == values.count, "\(values.count) values for the shape \(shape)")
        let dimensions = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var text = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (\(dimensions)), }".utf8)
        let prefix = NpyHeader.magic + [1, 0]
        while !(prefix.count + 2 + text.count + 1).isMultiple(of: alignment) { text.append(UInt8(ascii: " ")) }
        text.append(UInt8(ascii: "\n"))
        let length = [UInt8(truncatingIfNeeded: text.count), UInt8(truncatingIfNeeded: text.count >> 8)]
        var file = try ReplacingFile(path: path)
        try file.write(prefix + length + text)
        try file.write(values)
        try file.finish()
    }
}

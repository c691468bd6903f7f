/// A NumPy array file of floating-point numbers, memory-mapped: the header is read when it is opened.
///
/// Format: numpy.lib.format, versions 1 to 3; half, single and double precision in either byte order; C and Fortran
/// order. An array of Python objects is a pickle and is refused.
package struct NpyFile: Sendable {
    /// A header beyond this cannot describe an array of numbers (numpy itself distrusts those above 10 000 bytes).
    package static let longestHeader = 1 << 20

    package var path: String { file.path }
    package let shape: [Int]
    package let element: TensorElement
    /// Whether the first index varies fastest.
    package let isFortranOrder: Bool
    private let isBigEndian: Bool
    private let dataStart: Int
    private let file: MappedFile

    /// Maps and checks a file.
    package init(path: String) throws(TensorFileError) {
        let file = try MappedFile(path: path)
        let header: NpyHeader
        do {
            header = try file.withBytes { bytes throws(TensorFileDefect) in try NpyHeader(file: bytes) }
        } catch {
            throw .malformed(path: path, error)
        }
        self.file = file
        shape = header.shape
        element = header.element
        isFortranOrder = header.isFortranOrder
        isBigEndian = header.isBigEndian
        dataStart = header.dataStart
    }

    /// Number of elements.
    package var count: Int { (file.count - dataStart) / element.size }

    /// All elements as floats, row-major whatever the order in the file.
    package func floats() -> [Float] {
        let stored = [Float](unsafeUninitializedCapacity: count) { target, initialized in
            initialized = count
            let floats = UnsafeMutableBufferPointer(rebasing: target[..<count])
            file.withBytes(in: dataStart..<file.count) { bytes in
                if isBigEndian {
                    swapped(bytes).withUnsafeBytes { element.convert($0, into: floats) }
                } else {
                    element.convert(bytes, into: floats)
                }
            }
        }
        return isFortranOrder ? rowMajor(stored) : stored
    }

    private func swapped(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var result = Array(bytes)
        for start in stride(from: 0, to: result.count, by: element.size) {
            result[start..<start + element.size].reverse()
        }
        return result
    }

    private func rowMajor(_ columnMajor: [Float]) -> [Float] {
        guard shape.count > 1, count > 0 else { return columnMajor }
        var strides: [Int] = []
        var stride = 1
        for dimension in shape {
            strides.append(stride)
            stride *= dimension
        }
        var index = [Int](repeating: 0, count: shape.count)
        var source = 0
        return [Float](unsafeUninitializedCapacity: count) { target, initialized in
            for position in 0..<count {
                target[position] = columnMajor[source]
                // The next index in row-major order: the last dimension turns first, like an odometer.
                for axis in shape.indices.reversed() {
                    index[axis] += 1
                    source += strides[axis]
                    if index[axis] < shape[axis] { break }
                    source -= shape[axis] * strides[axis]
                    index[axis] = 0
                }
            }
            initialized = count
        }
    }
}

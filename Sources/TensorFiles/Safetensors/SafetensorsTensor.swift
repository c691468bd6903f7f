/// One tensor of a mapped safetensors file; it keeps the mapping alive.
package struct SafetensorsTensor: Sendable {
    package let name: String
    package let element: TensorElement
    package let shape: [Int]
    private let file: MappedFile
    private let range: Range<Int>

    init(name: String, element: TensorElement, shape: [Int], file: MappedFile, range: Range<Int>) {
        self.name = name
        self.element = element
        self.shape = shape
        self.file = file
        self.range = range
    }

    /// Number of elements.
    package var count: Int { range.count / element.size }
    /// The first dimension; 1 for a scalar.
    package var rows: Int { shape.first ?? 1 }
    /// Elements of one row: the product of all dimensions but the first.
    package var rowLength: Int { rows == 0 ? 0 : count / rows }

    /// All elements as floats, row-major, converted from half, bfloat16, single or double precision.
    package func floats() throws(TensorFileError) -> [Float] {
        try floats(rows: 0..<rows)
    }

    /// The elements of some rows as floats. Traps where a row does not exist.
    package func floats(rows chosen: Range<Int>) throws(TensorFileError) -> [Float] {
        try requireElement(TensorElement.floatingPoint)
        return [Float](unsafeUninitializedCapacity: chosen.count * rowLength) { target, initialized in
            initialized = chosen.count * rowLength
            read(rows: chosen, into: UnsafeMutableBufferPointer(rebasing: target[..<initialized]))
        }
    }

    /// Converts some rows into memory that is there already.
    package func copyFloats(
        rows chosen: Range<Int>, into target: UnsafeMutableBufferPointer<Float>
    ) throws(TensorFileError) {
        try requireElement(TensorElement.floatingPoint)
        precondition(target.count == chosen.count * rowLength, "room for \(target.count) floats")
        read(rows: chosen, into: target)
    }

    /// Where the file itself holds the elements as aligned floats, as the bit pattern of a pointer; nil where it does not.
    /// The memory is there as long as this tensor is kept.
    package var mappedFloats: UInt? {
        guard element == .float32, isAligned, count > 0 else { return nil }
        return file.withBytes(in: range) { UInt(bitPattern: $0.baseAddress) }
    }

    /// Gives the memory of the mapped elements back until somebody reads them again.
    package func releaseMemory() { file.release(range) }

    /// All elements of a 64- or 32-bit signed integer tensor.
    package func int64s() throws(TensorFileError) -> [Int64] {
        try requireElement([.int64, .int32])
        return element == .int64 ? loaded(Int64.self) : loaded(Int32.self).map(Int64.init)
    }

    /// The stored bytes, valid until the body returns.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try file.withBytes(in: range, body)
    }

    private var isAligned: Bool { range.lowerBound.isMultiple(of: MemoryLayout<Float>.alignment) }

    private func bytes(ofRows chosen: Range<Int>) -> Range<Int> {
        precondition(chosen.lowerBound >= 0 && chosen.upperBound <= rows, "rows \(chosen) of \(rows)")
        let stride = rowLength * element.size
        return range.lowerBound + chosen.lowerBound * stride..<range.lowerBound + chosen.upperBound * stride
    }

    private func read(rows chosen: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) {
        file.withBytes(in: bytes(ofRows: chosen)) { element.convert($0, into: target) }
    }

    private func loaded<Number: BitwiseCopyable>(_ type: Number.Type) -> [Number] {
        withBytes { bytes in
            (0..<count).map { bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Number>.size, as: type) }
        }
    }

    private func requireElement(_ accepted: [TensorElement]) throws(TensorFileError) {
        guard accepted.contains(element) else {
            throw .wrongElement(path: file.path, name: name, expected: accepted, found: element)
        }
    }
}

/// Writes a safetensors file piece by piece: the tensors are declared first, then their elements arrive in that order.
///
/// Only a buffer is held in memory, so a file may be larger than it. The file appears under its name in one step, complete
/// and on disk, when `finish()` returns; a writer that is dropped before leaves nothing behind.
package struct SafetensorsWriter: ~Copyable {
    /// A tensor that will be written.
    package struct Declaration: Sendable, Equatable {
        package let name: String
        package let element: TensorElement
        package let shape: [Int]

        /// - Precondition: the shape has no negative dimension, and its bytes fit into an integer.
        package init(_ name: String, _ element: TensorElement, _ shape: [Int]) {
            precondition(shape.allSatisfy { $0 >= 0 } && elementCount(shape) != nil, "no tensor has the shape \(shape)")
            self.name = name
            self.element = element
            self.shape = shape
        }

        var bytes: Int { (elementCount(shape) ?? 0) * element.size }
    }

    private var file: ReplacingFile
    private let declarations: [Declaration]
    /// The tensor that the next elements belong to, and how many of its bytes are written.
    private var position = 0
    private var written = 0

    /// Opens a temporary file beside `path` and writes the header.
    ///
    /// - Precondition: no two tensors have the same name, and none is called `__metadata__`.
    package init(
        path: String, tensors: [Declaration], metadata: [String: String] = [:]
    ) throws(TensorFileError) {
        var names: Set<String> = [SafetensorsHeader.metadataKey]
        for tensor in tensors { precondition(names.insert(tensor.name).inserted, "\(tensor.name) twice") }
        var opened = try ReplacingFile(path: path)
        try opened.write(Self.header(tensors, metadata))
        file = opened
        declarations = tensors
        skipComplete()
    }

    /// Appends elements of the current tensor, converted to its element type; they may cross into the next tensors.
    /// Traps when a tensor's element is not a floating-point type, or when there are more elements than were declared.
    package mutating func append(_ values: UnsafeBufferPointer<Float>) throws(TensorFileError) {
        var rest = values[...]
        while !rest.isEmpty {
            let tensor = current(for: "floats")
            let room = (tensor.bytes - written) / tensor.element.size
            let part = UnsafeBufferPointer(rebasing: rest.prefix(room))
            switch tensor.element {
            case .float32: try file.write(UnsafeRawBufferPointer(part))
            case .float16: try file.write(part.map { half($0).littleEndian })
            case .float64: try file.write(part.map { Double($0) })
            default: preconditionFailure("\(tensor.name) holds \(tensor.element), not floats")
            }
            rest = rest.dropFirst(part.count)
            advance(by: part.count * tensor.element.size)
        }
    }

    package mutating func append(_ values: [Float]) throws(TensorFileError) {
        try values.withUnsafeBufferPointer { values throws(TensorFileError) in try append(values) }
    }

    /// Appends elements of the current tensor, which must be declared as `float64`.
    package mutating func append(_ values: [Double]) throws(TensorFileError) {
        try appendWhole(values, as: .float64)
    }

    /// Appends elements of the current tensor, which must be declared as `int64`.
    package mutating func append(_ values: [Int64]) throws(TensorFileError) {
        try appendWhole(values, as: .int64)
    }

    /// Appends elements of the current tensor, which must be declared as `uint8`.
    package mutating func append(_ values: [UInt8]) throws(TensorFileError) {
        try appendWhole(values, as: .uint8)
    }

    /// Completes the file and gives it its name. Traps when elements are missing.
    ///
    /// - Returns: the checksum of what was written.
    @discardableResult
    package mutating func finish() throws(TensorFileError) -> FileChecksum {
        precondition(
            position == declarations.count, "elements are missing from \(declarations[position...].first?.name ?? "")")
        return try file.finish()
    }

    private mutating func appendWhole<Number: BitwiseCopyable>(
        _ values: [Number], as element: TensorElement
    ) throws(TensorFileError) {
        guard !values.isEmpty else { return }
        let tensor = current(for: "\(element)")
        precondition(tensor.element == element, "\(tensor.name) holds \(tensor.element)")
        let bytes = values.count * MemoryLayout<Number>.size
        precondition(bytes <= tensor.bytes - written, "\(tensor.name) has no room for \(values.count) elements")
        try file.write(values)
        advance(by: bytes)
    }

    private func current(for kind: String) -> Declaration {
        precondition(position < declarations.count, "more \(kind) than were declared")
        return declarations[position]
    }

    private mutating func advance(by bytes: Int) {
        written += bytes
        skipComplete()
    }

    private mutating func skipComplete() {
        while position < declarations.count, written == declarations[position].bytes {
            position += 1
            written = 0
        }
    }
}

extension SafetensorsWriter {
    /// The data starts at a multiple of this, so that mapped floats and doubles are aligned.
    private static let alignment = 8

    private static func header(_ tensors: [Declaration], _ metadata: [String: String]) -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
            members.append("\(quoted(SafetensorsHeader.metadataKey)):{\(pairs.joined(separator: ","))}")
        }
        var begin = 0
        for tensor in tensors {
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            let offsets = "\(begin),\(begin + tensor.bytes)"
            let type = quoted(tensor.element.rawValue)
            members.append(
                "\(quoted(tensor.name)):{\"dtype\":\(type),\"shape\":[\(shape)],\"data_offsets\":[\(offsets)]}")
            begin += tensor.bytes
        }
        var text = Array("{\(members.joined(separator: ","))}".utf8)
        while !text.count.isMultiple(of: alignment) { text.append(UInt8(ascii: " ")) }
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

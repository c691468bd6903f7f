import Foundation
import Layers
import LinearAlgebra
import Testing

@testable import Deconfusion

/// Tensors that the PyTorch reference computed in double precision.
///
/// Read here by a few lines of their own, so that these tests do not depend on the reader that the program uses.
struct Reference {
    struct Tensor {
        let shape: [Int]
        let values: [Double]

        var floats: [Float] { values.map(Float.init) }
        var matrix: Matrix {
            let columns = shape.last ?? 1
            return Matrix(rows: values.count / columns, columns: columns, elements: floats)
        }
    }

    struct Missing: Error {
        let name: String
    }

    private let tensors: [String: Tensor]

    init(_ name: String) throws {
        guard let url = Bundle.module.url(forResource: name, withExtension: "safetensors", subdirectory: "Fixtures")
        else { throw Missing(name: name) }
        let data = try Data(contentsOf: url)
        let headerSize = Int(data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        let header = try JSONSerialization.jsonObject(with: data[8..<8 + headerSize]) as? [String: [String: Any]] ?? [:]
        var tensors: [String: Tensor] = [:]
        for (name, entry) in header {
            guard let type = entry["dtype"] as? String, let shape = entry["shape"] as? [Int],
                let offsets = entry["data_offsets"] as? [Int]
            else { continue }
            let bytes = data[8 + headerSize + offsets[0]..<8 + headerSize + offsets[1]]
            let values: [Double] = bytes.withUnsafeBytes { buffer in
                switch type {
                case "F64": Array(buffer.bindMemory(to: Double.self))
                case "F32": buffer.bindMemory(to: Float.self).map(Double.init)
                case "I64": buffer.bindMemory(to: Int64.self).map(Double.init)
                default: []
                }
            }
            tensors[name] = Tensor(shape: shape, values: values)
        }
        self.tensors = tensors
    }

    func callAsFunction(_ name: String) throws -> Tensor {
        guard let tensor = tensors[name] else { throw Missing(name: name) }
        return tensor
    }

    func matrix(_ name: String) throws -> Matrix { try self(name).matrix }

    func labels(_ name: String) throws -> [Int] { try self(name).values.map { Int($0) } }

    /// An estimator whose tensors are those under `prefix`.
    func estimator(_ shape: EstimatorShape, _ projection: FrozenProjection, prefix: String) throws -> Estimator {
        try Estimator(shape, projection: projection) { tensor in try self("\(prefix)/\(tensor.name)").floats }
    }
}

/// The agreement that the project promises: max|Δ| / max(1, max|reference|) ≤ 1e-5 against double precision.
let tolerance = 1e-5

/// Expects values to agree with a reference tensor.
func expect(
    _ found: some Collection<Float>, equals reference: Reference.Tensor, _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found.count == reference.values.count, "\(name) has another size", sourceLocation: sourceLocation)
    let largest = reference.values.reduce(1) { max($0, abs($1)) }
    var difference = 0.0
    for (value, expected) in zip(found, reference.values) {
        // A comparison with NaN is false: it must not pass for agreement.
        let distance = abs(Double(value) - expected)
        difference = distance <= difference ? difference : distance
    }
    #expect(difference / largest <= tolerance, "\(name)", sourceLocation: sourceLocation)
}

package import Layers
internal import LinearAlgebra

/// The Logits DeConfusion estimator: MAF, ICD and ALF over the frozen features of CLIP.
///
/// Li et al., "Logits DeConfusion with CLIP for few-shot learning", CVPR 2025.
package struct Estimator: Sendable, Equatable {
    package let shape: EstimatorShape
    /// The frozen end of the image tower.
    package let projection: FrozenProjection
    package let layout: ParameterLayout
    /// All parameters, then all running statistics; `layout` says what lies where.
    var values: [Float]

    /// A fresh estimator, initialised as PyTorch does: weights uniform within ±1/√inputs, norms at one and zero.
    ///
    /// - Parameter startsFromZeroShot: sets the last layer of A3 to zero, so that Δs is 0 before the first label. The paper's
    ///   code starts it at random, which costs 6–8 points of accuracy at no labels.
    package init(_ shape: EstimatorShape, projection: FrozenProjection, startsFromZeroShot: Bool = true, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        self.init(shape, projection: projection) { tensor in
            let last = tensor.name.split(separator: ".").last
            switch last {
            case "running_var": return [Float](repeating: 1, count: tensor.count)
            case "running_mean", "bias": return [Float](repeating: 0, count: tensor.count)
            default:
                guard tensor.shape.count > 1 else { return [Float](repeating: 1, count: tensor.count) }
                if startsFromZeroShot, tensor.name == "a3.lin2.weight" {
                    return [Float](repeating: 0, count: tensor.count)
                }
                let bound = 1 / Double(tensor.shape[1]).squareRoot()
                return (0..<tensor.count).map { _ in Float((generator.nextUnit() * 2 - 1) * bound) }
            }
        }
    }

    /// An estimator whose tensors are given by name: trained parameters first, then running statistics.
    package init<Failure: Error>(
        _ shape: EstimatorShape, projection: FrozenProjection, tensor: (NamedTensor) throws(Failure) -> [Float]
    ) throws(Failure) {
        let layout = ParameterLayout(shape)
        switch projection {
        case .identity: precondition(shape.width == shape.embedding)
        case .matrix(let matrix): precondition(matrix.rows == shape.width && matrix.columns == shape.embedding)
        case .attentionPool(let pool):
            precondition(pool.positional.columns == shape.width && pool.output.rows == shape.embedding)
        }
        var values: [Float] = []
        values.reserveCapacity(layout.count)
        for named in layout.parameters + layout.statistics {
            let elements = try tensor(named)
            precondition(elements.count == named.count, "\(named.name) has \(elements.count) elements")
            values.append(contentsOf: elements)
        }
        self.shape = shape
        self.projection = projection
        self.layout = layout
        self.values = values
    }

    /// Every tensor with its elements: trained parameters, then running statistics.
    package var tensors: [(tensor: NamedTensor, elements: ArraySlice<Float>)] {
        (layout.parameters + layout.statistics).map { ($0, values[$0.range]) }
    }

    /// Lends the layers as they lie in the values, which nobody changes meanwhile.
    func withNetwork<Result>(_ body: (Network) throws -> Result) rethrows -> Result {
        try values.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an estimator has parameters") }
            let rows = Rows(base, count: 1, width: buffer.count)
            return try body(Network(shape, layout, projection, values: rows, .running))
        }
    }
}

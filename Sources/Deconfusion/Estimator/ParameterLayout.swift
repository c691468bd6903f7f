/// A named tensor among an estimator's values.
package struct NamedTensor: Sendable, Equatable {
    package let name: String
    package let shape: [Int]
    package let offset: Int

    package var count: Int { shape.reduce(1, *) }
    package var range: Range<Int> { offset..<offset + count }
}

/// Where every tensor of an estimator lies among its values: matrices first, then the scales and shifts of norms, then running
/// statistics. Names are those of the method in PyTorch.
///
/// Tensors that one product or one norm takes together are neighbours: the first layers of the MLP head, of A2 and of the gate
/// all read e(x).
package struct ParameterLayout: Sendable, Equatable {
    /// What training moves.
    package let parameters: [NamedTensor]
    /// Running means and variances.
    package let statistics: [NamedTensor]
    /// The floats of matrices, of all parameters, and of everything.
    let matrixCount: Int
    let parameterCount: Int
    let count: Int
    private let places: [String: NamedTensor]

    package init(_ shape: EstimatorShape) {
        let (width, embedding, classes, hidden) = (shape.width, shape.embedding, shape.classes, shape.hidden)
        var tensors: [NamedTensor] = []
        var count = 0
        func add(_ name: String, _ shape: [Int]) {
            let tensor = NamedTensor(name: name, shape: shape, offset: count)
            tensors.append(tensor)
            count += tensor.count
        }
        for (level, inputs) in shape.levelWidths.enumerated() {
            switch shape.backbone {
            case .transformer: add("maf.\(level).lin.weight", [width, inputs])
            case .resNet: add("maf.\(level).conv.weight", [width, inputs, 1, 1])
            }
        }
        add("mlp.lin1.weight", [hidden, embedding])
        add("a2.lin1.weight", [embedding, embedding])
        add("gate.lin1.weight", [embedding, embedding])
        add("mlp.lin2.weight", [classes, hidden])
        add("a2.lin2.weight", [embedding, embedding])
        add("gate.lin2.weight", [1, embedding])
        add("a1.lin1.weight", [embedding, classes])
        add("a1.lin2.weight", [embedding, embedding])
        add("a3.lin1.weight", [embedding, embedding])
        add("a3.lin2.weight", [classes, embedding])
        matrixCount = count

        let levels = shape.levelWidths.indices
        /// The norms of neighbouring columns, each group one norm.
        var batchNorms: [[(name: String, width: Int)]] = []
        switch shape.backbone {
        case .transformer:
            for level in levels {
                for part in ["weight", "bias"] { add("maf.\(level).ln.\(part)", [width]) }
            }
        case .resNet: batchNorms = levels.map { [("maf.\($0).bn", width)] }
        }
        batchNorms += [
            [("mlp.bn", hidden), ("a2.bn", embedding), ("gate.bn", embedding)], [("a1.bn", embedding)],
            [("a3.bn", embedding)],
        ]
        func addNorms(_ parts: [String]) {
            for group in batchNorms {
                for part in parts {
                    for member in group { add("\(member.name).\(part)", [member.width]) }
                }
            }
        }
        addNorms(["weight", "bias"])
        parameterCount = count
        parameters = tensors
        addNorms(["running_mean", "running_var"])
        statistics = Array(tensors.dropFirst(parameters.count))
        self.count = count
        places = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
    }

    /// Where some neighbours lie, taken as one.
    func range(of names: [String]) -> Range<Int> {
        let ranges = names.compactMap { places[$0]?.range }
        precondition(ranges.count == names.count, "a layout without one of \(names)")
        for (range, next) in zip(ranges, ranges.dropFirst()) {
            precondition(range.upperBound == next.lowerBound, "\(names) are no neighbours")
        }
        return ranges[0].lowerBound..<ranges[ranges.count - 1].upperBound
    }
}

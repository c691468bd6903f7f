/// A named tensor inside the estimator's parameters or running statistics.
package struct NamedTensor: Sendable, Equatable {
    package let name: String
    package let shape: [Int]
    package let offset: Int

    package var count: Int { shape.reduce(1, *) }
    package var range: Range<Int> { offset..<offset + count }
}

/// Where every layer of an estimator lies: matrices first, then scales and shifts; running statistics apart.
///
/// The first layers of the MLP head, of A2 and of the gate all read e(x). Their weights lie one below the other, so that
/// they are one layer here, the `trunk`, with one BatchNorm.
struct Network: Sendable, Equatable {
    enum Norm: Sendable, Equatable {
        case layer(LayerNorm)
        case batch(BatchNorm)
    }

    struct Level: Sendable, Equatable {
        let linear: Linear
        let norm: Norm
        let weight: Float
    }

    let levels: [Level]
    let trunk: Linear
    let trunkNorm: BatchNorm
    /// Which of the trunk's columns belong to which head.
    let mlpColumns: Range<Int>
    let a2Columns: Range<Int>
    let gateColumns: Range<Int>
    let mlpOutput: Linear
    let a2Output: Linear
    let gateOutput: Linear
    let a1Input: Linear
    let a1Norm: BatchNorm
    let a1Output: Linear
    let a3Input: Linear
    let a3Norm: BatchNorm
    let a3Output: Linear

    let parameters: [NamedTensor]
    let statistics: [NamedTensor]
    /// The count of floats in weight matrices; scales and shifts follow.
    let matrixCount: Int
    let parameterCount: Int
    let statisticsCount: Int

    init(_ shape: EstimatorShape) {
        let (width, embedding, classes, hidden) = (shape.width, shape.embedding, shape.classes, shape.hidden)
        var parameters = Allocation()
        var statistics = Allocation()
        func linear(_ name: String, _ outputs: Int, _ inputs: Int) -> Linear {
            Linear(offset: parameters.add(name, [outputs, inputs]), outputs: outputs, inputs: inputs)
        }
        let isTransformer = shape.backbone == .transformer
        let levelLinears = shape.levelWidths.enumerated().map { index, inputs in
            isTransformer
                ? linear("maf.\(index).lin.weight", width, inputs)
                : Linear(
                    offset: parameters.add("maf.\(index).conv.weight", [width, inputs, 1, 1]), outputs: width,
                    inputs: inputs)
        }
        let mlpInput = linear("mlp.lin1.weight", hidden, embedding)
        _ = linear("a2.lin1.weight", embedding, embedding)
        _ = linear("gate.lin1.weight", embedding, embedding)
        let trunkWidth = hidden + 2 * embedding
        trunk = Linear(offset: mlpInput.offset, outputs: trunkWidth, inputs: embedding)
        mlpColumns = 0..<hidden
        a2Columns = hidden..<hidden + embedding
        gateColumns = hidden + embedding..<trunkWidth
        mlpOutput = linear("mlp.lin2.weight", classes, hidden)
        a2Output = linear("a2.lin2.weight", embedding, embedding)
        gateOutput = linear("gate.lin2.weight", 1, embedding)
        a1Input = linear("a1.lin1.weight", embedding, classes)
        a1Output = linear("a1.lin2.weight", embedding, embedding)
        a3Input = linear("a3.lin1.weight", embedding, embedding)
        a3Output = linear("a3.lin2.weight", classes, embedding)
        matrixCount = parameters.count

        /// One norm over neighbours: their scales lie together, as do their shifts, means and variances.
        func batchNorm(_ members: [(name: String, width: Int)]) -> BatchNorm {
            func place(_ suffix: String, _ allocation: inout Allocation) -> Int {
                members.map { allocation.add("\($0.name).\(suffix)", [$0.width]) }[0]
            }
            return BatchNorm(
                scale: place("weight", &parameters), shift: place("bias", &parameters),
                mean: place("running_mean", &statistics), variance: place("running_var", &statistics),
                width: members.reduce(0) { $0 + $1.width })
        }
        let fusion = shape.fusionWeights
        levels = levelLinears.enumerated().map { index, linear in
            let norm: Norm =
                isTransformer
                ? .layer(
                    LayerNorm(
                        scale: parameters.add("maf.\(index).ln.weight", [width]),
                        shift: parameters.add("maf.\(index).ln.bias", [width]), width: width))
                : .batch(batchNorm([("maf.\(index).bn", width)]))
            return Level(linear: linear, norm: norm, weight: fusion[index])
        }
        trunkNorm = batchNorm([("mlp.bn", hidden), ("a2.bn", embedding), ("gate.bn", embedding)])
        a1Norm = batchNorm([("a1.bn", embedding)])
        a3Norm = batchNorm([("a3.bn", embedding)])
        self.parameters = parameters.tensors
        self.statistics = statistics.tensors
        parameterCount = parameters.count
        statisticsCount = statistics.count
    }

    /// Every linear layer.
    var layers: [Linear] {
        levels.map(\.linear)
            + [trunk, mlpOutput, a2Output, gateOutput, a1Input, a1Output, a3Input, a3Output]
    }

    /// Places tensors one behind the other.
    private struct Allocation {
        private(set) var tensors: [NamedTensor] = []
        private(set) var count = 0

        mutating func add(_ name: String, _ shape: [Int]) -> Int {
            let tensor = NamedTensor(name: name, shape: shape, offset: count)
            tensors.append(tensor)
            count += tensor.count
            return tensor.offset
        }
    }
}

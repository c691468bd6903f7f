internal import Layers
internal import LinearAlgebra

/// The layers of an estimator, bound to its values: what one pass over a batch computes with.
///
///     MAF       e(x) = P(Σ_l w_l · mean_t ReLU(Norm_l(W_l·x_{l,t})))      P frozen, w_l ∝ 1 … L
///     MLP head  s_MAF(x) = MLP(e(x))
///     ICD       Δs(x) = −A3(A1(s(x)) + A2(e(x)))
///     ALF       α(x) = σ(gate(e(x)))
///
/// MLP, gate and each A are Linear → BatchNorm → ReLU → Linear, without biases. The first layers of the MLP head, of A2 and of
/// the gate all read e(x): here they are one layer, the `trunk`.
struct Network {
    enum Norm {
        case layer(LayerNorm)
        case batch(BatchNorm)
    }

    struct Level {
        let linear: Linear
        let norm: Norm
        /// w_l.
        let weight: Float
    }

    /// What lies between the hidden layers of A1 and A2 and that of A3.
    enum Junction {
        /// The last layers of A1 and A2, whose sum A3's hidden layer reads.
        case learning(a1: Linear, a2: Linear, a3: HiddenLayer)
        /// There is no activation between them: A3's first layer, its norm folded in, is multiplied into both. Its bias is that of
        /// the second.
        case resting(a1: Linear, a2: Linear)
    }

    let levels: [Level]
    let projection: FrozenProjection
    /// The projection's matrix, packed at rest.
    let packedProjection: PackedFactor?
    let trunk: HiddenLayer
    /// Which of the trunk's columns belong to which head.
    let mlpColumns: Range<Int>
    let a2Columns: Range<Int>
    let gateColumns: Range<Int>
    let mlpOutput: Linear
    let gateOutput: Linear
    let a1: HiddenLayer
    let junction: Junction
    let a3Output: Linear
    /// Whose mean and variance norms use.
    let statistics: BatchNorm.Statistics
    /// Who computes its products.
    let workers: Workers

    /// The layers as they lie in an estimator's values, which the caller keeps alive.
    init(
        _ shape: EstimatorShape, _ layout: ParameterLayout, _ projection: FrozenProjection, values: Rows,
        _ statistics: BatchNorm.Statistics
    ) {
        let (width, embedding, hidden) = (shape.width, shape.embedding, shape.hidden)
        func floats(_ names: [String]) -> Floats {
            let range = layout.range(of: names)
            return Floats(values.columns(range).base, count: range.count)
        }
        func linear(_ names: String..., from inputs: Int) -> Linear {
            let weights = floats(names.map { "\($0).weight" })
            return Linear(inputs: inputs, outputs: weights.count / inputs, weights: weights)
        }
        func norm(_ names: String...) -> BatchNorm {
            func part(_ part: String) -> Floats { floats(names.map { "\($0).\(part)" }) }
            return BatchNorm(
                scale: part("weight"), shift: part("bias"), mean: part("running_mean"), variance: part("running_var"))
        }
        levels = zip(shape.levelWidths, shape.fusionWeights).enumerated().map { level, size in
            switch shape.backbone {
            case .transformer:
                let layerNorm = LayerNorm(
                    scale: floats(["maf.\(level).ln.weight"]), shift: floats(["maf.\(level).ln.bias"]),
                    epsilon: Self.epsilon)
                return Level(
                    linear: linear("maf.\(level).lin", from: size.0), norm: .layer(layerNorm), weight: size.1)
            case .resNet:
                return Level(
                    linear: linear("maf.\(level).conv", from: size.0), norm: .batch(norm("maf.\(level).bn")),
                    weight: size.1)
            }
        }
        precondition(levels.allSatisfy { $0.linear.outputs == width })
        trunk = HiddenLayer(
            linear("mlp.lin1", "a2.lin1", "gate.lin1", from: embedding), norm("mlp.bn", "a2.bn", "gate.bn"), statistics)
        mlpColumns = 0..<hidden
        a2Columns = hidden..<hidden + embedding
        gateColumns = hidden + embedding..<hidden + 2 * embedding
        mlpOutput = linear("mlp.lin2", from: hidden)
        gateOutput = linear("gate.lin2", from: embedding)
        a1 = HiddenLayer(linear("a1.lin1", from: shape.classes), norm("a1.bn"), statistics)
        let a3 = HiddenLayer(linear("a3.lin1", from: embedding), norm("a3.bn"), statistics)
        junction = .learning(a1: linear("a1.lin2", from: embedding), a2: linear("a2.lin2", from: embedding), a3: a3)
        a3Output = linear("a3.lin2", from: embedding)
        self.projection = projection
        packedProjection = nil
        self.statistics = statistics
        workers = .all
    }

    /// The same function at rest, with the running statistics, for many images: each weight packed once, each BatchNorm folded
    /// into the product before it, a twentieth of all multiplications less. Those who score divide the images.
    init(resting network: Network) {
        levels = network.levels.map { Level(linear: $0.linear.packed, norm: $0.norm, weight: $0.weight) }
        projection = network.projection
        packedProjection = network.projection.packed
        trunk = HiddenLayer(resting: network.trunk)
        (mlpColumns, a2Columns, gateColumns) = (network.mlpColumns, network.a2Columns, network.gateColumns)
        mlpOutput = network.mlpOutput.packed
        gateOutput = network.gateOutput.packed
        a1 = HiddenLayer(resting: network.a1)
        switch network.junction {
        case .learning(let a1, let a2, let a3):
            junction = .resting(a1: a3.folded(after: a1, withShift: false), a2: a3.folded(after: a2, withShift: true))
        case .resting: junction = network.junction
        }
        a3Output = network.a3Output.packed
        statistics = .running
        workers = .callingThread
    }

    /// Guards LayerNorm's division by a vanishing deviation (PyTorch's default).
    private static let epsilon: Float = 1e-5

    /// Every linear layer.
    var layers: [Linear] {
        let inner: [Linear] =
            switch junction {
            case .learning(let a1, let a2, let a3): [a2, gateOutput, a1, a3.linear]
            case .resting(let a1, let a2): [a2, gateOutput, a1]
            }
        return levels.map(\.linear) + [trunk.linear, mlpOutput, a1.linear, a3Output] + inner
    }
}

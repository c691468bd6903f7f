internal import LinearAlgebra

/// The heads as scoring computes them: the same function as `Pass.forwardHeads` with the running statistics, in fewer products.
///
/// A BatchNorm that no longer learns is a scale and a shift, and goes into the layer before it. Between A1, A2 and A3 there is
/// no activation: A3's first layer is multiplied into the last ones of A1 and A2. What is left follows each product in the cache.
struct ScoringHeads {
    /// Wᵀ of a layer and what is added to its result.
    struct Layer {
        let factor: PackedFactor
        /// (outputs), or empty.
        var shift: [Float] = []
        var following = PackedFactor.Following.nothing

        /// y ← following(x·Wᵀ + shift), or following(y + x·Wᵀ + shift).
        func apply(_ x: Rows, into y: Rows, isAdded: Bool = false) {
            shift.withUnsafeBufferPointer { shift in
                y.set(x, times: factor, isAdded: isAdded, plus: shift.isEmpty ? nil : shift.baseAddress, following)
            }
        }
    }

    /// The first layers of the MLP head, of A2 and of the gate.
    let trunk: Layer
    let a1Input: Layer
    /// A3's hidden layer is the sum of these two.
    let a3OfA1: Layer
    let a3OfA2: Layer
    let a3Output: Layer
    let mlpOutput: Layer
    let gateOutput: Layer

    init(_ network: Network, _ storage: Storage) {
        let parameters = storage.parameters
        func plain(_ layer: Linear) -> Layer { Layer(factor: layer.packed(in: parameters)) }
        trunk = Self.folded(network.trunk.weights(in: parameters), network.trunkNorm, storage)
        a1Input = Self.folded(network.a1Input.weights(in: parameters), network.a1Norm, storage)
        let first = network.a3Input.weights(in: parameters)
        func joined(_ last: Linear) -> Layer {
            var product = Matrix(rows: first.count, columns: last.inputs)
            return product.elements.withUnsafeMutableBufferPointer { elements in
                guard let base = elements.baseAddress else { preconditionFailure("a layer has weights") }
                let rows = Rows(base, count: first.count, width: last.inputs)
                rows.set(first, times: last.weights(in: parameters))
                return Self.folded(rows, network.a3Norm, storage)
            }
        }
        // The shift is added once, and what follows comes after both.
        a3OfA1 = Layer(factor: joined(network.a1Output).factor)
        a3OfA2 = joined(network.a2Output)
        a3Output = plain(network.a3Output)
        mlpOutput = plain(network.mlpOutput)
        gateOutput = plain(network.gateOutput)
    }

    /// ReLU(BatchNorm(x·Wᵀ)) as one layer. W: (outputs, inputs).
    private static func folded(_ weights: Rows, _ norm: BatchNorm, _ storage: Storage) -> Layer {
        let (scale, shift) = norm.fixed(storage)
        var scaled = Matrix(rows: weights.count, columns: weights.width)
        for row in 0..<weights.count {
            for column in 0..<weights.width { scaled[row, column] = scale[row] * weights[row, column] }
        }
        return Layer(factor: PackedFactor(scaled, .transposed), shift: shift, following: .relu)
    }
}

extension Pass {
    /// Sets the logits of every head from e(x) and the zero-shot logits s, without what a way back would need.
    func scoreHeads(_ zeroShot: Rows, _ heads: ScoringHeads) {
        heads.trunk.apply(enhanced, into: trunk.output)
        heads.mlpOutput.apply(trunk.output.columns(network.mlpColumns), into: maf)
        heads.a1Input.apply(zeroShot, into: a1.output)
        heads.a3OfA1.apply(a1.output, into: a3.output)
        heads.a3OfA2.apply(trunk.output.columns(network.a2Columns), into: a3.output, isAdded: true)
        heads.a3Output.apply(a3.output, into: correction)
        heads.gateOutput.apply(trunk.output.columns(network.gateColumns), into: gate)
        fuse(zeroShot)
    }
}

internal import LinearAlgebra

/// A linear layer without bias: y = x·Wᵀ, with W (outputs, inputs) at `offset` in the estimator's parameters.
struct Linear: Sendable, Equatable {
    let offset: Int
    let outputs: Int
    let inputs: Int

    func weights(in parameters: UnsafeMutablePointer<Float>) -> Rows {
        Rows(parameters + offset, count: outputs, width: inputs)
    }

    /// y ← x·Wᵀ, or y + x·Wᵀ where `isAdded`.
    func forward(_ x: Rows, into y: Rows, _ storage: Storage, isAdded: Bool = false) {
        if let packed = storage.packed[offset] {
            y.set(x, times: packed, isAdded: isAdded)
        } else {
            y.set(x, timesTransposed: weights(in: storage.parameters), plus: isAdded ? 1 : 0)
        }
    }

    /// Wᵀ, laid out for many products.
    func packed(in parameters: UnsafeMutablePointer<Float>) -> PackedFactor {
        PackedFactor(Operand(parameters + offset, stride: inputs, .transposed), inner: inputs, columns: outputs)
    }

    /// The last layers of several heads that read one input lie one below the other: some rows of W.
    func outputs(_ range: Range<Int>) -> Linear {
        Linear(offset: offset + range.lowerBound * inputs, outputs: range.count, inputs: inputs)
    }
}

/// What a step needs to know of one linear layer: ∂loss/∂W = gradientᵀ·input.
struct WeightGradient {
    let layer: Linear
    /// ∂loss/∂y: (rows, outputs).
    let gradient: Rows
    /// x: (rows, inputs).
    let input: Rows
}

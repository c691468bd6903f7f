internal import Layers
internal import LinearAlgebra

// The layers of the numeric core, made of a checkpoint's weights.

extension Floats {
    /// A weight's floats, which live as long as this does.
    init(_ weight: Weight) { self.init(weight.floats, count: weight.count, owner: weight) }
}

extension Deferred {
    /// What is made from a weight: it replaces the mapped pages, whose memory goes back to the system.
    convenience init(reading weight: Weight, _ make: @escaping @Sendable () -> Value) {
        @Sendable func made() -> Value {
            let value = withExtendedLifetime(weight, make)
            weight.releaseMemory()
            return value
        }
        // A converted copy would lie beside what is made from it.
        if weight.isMapped { self.init(made) } else { self.init(made: made()) }
    }
}

extension Linear {
    /// - Parameters:
    ///   - weight: (outputs, inputs), or (inputs, outputs) where `isTransposed`.
    ///   - bias: (outputs).
    ///   - isTransposed: OpenAI stores the last projections the other way round.
    init(weight: Weight, bias: Weight?, isTransposed: Bool = false) {
        let outputs = isTransposed ? weight.shape[1] : weight.shape[0]
        let inputs = weight.count / max(1, outputs)
        self.init(
            inputs: inputs, outputs: outputs, bias: bias.map { Floats($0) },
            factor: Deferred(reading: weight) {
                isTransposed
                    ? PackedFactor(Rows(weight.floats, count: inputs, width: outputs))
                    : PackedFactor(Rows(weight.floats, count: outputs, width: inputs), .transposed)
            })
    }
}

extension Linear.Epilogue {
    init(_ activation: Activation) {
        switch activation {
        case .gelu: self = .gelu
        case .quickGELU: self = .quickGELU
        }
    }
}

extension LayerNorm {
    init(scale: Weight, shift: Weight, epsilon: Float) {
        self.init(scale: Floats(scale), shift: Floats(shift), epsilon: epsilon)
    }
}

/// A product's tensors as a checkpoint holds them.
struct StoredLinear: Sendable {
    let weight: Weight
    let bias: Weight?
    /// Stored as (inputs, outputs) instead of (outputs, inputs).
    let isTransposed: Bool

    /// W, copied; the mapped pages are given back: (outputs, inputs).
    fileprivate func copiedWeight() -> Matrix {
        let matrix = Matrix(rows: weight.shape[0], columns: weight.shape[1], elements: weight.array)
        weight.releaseMemory()
        return isTransposed ? matrix.transposed() : matrix
    }

    fileprivate func copiedBias(outputs: Int) -> [Float] { bias?.array ?? [Float](repeating: 0, count: outputs) }
}

/// A ResNet's attention pool as its checkpoint holds it: copied when it is first used.
struct StoredAttentionPool: Sendable {
    let heads: Int
    /// (1 + positions, width): the mean's own place first.
    let positions: Weight
    let query: StoredLinear
    let key: StoredLinear
    let value: StoredLinear
    let output: StoredLinear

    /// The pool, made once.
    func deferred() -> Deferred<AttentionPool> {
        Deferred {
            let (width, last) = (positions.shape[1], output.copiedWeight())
            return AttentionPool(
                positional: Matrix(rows: positions.shape[0], columns: width, elements: positions.array),
                query: query.copiedWeight(), key: key.copiedWeight(), value: value.copiedWeight(), output: last,
                queryBias: query.copiedBias(outputs: width), keyBias: key.copiedBias(outputs: width),
                valueBias: value.copiedBias(outputs: width), outputBias: output.copiedBias(outputs: last.rows),
                heads: heads)
        }
    }
}

package import LinearAlgebra

/// A hidden layer: ReLU(BatchNorm(x·Wᵀ)).
package struct HiddenLayer: Sendable {
    /// What a batch leaves of a hidden layer for backward.
    package struct Trace {
        /// x̂, later ∂/∂z: (rows, width).
        package let normalized: Rows
        /// 1/σ per column: (1, width).
        let deviation: Rows
        /// (rows, width).
        package let output: Rows
        /// ∂/∂output.
        package let gradient: Rows

        package init(_ count: Int, _ width: Int, _ arena: inout Arena) {
            normalized = arena.rows(count, width)
            deviation = arena.rows(1, width)
            output = arena.spacedRows(count, width)
            gradient = arena.rows(count, width)
        }
    }

    package let linear: Linear
    /// nil: the norm rests, and its scale and shift are in the linear layer.
    private let norm: BatchNorm?
    private let statistics: BatchNorm.Statistics

    package init(_ linear: Linear, _ norm: BatchNorm, _ statistics: BatchNorm.Statistics) {
        precondition(linear.outputs == norm.width, "\(linear.outputs) columns for a norm of \(norm.width)")
        self.linear = linear
        self.norm = norm
        self.statistics = statistics
    }

    /// The layer at rest: one product, with bias and ReLU as its epilogue.
    package init(resting layer: HiddenLayer) {
        linear = layer.norm.map { $0.folded(into: layer.linear.matrix) } ?? layer.linear
        norm = nil
        statistics = .running
    }

    /// This layer at rest behind another, with nothing between them: (W·V) as one layer, V the other's weights. The ReLU is left to
    /// whoever adds up several such.
    package func folded(after other: Linear, withShift: Bool) -> Linear {
        guard let norm else { preconditionFailure("a layer at rest is folded already") }
        var product = Matrix(rows: linear.outputs, columns: other.inputs)
        return product.withMutableRows { rows in
            rows.set(linear.matrix, times: other.matrix)
            return norm.folded(into: rows, withShift: withShift)
        }
    }

    /// x: (rows, inputs). Sets the trace's output.
    package func forward(_ x: Rows, _ trace: Trace, by workers: Workers) {
        guard let norm else { return linear.forward(x, into: trace.output, epilogue: .relu, by: workers) }
        linear.forward(x, into: trace.normalized, by: workers)
        norm.forward(trace.normalized, deviation: trace.deviation, into: trace.output, statistics)
    }

    /// From the trace's gradient, ∂/∂output, to ∂/∂z, in the place of x̂, and to the norm's own gradients. `linear` takes ∂/∂z on.
    package func backward(_ trace: Trace, _ optimizer: Optimizer) {
        guard let norm else { preconditionFailure("a layer at rest does not learn") }
        norm.backward(
            trace.normalized, deviation: trace.deviation, gradient: trace.gradient,
            scaleGradient: optimizer.gradient(of: norm.scale), shiftGradient: optimizer.gradient(of: norm.shift))
    }

    /// What the optimizer needs of the linear layer, after `backward`.
    package func weightGradient(_ trace: Trace, of x: Rows) -> WeightGradient {
        linear.weightGradient(trace.normalized, of: x)
    }
}

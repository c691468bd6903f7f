package import LinearAlgebra

/// A linear layer: y = epilogue(x·Wᵀ + b). W is (outputs, inputs).
///
/// The same layer serves a frozen tower and an estimator that learns. They differ in where W is: at rest it is packed once, for
/// many products; while it learns it is read where it lies, since the next step changes it.
package struct Linear: Sendable {
    package typealias Epilogue = PackedFactor.Epilogue

    private enum Weights: Sendable {
        /// Wᵀ.
        case packed(Deferred<PackedFactor>)
        case inPlace(Floats)
    }

    package let inputs: Int
    package let outputs: Int
    /// (outputs).
    package let bias: Floats?
    private let weights: Weights

    /// A layer at rest.
    ///
    /// - Parameter factor: Wᵀ, (inputs, outputs).
    package init(inputs: Int, outputs: Int, bias: Floats? = nil, factor: Deferred<PackedFactor>) {
        self.inputs = inputs
        self.outputs = outputs
        self.bias = bias
        weights = .packed(factor)
    }

    /// A layer that may learn, without a bias.
    ///
    /// - Parameter weights: W, (outputs, inputs), row by row.
    package init(inputs: Int, outputs: Int, weights: Floats) {
        precondition(weights.count == inputs * outputs, "\(weights.count) weights for \(inputs) → \(outputs)")
        self.inputs = inputs
        self.outputs = outputs
        bias = nil
        self.weights = .inPlace(weights)
    }

    // MARK: Forward

    /// y ← epilogue(x·Wᵀ + b), or epilogue(y + x·Wᵀ + b) where `isAdded`. The values do not depend on who computes them.
    ///
    /// - Parameters:
    ///   - x: (rows, inputs).
    ///   - y: (rows, outputs).
    package func forward(
        _ x: Rows, into y: Rows, epilogue: Epilogue = .identity, isAdded: Bool = false, by workers: Workers = .all
    ) {
        switch (weights, workers) {
        case (.packed(let factor), .all): inParts(factor.value, x, y, epilogue, isAdded)
        case (.packed(let factor), .callingThread):
            factor.value.product(x, bias: bias, into: y, epilogue: epilogue, isAdded: isAdded)
        case (.inPlace, _):
            precondition(epilogue == .identity, "a layer that learns has its activation apart, for backward")
            y.set(x, timesTransposed: matrix, plus: isAdded ? 1 : 0, by: workers)
        }
    }

    /// The result as a matrix of its own: (rows, outputs).
    package func forward(_ x: Rows) -> Matrix {
        var result = Matrix(rows: x.count, columns: outputs)
        if x.count > 0 { result.withMutableRows { forward(x, into: $0) } }
        return result
    }

    /// Parts smaller than this are not worth a second thread.
    private static let smallestPart = 1_000_000
    /// Larger ones are divided even where every worker has one: where something else takes a processor for a moment, the others
    /// do more.
    private static let largePart = 16_000_000
    /// Rows of a part, at most: what it reads of the input then stays in a core's own cache, whatever the inner dimension.
    private static let rowsPerPart = 96
    /// Columns of a part come in multiples of this: two panels, which the widest kernel takes together.
    private static let columnUnit = 2 * PackedFactor.panelWidth
    /// An input of so many floats is still in a core's own cache when it is read again: then parts of the same columns follow one
    /// another, whose weights are. Of a larger one, parts of the same rows.
    private static let cachedFloats = 1 << 19

    private func inParts(_ factor: PackedFactor, _ x: Rows, _ y: Rows, _ epilogue: Epilogue, _ isAdded: Bool) {
        let rows = x.count
        guard rows > 0 else { return }
        let operations = 2 * rows * outputs * inputs
        let wanted = min(operations / Self.smallestPart, max(workerCount, operations / Self.largePart))
        // As many for each worker as for any other, where there is one for each.
        let parts = wanted < workerCount ? wanted : Self.count(of: workerCount, in: wanted) * workerCount
        let height = Self.count(of: Self.count(of: Self.rowsPerPart, in: rows), in: rows)
        let blocks = Self.count(of: height, in: rows)
        let units = Self.count(of: Self.columnUnit, in: outputs)
        let width = Self.count(of: max(1, parts / blocks), in: units) * Self.columnUnit
        let strips = Self.count(of: width, in: outputs)
        let isInputCached = rows * inputs <= Self.cachedFloats
        concurrently(blocks * strips) { part, _ in
            let (strip, block) =
                isInputCached ? (part / blocks, part % blocks) : (part % strips, part / strips)
            let rows = block * height..<min(rows, (block + 1) * height)
            factor.product(
                x.rows(rows), columns: strip * width..<min(outputs, (strip + 1) * width), bias: bias,
                into: y.rows(rows), epilogue: epilogue, isAdded: isAdded)
        }
    }

    /// How many of a size it takes for a whole, the last perhaps cut.
    private static func count(of size: Int, in whole: Int) -> Int { (whole + size - 1) / size }

    // MARK: Backward

    /// W where it lies, for a layer that learns: (outputs, inputs).
    package var matrix: Rows {
        guard case .inPlace(let weights) = weights else { preconditionFailure("a packed layer does not learn") }
        return weights.rows(width: inputs)
    }

    /// ∂loss/∂x ← ∂loss/∂y·W. gradient: (rows, outputs); x: (rows, inputs).
    package func backward(_ gradient: Rows, into x: Rows) { x.set(gradient, times: matrix) }

    /// ∂loss/∂W = gradientᵀ·x, not yet made: the optimizer makes it block by block. gradient: (rows, outputs); x: (rows, inputs).
    package func weightGradient(_ gradient: Rows, of x: Rows) -> WeightGradient {
        WeightGradient(weights: matrix, gradient: gradient, input: x)
    }

    /// Wᵀ as a matrix of its own: (inputs, outputs).
    package var transposedMatrix: Matrix {
        switch weights {
        case .packed(let factor): factor.value.unpacked
        case .inPlace(let weights): weights.rows(width: inputs).matrix.transposed()
        }
    }

    /// A layer's weights once and for all, packed.
    package var packed: Linear {
        guard case .inPlace(let weights) = weights else { return self }
        return Linear(
            inputs: inputs, outputs: outputs,
            factor: Deferred(made: PackedFactor(weights.rows(width: inputs), .transposed)))
    }
}

/// What a step needs to know of one linear layer: ∂loss/∂W = gradientᵀ·input.
package struct WeightGradient {
    /// W, where it lies.
    let weights: Rows
    /// ∂loss/∂y: (rows, outputs).
    let gradient: Rows
    /// x: (rows, inputs).
    let input: Rows
}

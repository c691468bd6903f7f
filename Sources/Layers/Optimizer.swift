internal import CKernels
package import LinearAlgebra

/// Moves a block of parameters by AdamW: matrices first, then the scales and shifts of norms.
///
/// The gradient of a matrix is never written to memory. It is made block by block, and weights and moments are updated while the
/// block is in the cache.
package struct Optimizer {
    /// (1, parameters).
    private let parameters: Rows
    /// The floats of matrices.
    private let matrixCount: Int
    /// Running means of the gradients and of their squares, parallel to the parameters.
    private let first: Rows
    private let second: Rows
    /// The gradients of scales and shifts, parallel to them.
    private let normGradients: Rows
    /// One block of a gradient for each worker.
    private let blocks: Rows
    /// The inputs of all layers, packed: as many floats as the network is wide, for each of few rows.
    private let panels: Rows

    /// Weights that are moved together, by one worker.
    private static let pieceSize = 1 << 16
    /// Outputs that the kernel takes at a time.
    private static let outputsPerTile = 6
    /// The same where a gradient is a product over many rows: larger, so that the product is worth its preparation.
    private static let largePieceSize = 1 << 20
    /// Up to so many rows, a gradient is made in registers while its weights are fetched, and never stored.
    private static let fewRows = MIWAKE_MOST_ROWS

    /// - Parameters:
    ///   - parameters: (1, parameters), changed by every step.
    ///   - matrixCount: how many of them belong to matrices.
    ///   - layers: those whose matrices they are.
    ///   - arena: memory that lives from step to step, zero at first.
    package init(_ parameters: Rows, matrixCount: Int, layers: [Linear], _ arena: inout Arena) {
        self.parameters = parameters
        self.matrixCount = matrixCount
        first = arena.rows(1, parameters.width)
        second = arena.rows(1, parameters.width)
        normGradients = arena.rows(1, parameters.width - matrixCount)
        let widest = layers.map { Self.padded($0.inputs) }.max() ?? 0
        blocks = arena.rows(workerCount, Self.largePieceSize + Self.outputsPerTile * widest)
        panels = arena.rows(Self.fewRows, layers.reduce(0) { $0 + Self.padded($1.inputs) })
    }

    /// Where backward puts the gradient of a norm's scale or shift: (1, width).
    package func gradient(of part: Floats) -> Rows {
        let start = part.base - UnsafePointer(parameters.base) - matrixCount
        return normGradients.columns(start..<start + part.count)
    }

    private static func padded(_ inputs: Int) -> Int {
        let panel = MIWAKE_PANEL
        return (inputs + panel - 1) / panel * panel
    }

    /// Some outputs of a layer: what one worker moves at a time.
    private struct Piece {
        /// Some rows of W.
        let weights: Rows
        /// Those outputs' columns of ∂loss/∂y.
        let gradient: Rows
        let input: Rows
        /// The layer's input, packed; nil where there are many rows.
        let panels: Rows?
    }

    /// Moves every parameter by one step.
    ///
    /// - Parameter backwards: the order in which the weights are visited. Weights and moments are larger than the processor's
    ///   cache; who turns round at the end finds the last part of them still there.
    package func update(_ gradients: [WeightGradient], _ step: AdamW.Step, backwards: Bool) {
        let pieces = pieces(gradients)
        let step = step.inC
        adamw(matrixCount..<parameters.width, normGradients, step)
        concurrently(pieces.count) { index, worker in
            update(pieces[backwards ? pieces.count - 1 - index : index], worker, step)
        }
    }

    /// Packs the inputs and divides the work.
    private func pieces(_ gradients: [WeightGradient]) -> [Piece] {
        var arena = Arena(panels.base, capacity: panels.count * panels.width)
        let packed: [Rows?] = gradients.map { gradient in
            gradient.input.count > Self.fewRows
                ? nil : arena.rows(1, gradient.input.count * Self.padded(gradient.input.width))
        }
        concurrently(gradients.count) { index, _ in
            let input = gradients[index].input
            guard let panels = packed[index] else { return }
            miwake_pack_panels(input.base, input.stride, input.count, input.width, panels.base)
        }
        return zip(gradients, packed).flatMap { gradient, panels in
            let (outputs, inputs) = (gradient.weights.count, gradient.weights.width)
            let size = panels == nil ? Self.largePieceSize : Self.pieceSize
            let count = max(1, (outputs * inputs + size - 1) / size)
            let tiles = ((outputs + count - 1) / count + Self.outputsPerTile - 1) / Self.outputsPerTile
            return stride(from: 0, to: outputs, by: tiles * Self.outputsPerTile).map { start in
                let range = start..<min(start + tiles * Self.outputsPerTile, outputs)
                return Piece(
                    weights: gradient.weights.rows(range), gradient: gradient.gradient.columns(range),
                    input: gradient.input, panels: panels)
            }
        }
    }

    private func update(_ piece: Piece, _ worker: Int, _ step: miwake_adamw_step) {
        let (weights, gradient) = (piece.weights, piece.gradient)
        let offset = weights.base - parameters.base
        let places = offset..<offset + weights.count * weights.width
        let scratch = blocks[row: worker]
        guard let panels = piece.panels else {
            let block = Rows(scratch, count: weights.count, width: weights.width)
            block.set(transposed: gradient, times: piece.input)
            return adamw(places, block, step)
        }
        let (first, second) = (first.columns(places), second.columns(places))
        withUnsafePointer(to: step) {
            miwake_adamw_linear(
                weights.base, first.base, second.base, gradient.base, gradient.stride, panels.base, piece.input.count,
                weights.count, weights.width, scratch, $0)
        }
    }

    private func adamw(_ places: Range<Int>, _ gradient: Rows, _ step: miwake_adamw_step) {
        let (weights, first, second) = (parameters.columns(places), first.columns(places), second.columns(places))
        withUnsafePointer(to: step) {
            miwake_adamw(weights.base, first.base, second.base, gradient.base, places.count, $0)
        }
    }
}

extension AdamW.Step {
    fileprivate var inC: miwake_adamw_step {
        miwake_adamw_step(
            keep: keep, first_decay: firstDecay, second_decay: secondDecay, step: rate,
            inverse_root_correction: inverseRootCorrection, epsilon: epsilon)
    }
}

internal import CKernels
internal import LinearAlgebra

/// The floats of a run, beside those of its estimator.
struct Buffers {
    let storage: Storage
    /// Running means of the gradients and of their squares, parallel to the parameters.
    let first: Rows
    let second: Rows
    /// One block of a gradient for each worker.
    private let blocks: Rows

    /// Weights that are moved together, by one worker.
    private static let pieceSize = 1 << 16
    /// The same where a gradient is a product over many rows: larger, so that the product is worth its preparation.
    private static let largePieceSize = 1 << 18
    /// Up to so many rows, the gradient is made in registers as the weights pass by.
    private static let fewRows = 128

    init(_ network: Network, values: UnsafeMutablePointer<Float>, _ arena: inout Arena) {
        first = arena.rows(1, network.parameterCount)
        second = arena.rows(1, network.parameterCount)
        storage = Storage(
            mode: .training, parameters: values, statistics: values + network.parameterCount,
            normGradients: arena.rows(1, network.parameterCount - network.matrixCount).base - network.matrixCount)
        let widest = network.levels.map(\.linear.inputs).max() ?? 0
        blocks = arena.rows(workerCount, Self.largePieceSize + max(widest, network.trunk.outputs))
    }

    /// Some outputs of a layer.
    private struct Piece {
        let gradient: WeightGradient
        let outputs: Range<Int>
    }

    /// Moves every parameter by one step of AdamW.
    ///
    /// - Parameter backwards: the order in which the weights are visited. Weights and moments are larger than the processor's
    ///   cache; who turns round at the end finds the last part of them still there.
    func update(_ gradients: [WeightGradient], _ network: Network, _ step: miwake_adamw_step, backwards: Bool) {
        let pieces = gradients.flatMap(Self.pieces)
        let norms = network.matrixCount
        adamw(norms, UnsafePointer(storage.normGradients + norms), network.parameterCount - norms, step)
        concurrently(pieces.count) { index, worker in
            update(pieces[backwards ? pieces.count - 1 - index : index], worker, step)
        }
    }

    private static func pieces(_ gradient: WeightGradient) -> [Piece] {
        let layer = gradient.layer
        let size = gradient.input.count > fewRows ? largePieceSize : pieceSize
        let count = max(1, (layer.outputs * layer.inputs + size - 1) / size)
        let outputs = (layer.outputs + count - 1) / count
        return stride(from: 0, to: layer.outputs, by: outputs).map { start in
            Piece(gradient: gradient, outputs: start..<min(start + outputs, layer.outputs))
        }
    }

    private func update(_ piece: Piece, _ worker: Int, _ step: miwake_adamw_step) {
        let layer = piece.gradient.layer.outputs(piece.outputs)
        let gradient = piece.gradient.gradient.columns(piece.outputs)
        let input = piece.gradient.input
        if input.count > Self.fewRows {
            let block = Rows(blocks.base + worker * blocks.stride, count: layer.outputs, width: layer.inputs)
            block.set(transposed: gradient, times: input)
            adamw(layer.offset, UnsafePointer(block.base), layer.outputs * layer.inputs, step)
        } else {
            withUnsafePointer(to: step) {
                miwake_adamw_linear(
                    storage.parameters + layer.offset, first.base + layer.offset, second.base + layer.offset,
                    gradient.base, gradient.stride, input.base, input.stride, input.count, layer.outputs, layer.inputs,
                    $0)
            }
        }
    }

    private func adamw(_ offset: Int, _ gradient: UnsafePointer<Float>, _ count: Int, _ step: miwake_adamw_step) {
        withUnsafePointer(to: step) {
            miwake_adamw(storage.parameters + offset, first.base + offset, second.base + offset, gradient, count, $0)
        }
    }
}

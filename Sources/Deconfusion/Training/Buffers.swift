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

    init(_ network: Network, values: UnsafeMutablePointer<Float>, _ arena: inout Arena) {
        first = arena.rows(1, network.parameterCount)
        second = arena.rows(1, network.parameterCount)
        storage = Storage(
            mode: .training, parameters: values, statistics: values + network.parameterCount,
            normGradients: arena.rows(1, network.parameterCount - network.matrixCount).base - network.matrixCount)
        let layers = network.layers
        let widest = layers.map { Self.padded($0.inputs) }.max() ?? 0
        blocks = arena.rows(workerCount, Self.largePieceSize + Self.outputsPerTile * widest)
        panels = arena.rows(Self.fewRows, layers.reduce(0) { $0 + Self.padded($1.inputs) })
    }

    private static func padded(_ inputs: Int) -> Int {
        let panel = MIWAKE_PANEL
        return (inputs + panel - 1) / panel * panel
    }

    /// Some outputs of a layer: what one worker moves at a time.
    private struct Piece {
        let gradient: WeightGradient
        /// The layer's input, packed; nil where there are many rows.
        let panels: Rows?
        let outputs: Range<Int>
    }

    /// Moves every parameter by one step of AdamW.
    ///
    /// - Parameter backwards: the order in which the weights are visited. Weights and moments are larger than the processor's
    ///   cache; who turns round at the end finds the last part of them still there.
    func update(_ gradients: [WeightGradient], _ network: Network, _ step: miwake_adamw_step, backwards: Bool) {
        let pieces = pieces(gradients)
        let norms = network.matrixCount
        adamw(norms, UnsafePointer(storage.normGradients + norms), network.parameterCount - norms, step)
        concurrently(pieces.count) { index, worker in
            update(pieces[backwards ? pieces.count - 1 - index : index], worker, step)
        }
    }

    /// Packs the inputs and divides the work.
    private func pieces(_ gradients: [WeightGradient]) -> [Piece] {
        var arena = Arena(panels.base)
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
            let layer = gradient.layer
            let size = panels == nil ? Self.largePieceSize : Self.pieceSize
            let count = max(1, (layer.outputs * layer.inputs + size - 1) / size)
            let tiles = ((layer.outputs + count - 1) / count + Self.outputsPerTile - 1) / Self.outputsPerTile
            return stride(from: 0, to: layer.outputs, by: tiles * Self.outputsPerTile).map { start in
                let end = min(start + tiles * Self.outputsPerTile, layer.outputs)
                return Piece(gradient: gradient, panels: panels, outputs: start..<end)
            }
        }
    }

    private func update(_ piece: Piece, _ worker: Int, _ step: miwake_adamw_step) {
        let layer = piece.gradient.layer.outputs(piece.outputs)
        let gradient = piece.gradient.gradient.columns(piece.outputs)
        let input = piece.gradient.input
        let scratch = blocks.base + worker * blocks.stride
        guard let panels = piece.panels else {
            let block = Rows(scratch, count: layer.outputs, width: layer.inputs)
            block.set(transposed: gradient, times: input)
            return adamw(layer.offset, UnsafePointer(block.base), layer.outputs * layer.inputs, step)
        }
        withUnsafePointer(to: step) {
            miwake_adamw_linear(
                storage.parameters + layer.offset, first.base + layer.offset, second.base + layer.offset, gradient.base,
                gradient.stride, panels.base, input.count, layer.outputs, layer.inputs, scratch, $0)
        }
    }

    private func adamw(_ offset: Int, _ gradient: UnsafePointer<Float>, _ count: Int, _ step: miwake_adamw_step) {
        withUnsafePointer(to: step) {
            miwake_adamw(storage.parameters + offset, first.base + offset, second.base + offset, gradient, count, $0)
        }
    }
}

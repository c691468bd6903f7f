internal import CKernels
internal import LinearAlgebra

/// The floats of a run, beside those of its estimator.
struct Buffers {
    let storage: Storage
    /// Running means of the gradients and of their squares, parallel to the parameters.
    let first: Rows
    let second: Rows
    private let gradientBlock: Rows

    /// A gradient is made this many floats at a time and used up at once, while it is in the second-level cache.
    private static let blockSize = 1 << 16

    init(_ network: Network, values: UnsafeMutablePointer<Float>, _ arena: inout Arena) {
        first = arena.rows(1, network.parameterCount)
        second = arena.rows(1, network.parameterCount)
        gradientBlock = arena.rows(1, Self.blockSize)
        storage = Storage(
            mode: .training, parameters: values, statistics: values + network.parameterCount,
            normGradients: arena.rows(1, network.parameterCount - network.matrixCount).base - network.matrixCount)
    }

    /// Moves every parameter by one step of AdamW.
    func update(_ gradients: [WeightGradient], _ network: Network, _ step: miwake_adamw_step) {
        for gradient in gradients {
            let layer = gradient.layer
            let rowsPerBlock = max(1, Self.blockSize / layer.inputs)
            for start in stride(from: 0, to: layer.outputs, by: rowsPerBlock) {
                let outputs = start..<min(start + rowsPerBlock, layer.outputs)
                let block = Rows(gradientBlock.base, count: outputs.count, width: layer.inputs)
                block.set(transposed: gradient.gradient.columns(outputs), times: gradient.input)
                update(layer.outputs(outputs).offset, UnsafePointer(block.base), outputs.count * layer.inputs, step)
            }
        }
        update(
            network.matrixCount, UnsafePointer(storage.normGradients + network.matrixCount),
            network.parameterCount - network.matrixCount, step)
    }

    private func update(_ offset: Int, _ gradient: UnsafePointer<Float>, _ count: Int, _ step: miwake_adamw_step) {
        withUnsafePointer(to: step) {
            miwake_adamw(storage.parameters + offset, first.base + offset, second.base + offset, gradient, count, $0)
        }
    }
}

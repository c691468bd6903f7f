internal import CKernels
internal import LinearAlgebra

/// y = (x − mean) / √(variance + ε)·scale + shift along each row. Ba, Kiros, Hinton, "Layer normalization", 2016.
struct LayerNorm: Sendable {
    let scale: Weight
    let shift: Weight
    let epsilon: Float

    /// Rows a part; enough to be worth handing over.
    private static let rowsPerPart = 64

    /// Input and output: (rows, width); they may be the same.
    func apply(_ input: UnsafePointer<Float>, rows: Int, into output: UnsafeMutablePointer<Float>) {
        let width = scale.count
        concurrently((rows + Self.rowsPerPart - 1) / Self.rowsPerPart) { part, _ in
            let first = part * Self.rowsPerPart
            let count = min(Self.rowsPerPart, rows - first)
            miwake_layer_norm(
                input + first * width, output + first * width, scale.floats, shift.floats, count, width, epsilon)
        }
    }
}

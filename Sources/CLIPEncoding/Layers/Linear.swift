internal import CKernels
internal import LinearAlgebra

/// y = x·Wᵀ + b, and what directly follows it while the result is still in the cache.
struct Linear: Sendable {
    enum Following: Sendable {
        case nothing
        case relu
        case activation(Activation)
    }

    /// (outputs, inputs), or (inputs, outputs) where `isTransposed`.
    let weight: Weight
    /// (outputs).
    let bias: Weight?
    /// OpenAI stores the last projections the other way round.
    var isTransposed = false

    var outputs: Int { isTransposed ? weight.shape[1] : weight.shape[0] }
    var inputs: Int { weight.count / outputs }

    /// Parts smaller than this are not worth a second thread.
    private static let operationsPerPart = 4_000_000
    /// Parts end at a multiple of the kernels' own width.
    private static let granularity = 16

    /// Computes some rows.
    ///
    /// - Parameters:
    ///   - input: (rows, inputs), contiguous.
    ///   - output: (rows, outputs), rows `stride` apart.
    ///   - isAdded: Whether the result is added to what is there, before what follows.
    func apply(
        _ input: UnsafePointer<Float>, rows: Int, into output: UnsafeMutablePointer<Float>, stride: Int? = nil,
        following: Following = .nothing, isAdded: Bool = false
    ) {
        let stride = stride ?? outputs
        let parts = max(1, min(workerCount, 2 * rows * outputs * inputs / Self.operationsPerPart))
        // Whichever side is longer is cut, so that both factors of each part stay as compact as they can.
        if outputs >= rows {
            let width = Self.length(outputs, in: parts)
            concurrently((outputs + width - 1) / width) { part, _ in
                let first = part * width
                compute(
                    input, 0..<rows, first..<min(outputs, first + width), output, stride, following, isAdded)
            }
        } else {
            let height = Self.length(rows, in: parts)
            concurrently((rows + height - 1) / height) { part, _ in
                let first = part * height
                compute(
                    input, first..<min(rows, first + height), 0..<outputs, output, stride, following, isAdded)
            }
        }
    }

    /// The same by the calling thread alone, for those who divide the work themselves.
    func applyAlone(
        _ input: UnsafePointer<Float>, rows: Int, into output: UnsafeMutablePointer<Float>,
        following: Following = .nothing, isAdded: Bool = false
    ) {
        compute(input, 0..<rows, 0..<outputs, output, outputs, following, isAdded)
    }

    private static func length(_ count: Int, in parts: Int) -> Int {
        ((count + parts - 1) / parts + granularity - 1) / granularity * granularity
    }

    private func compute(
        _ input: UnsafePointer<Float>, _ rows: Range<Int>, _ columns: Range<Int>,
        _ output: UnsafeMutablePointer<Float>, _ stride: Int, _ following: Following, _ isAdded: Bool
    ) {
        let target = output + rows.lowerBound * stride + columns.lowerBound
        let factor =
            isTransposed
            ? Operand(weight.floats + columns.lowerBound, stride: outputs)
            : Operand(weight.floats + columns.lowerBound * inputs, stride: inputs, .transposed)
        sequentialGemm(
            rows: rows.count, columns: columns.count, inner: inputs,
            Operand(input + rows.lowerBound * inputs, stride: inputs), factor,
            into: target, stride: stride, beta: isAdded ? 1 : 0)
        let shift = bias.map { $0.floats + columns.lowerBound }
        switch following {
        case .nothing where shift == nil: return
        case .nothing: miwake_bias(target, stride, shift, rows.count, columns.count)
        case .relu: miwake_bias_relu(target, stride, shift, rows.count, columns.count)
        case .activation(.gelu): miwake_bias_gelu(target, stride, shift, rows.count, columns.count)
        case .activation(.quickGELU): miwake_bias_quick_gelu(target, stride, shift, rows.count, columns.count)
        }
    }
}

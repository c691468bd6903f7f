internal import CKernels
internal import Layers
package import LinearAlgebra

/// A convolution over pictures whose channels lie together, (height, width, channels), with its batch normalisation folded
/// into it.
package struct Convolution: Sendable {
    /// How it becomes matrix products.
    private enum Method: Sendable {
        /// 1×1: all pixels are the rows of one product.
        case pixels(Linear)
        /// 3×3 as defined: a row for each pixel's neighbourhood, (ky, kx, input).
        case neighbourhoods(Linear)
        /// 3×3 with step 1 in fewer multiplications.
        case tiles(TiledConvolution)
    }

    let inputs: Int
    let outputs: Int
    /// Pixels that a result is made of: 1, or 9 with a border of zeros.
    let area: Int
    let step: Int
    /// Side of the pictures that it reads, and of those that it makes.
    let side: Int
    let newSide: Int
    private let method: Method

    /// About what a core's own cache holds of gathered neighbourhoods.
    private static let gatheredFloats = 1 << 16

    /// - Parameters:
    ///   - kernel: (outputs, inputs, 1, 1) or (outputs, inputs, 3, 3).
    ///   - scales: the factor of each output's weights.
    ///   - bias: what is added to each output.
    ///   - side: of the pictures that it reads, in pixels.
    init(kernel: Weight, scales: [Float], bias: Weight, step: Int, side: Int) {
        outputs = kernel.shape[0]
        inputs = kernel.shape[1]
        area = kernel.shape[2] * kernel.shape[3]
        precondition(area == 1 && step == 1 || area == 9, "a kernel of \(kernel.shape), step \(step)")
        self.step = step
        self.side = side
        newSide = (side + step - 1) / step
        if step == 1, area > 1, TiledConvolution.handles(inputs: inputs, outputs: outputs) {
            method = .tiles(TiledConvolution(kernel: kernel, scales: scales, bias: bias, side: side))
        } else {
            let product = Linear(kernel: kernel, scales: scales, bias: bias)
            method = area == 1 ? .pixels(product) : .neighbourhoods(product)
        }
    }

    /// The same from values, each output's scale 1. shape: of the kernel, as above.
    package init(kernel: [Float], shape: [Int], bias: [Float], step: Int, side: Int) {
        self.init(
            kernel: Weight(shape: shape) { _ = $0.update(fromContentsOf: kernel) },
            scales: [Float](repeating: 1, count: shape[0]),
            bias: Weight(shape: [shape[0]]) { _ = $0.update(fromContentsOf: bias) }, step: step, side: side)
    }

    /// - Parameters:
    ///   - input: (pictures × side × side, inputs).
    ///   - output: (pictures × newSide × newSide, outputs).
    ///   - isAdded: Whether the result is added to what is there, before the epilogue; for 1×1 only.
    package func apply(
        _ input: Rows, pictures: Int, into output: Rows, isRectified: Bool, isAdded: Bool = false,
        _ workspace: Workspace
    ) {
        let epilogue: Linear.Epilogue = isRectified ? .relu : .identity
        precondition(!isAdded || area == 1)
        precondition(
            input.count == pictures * side * side && input.width == inputs
                && output.count == pictures * newSide * newSide && output.width == outputs,
            "(\(input.count), \(input.width)) into (\(output.count), \(output.width))")
        switch method {
        case .pixels(let product):
            product.forward(input, into: output, epilogue: epilogue, isAdded: isAdded)
        case .neighbourhoods(let product):
            apply(product, input, pictures: pictures, into: output, epilogue, workspace)
        case .tiles(let tiled):
            tiled.apply(input, pictures: pictures, into: output, isRectified: isRectified, workspace)
        }
    }

    private func apply(
        _ product: Linear, _ input: Rows, pictures: Int, into output: Rows, _ epilogue: Linear.Epilogue,
        _ workspace: Workspace
    ) {
        let length = product.inputs
        let height = max(1, min(newSide, Self.gatheredFloats / (newSide * length)))
        let strips = (newSide + height - 1) / height
        let room = height * newSide
        let gathered = workspace.gathered.rows(workerCount * room, length)
        concurrently(pictures * strips) { part, worker in
            let (picture, strip) = part.quotientAndRemainder(dividingBy: strips)
            let first = strip * height
            let count = min(height, newSide - first)
            let rows = gathered.rows(worker * room..<worker * room + count * newSide)
            miwake_neighbourhoods(
                input[row: picture * side * side], rows.base, side, side, inputs, step, first, count)
            let start = (picture * newSide + first) * newSide
            product.forward(
                rows, into: output.rows(start..<start + rows.count), epilogue: epilogue, by: .callingThread)
        }
    }
}

extension Linear {
    /// A convolution's kernel, (outputs, inputs, ky, kx), as a product with rows (ky, kx, input), each output scaled.
    fileprivate init(kernel: Weight, scales: [Float], bias: Weight) {
        let (outputs, inputs) = (kernel.shape[0], kernel.shape[1])
        let area = kernel.shape[2] * kernel.shape[3]
        self.init(
            inputs: area * inputs, outputs: outputs, bias: Floats(bias),
            factor: Deferred(reading: kernel) {
                let source = kernel.floats
                var rows = Matrix(rows: outputs, columns: area * inputs)
                rows.elements.withUnsafeMutableBufferPointer { target in
                    for output in 0..<outputs {
                        for input in 0..<inputs {
                            for position in 0..<area {
                                target[(output * area + position) * inputs + input] =
                                    source[(output * inputs + input) * area + position] * scales[output]
                            }
                        }
                    }
                }
                return PackedFactor(rows, .transposed)
            })
    }
}

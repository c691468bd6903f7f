internal import CKernels
internal import LinearAlgebra

/// A convolution over pictures whose channels lie together, (height, width, channels), with its batch normalisation folded
/// into it: a product for each pixel's neighbourhood.
struct Convolution: Sendable {
    /// (outputs, 9 × inputs) ordered (ky, kx, input) for a 3×3 kernel, (outputs, inputs) for 1×1.
    let product: Linear
    /// 3×3 with a border of zeros, else 1×1.
    let isWide: Bool
    let step: Int

    var outputs: Int { product.outputs }

    /// About what a core's own cache holds of gathered neighbourhoods.
    private static let gatheredFloats = 1 << 16

    /// - Parameters:
    ///   - input: (pictures, side, side, inputs).
    ///   - output: (pictures, ⌈side / step⌉, ⌈side / step⌉, outputs).
    func apply(
        _ input: UnsafePointer<Float>, pictures: Int, side: Int, into output: UnsafeMutablePointer<Float>,
        following: Linear.Following, isAdded: Bool = false, _ workspace: Workspace
    ) {
        guard isWide else {
            precondition(step == 1, "a 1×1 convolution sees every pixel")
            return product.apply(
                input, rows: pictures * side * side, into: output, following: following, isAdded: isAdded)
        }
        let newSide = (side + step - 1) / step
        let length = product.inputs
        let channels = length / 9
        let height = max(1, min(newSide, Self.gatheredFloats / (newSide * length)))
        let strips = (newSide + height - 1) / height
        let room = height * newSide * length
        let gathered = workspace.gathered.reserve(workerCount * room)
        concurrently(pictures * strips) { part, worker in
            let (picture, strip) = part.quotientAndRemainder(dividingBy: strips)
            let first = strip * height
            let count = min(height, newSide - first)
            let rows = gathered + worker * room
            miwake_neighbourhoods(
                input + picture * side * side * channels, rows, side, side, channels, step, first, count)
            product.applyAlone(
                rows, rows: count * newSide, into: output + (picture * newSide + first) * newSide * outputs,
                following: following, isAdded: isAdded)
        }
    }
}

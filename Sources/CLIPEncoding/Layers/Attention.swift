internal import CKernels
internal import LinearAlgebra

/// softmax(Q·Kᵀ / √d)·V for each head. Vaswani et al., "Attention is all you need", 2017, §3.2.
struct Attention: Sendable {
    let heads: Int
    /// Whether a token sees only those before it and itself.
    let isCausal: Bool

    /// - Parameters:
    ///   - gathered: (sequences, tokens, 3 × width): each token's query, key and value.
    ///   - output: (sequences, tokens, width).
    func apply(
        _ gathered: UnsafePointer<Float>, sequences: Int, tokens: Int, width: Int,
        into output: UnsafeMutablePointer<Float>, _ workspace: Workspace
    ) {
        let headWidth = width / heads
        let scale = 1 / Float(headWidth).squareRoot()
        let area = tokens * tokens
        let scores = workspace.scores.reserve(workerCount * area)
        concurrently(sequences * heads) { part, worker in
            let (sequence, head) = part.quotientAndRemainder(dividingBy: heads)
            let query = gathered + sequence * tokens * 3 * width + head * headWidth
            let weights = scores + worker * area
            sequentialGemm(
                rows: tokens, columns: tokens, inner: headWidth,
                Operand(query, stride: 3 * width), Operand(query + width, stride: 3 * width, .transposed),
                into: weights, stride: tokens)
            miwake_attention_softmax(weights, tokens, tokens, scale, isCausal ? 1 : 0)
            sequentialGemm(
                rows: tokens, columns: headWidth, inner: tokens,
                Operand(weights, stride: tokens), Operand(query + 2 * width, stride: 3 * width),
                into: output + sequence * tokens * width + head * headWidth, stride: width)
        }
    }
}

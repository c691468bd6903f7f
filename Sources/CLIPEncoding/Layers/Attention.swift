internal import CKernels
internal import LinearAlgebra

/// softmax(Q·Kᵀ / √d)·V for each head. Vaswani et al., "Attention is all you need", 2017, §3.2.
struct Attention: Sendable {
    let heads: Int
    /// Whether a token sees only those before it and itself.
    let isCausal: Bool

    /// - Parameters:
    ///   - gathered: (sequences × tokens, 3 × width): each token's query, key and value.
    ///   - places: One place a sequence where only that token's answer is wanted; nil for those of all tokens.
    ///   - output: (sequences × tokens, or sequences, width).
    func apply(
        _ gathered: Rows, sequences: Int, tokens: Int, at places: [Int]?, into output: Rows, _ workspace: Workspace
    ) {
        let width = output.width
        precondition(gathered.width == 3 * width && gathered.count == sequences * tokens, "\(gathered.count) tokens")
        let headWidth = width / heads
        let scale = 1 / Float(headWidth).squareRoot()
        let share = miwake_attention_scratch(tokens, headWidth)
        let scratch = workspace.scores.reserve(workerCount * share)
        let answers = places == nil ? tokens : 1
        concurrently(sequences * heads) { part, worker in
            let (sequence, head) = part.quotientAndRemainder(dividingBy: heads)
            let query = gathered[row: sequence * tokens] + head * headWidth
            miwake_attention(
                query, query + width, query + 2 * width, gathered.stride, tokens, headWidth, scale, isCausal ? 1 : 0,
                places?[sequence] ?? 0, answers, output[row: sequence * answers] + head * headWidth, output.stride,
                scratch + worker * share)
        }
    }
}

/// One block: x += attention(LayerNorm(x)), then x += MLP(LayerNorm(x)).
struct TransformerBlock: Sendable {
    let attentionNorm: LayerNorm
    /// Query, key and value: one product of three widths, or three products, as the checkpoint stores them.
    let projections: [Linear]
    let attention: Attention
    let attentionOutput: Linear
    let hiddenNorm: LayerNorm
    let hidden: Linear
    let activation: Activation
    let hiddenOutput: Linear

    /// Stream: (sequences × tokens, width), changed in place.
    func apply(to stream: UnsafeMutablePointer<Float>, sequences: Int, tokens: Int, _ workspace: Workspace) {
        let rows = sequences * tokens
        let width = attentionOutput.outputs
        let input = workspace.input.reserve(rows * width)
        attentionNorm.apply(stream, rows: rows, into: input)
        let stride = Workspace.stride(3 * width)
        let gathered = workspace.gathered.reserve(rows * stride)
        var column = 0
        for projection in projections {
            projection.apply(input, rows: rows, into: gathered + column, stride: stride)
            column += projection.outputs
        }
        attention.apply(
            gathered, stride: stride, sequences: sequences, tokens: tokens, width: width, into: input, workspace)
        attentionOutput.apply(input, rows: rows, into: stream, isAdded: true)

        hiddenNorm.apply(stream, rows: rows, into: input)
        let innerStride = Workspace.stride(hidden.outputs)
        let inner = workspace.hidden.reserve(rows * innerStride)
        hidden.apply(input, rows: rows, into: inner, stride: innerStride, following: .activation(activation))
        hiddenOutput.apply(inner, inputStride: innerStride, rows: rows, into: stream, isAdded: true)
    }
}

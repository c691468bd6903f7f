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
        let answers = attend(stream, sequences: sequences, tokens: tokens, at: nil, workspace)
        complete(stream, answers, rows: sequences * tokens, workspace)
    }

    /// What becomes of one token of each sequence: (sequences, width), valid until the workspace is used again. Most of a
    /// block's work falls away, and each figure is that of the whole block to the last bit.
    fileprivate func tokens(
        at places: [Int], of stream: UnsafePointer<Float>, tokens: Int, _ workspace: Workspace
    ) -> UnsafeMutablePointer<Float> {
        let answers = attend(stream, sequences: places.count, tokens: tokens, at: places, workspace)
        let chosen = workspace.chosen(places, of: stream, tokens: tokens, width: attentionOutput.outputs)
        complete(chosen, answers, rows: places.count, workspace)
        return chosen
    }

    /// Attention's answers: (sequences × tokens, width), or of the tokens at some places: (sequences, width).
    private func attend(
        _ stream: UnsafePointer<Float>, sequences: Int, tokens: Int, at places: [Int]?, _ workspace: Workspace
    ) -> UnsafeMutablePointer<Float> {
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
            gathered, stride: stride, sequences: sequences, tokens: tokens, width: width, at: places, into: input,
            workspace)
        return input
    }

    /// What follows attention, row by row. The answers' memory is used again.
    private func complete(
        _ stream: UnsafeMutablePointer<Float>, _ answers: UnsafeMutablePointer<Float>, rows: Int,
        _ workspace: Workspace
    ) {
        attentionOutput.apply(answers, rows: rows, into: stream, isAdded: true)
        hiddenNorm.apply(stream, rows: rows, into: answers)
        let innerStride = Workspace.stride(hidden.outputs)
        let inner = workspace.hidden.reserve(rows * innerStride)
        hidden.apply(answers, rows: rows, into: inner, stride: innerStride, following: .activation(activation))
        hiddenOutput.apply(inner, inputStride: innerStride, rows: rows, into: stream, isAdded: true)
    }
}

extension [TransformerBlock] {
    /// Applies all blocks and returns what became of one token of each sequence: (sequences, width), valid until the workspace
    /// is used again.
    ///
    /// - Parameters:
    ///   - places: The token of each sequence.
    ///   - stream: (sequences × tokens, width), changed in place.
    ///   - isLastWhole: Whether other tokens of the last block are wanted, too.
    ///   - after: Called after each block that was applied to all tokens.
    func tokens(
        at places: [Int], of stream: UnsafeMutablePointer<Float>, tokens: Int, isLastWhole: Bool,
        _ workspace: Workspace, after: (Int) -> Void
    ) -> UnsafeMutablePointer<Float> {
        for (index, block) in enumerated() {
            if index == count - 1, !isLastWhole {
                return block.tokens(at: places, of: stream, tokens: tokens, workspace)
            }
            block.apply(to: stream, sequences: places.count, tokens: tokens, workspace)
            after(index)
        }
        let width = self[0].attentionOutput.outputs
        return workspace.chosen(places, of: stream, tokens: tokens, width: width)
    }
}

internal import Layers
internal import LinearAlgebra

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
    func apply(to stream: Rows, sequences: Int, _ workspace: Workspace) {
        let tokens = stream.count / sequences
        complete(stream, attend(stream, sequences: sequences, tokens: tokens, at: nil, workspace), workspace)
    }

    /// What becomes of one token of each sequence: (sequences, width), valid until the workspace is used again. Most of a
    /// block's work falls away, and each figure is that of the whole block to the last bit.
    fileprivate func tokens(at places: [Int], of stream: Rows, _ workspace: Workspace) -> Rows {
        let tokens = stream.count / places.count
        let answers = attend(stream, sequences: places.count, tokens: tokens, at: places, workspace)
        let chosen = workspace.chosen(places, of: stream, tokens: tokens)
        complete(chosen, answers, workspace)
        return chosen
    }

    /// Attention's answers: (sequences × tokens, width), or of the tokens at some places: (sequences, width).
    private func attend(
        _ stream: Rows, sequences: Int, tokens: Int, at places: [Int]?, _ workspace: Workspace
    ) -> Rows {
        let width = stream.width
        let input = workspace.input.rows(stream.count, width)
        attentionNorm.forward(stream, into: input)
        let gathered = workspace.gathered.rows(stream.count, 3 * width, stride: Workspace.stride(3 * width))
        var column = 0
        for projection in projections {
            projection.forward(input, into: gathered.columns(column..<column + projection.outputs))
            column += projection.outputs
        }
        let answers = places == nil ? input : input.rows(0..<sequences)
        attention.apply(gathered, sequences: sequences, tokens: tokens, at: places, into: answers, workspace)
        return answers
    }

    /// What follows attention, row by row. The answers' memory is used again.
    private func complete(_ stream: Rows, _ answers: Rows, _ workspace: Workspace) {
        attentionOutput.forward(answers, into: stream, isAdded: true)
        hiddenNorm.forward(stream, into: answers)
        let inner = workspace.hidden.rows(stream.count, hidden.outputs, stride: Workspace.stride(hidden.outputs))
        hidden.forward(answers, into: inner, epilogue: Linear.Epilogue(activation))
        hiddenOutput.forward(inner, into: stream, isAdded: true)
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
        at places: [Int], of stream: Rows, isLastWhole: Bool, _ workspace: Workspace, after: (Int) -> Void
    ) -> Rows {
        for (index, block) in enumerated() {
            if index == count - 1, !isLastWhole {
                return block.tokens(at: places, of: stream, workspace)
            }
            block.apply(to: stream, sequences: places.count, workspace)
            after(index)
        }
        return workspace.chosen(places, of: stream, tokens: stream.count / places.count)
    }
}

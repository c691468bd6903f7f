internal import Layers
internal import LinearAlgebra
internal import TensorFiles

/// CLIP's text transformer. Radford et al., 2021, §2.4.
struct TextTower: Sendable {
    let shape: TextShape
    /// (vocabulary, width); rows are read where the file has them, since a prompt needs few.
    let tokenEmbedding: SafetensorsTensor
    /// (context, width).
    let positions: Weight
    let blocks: [TransformerBlock]
    let outputNorm: LayerNorm
    let projection: Linear

    /// Embeds some token sequences: (sequences, D), not normalised.
    ///
    /// What comes after a sequence's end mark cannot reach it, since attention looks back only: the common tail is left out.
    ///
    /// - Parameters:
    ///   - sequences: Ids as the tokenizer gives them, each as long as the context.
    ///   - watch: Sees the stream, (sequences × length, width), before block 0 and after each block. Where nobody watches, the
    ///     last block makes no more than what is read of it.
    /// - Throws: A token that the embedding does not have is a trap; an unreadable file is an error.
    func encode(
        _ sequences: [[Int32]], length: Int? = nil, _ workspace: Workspace,
        watch: ((UnsafePointer<Float>) -> Void)? = nil
    ) throws(TensorFileError) -> Matrix {
        let ends = sequences.map(end)
        let length = length ?? (ends.max() ?? 0) + 1
        let width = shape.transformer.width
        let stream = workspace.stream.rows(sequences.count * length, width)
        for (index, sequence) in sequences.enumerated() {
            precondition(sequence.count >= length && length <= shape.context, "\(sequence.count) tokens")
            for (position, token) in sequence.prefix(length).enumerated() {
                precondition((0..<shape.vocabulary).contains(Int(token)), "token \(token)")
                let target = stream[row: index * length + position]
                try tokenEmbedding.copyFloats(
                    rows: Int(token)..<Int(token) + 1, into: UnsafeMutableBufferPointer(start: target, count: width))
                for column in 0..<width { target[column] += positions.floats[position * width + column] }
            }
        }
        watch?(stream.base)
        let answers = blocks.tokens(at: ends, of: stream, isLastWhole: watch != nil, workspace) { _ in
            watch?(stream.base)
        }
        outputNorm.forward(answers, into: answers)
        return projection.forward(answers)
    }

    /// Where the answer of a sequence is read; 0 where it has no end mark, as in both reference implementations.
    private func end(of sequence: [Int32]) -> Int {
        switch shape.endMark {
        case .highestToken: sequence.firstIndex(of: sequence.max() ?? 0) ?? 0
        case .token(let mark): sequence.firstIndex(of: mark) ?? 0
        }
    }
}

package import LinearAlgebra
internal import TensorFiles

/// Turns prompts into embeddings.
package final class TextEncoder {
    package let checkpoint: Checkpoint
    package let tokenizer: Tokenizer
    private let workspace = Workspace()

    /// Texts a batch: large enough to fill the processors, small enough for the cache.
    private static let batch = 16

    package init(checkpoint: Checkpoint, tokenizer: Tokenizer) {
        self.checkpoint = checkpoint
        self.tokenizer = tokenizer
    }

    /// One embedding a text: (texts, D), each of length 1.
    package func encode(_ texts: [String]) throws(CheckpointError) -> Matrix {
        let context = checkpoint.configuration.text.context
        let sequences = texts.map { tokenizer.tokens($0, context: context).ids }
        // Texts of like length go together: a batch costs what its longest costs.
        let order = sequences.indices.sorted { length(sequences[$0]) < length(sequences[$1]) }
        var result = Matrix(rows: texts.count, columns: checkpoint.configuration.embedding)
        for start in stride(from: 0, to: order.count, by: Self.batch) {
            let chosen = order[start..<min(order.count, start + Self.batch)]
            let embeddings: Matrix
            do {
                embeddings = try checkpoint.text.encode(chosen.map { sequences[$0] }, workspace).normalizedRows()
            } catch {
                throw .file(error)
            }
            for (row, index) in chosen.enumerated() {
                result.elements.replaceSubrange(
                    index * result.columns..<(index + 1) * result.columns, with: embeddings[row: row])
            }
        }
        return result
    }

    /// One embedding a class, t̂: the normalised mean of the normalised embeddings of its prompts. (classes, D).
    ///
    /// - Precondition: every class has a prompt.
    package func encodeClasses(prompts: [[String]]) throws(CheckpointError) -> Matrix {
        let all = try encode(prompts.flatMap { $0 })
        var result = Matrix(rows: prompts.count, columns: all.columns)
        var row = 0
        for (index, own) in prompts.enumerated() {
            precondition(!own.isEmpty, "class \(index) has no prompt")
            for _ in own {
                for column in 0..<all.columns { result[index, column] += all[row, column] }
                row += 1
            }
        }
        return result.normalizedRows()
    }

    private func length(_ sequence: [Int32]) -> Int {
        sequence.firstIndex(of: tokenizer.vocabulary.endToken) ?? sequence.count
    }
}

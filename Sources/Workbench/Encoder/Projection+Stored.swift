internal import CLIPEncoding
internal import Deconfusion
internal import LinearAlgebra
internal import ProjectStore

// How the frozen end of an image tower is kept among the features: a transformer's projection as it is, an attention pool as
// one matrix of W columns, its tensors one after the other:
//
//     positional (P + 1) · query (W) · key (W) · value (W) · biases of the three (3) · output (D) · its bias, filled up (1)

extension Projection {
    /// - Parameter width: D.
    init(_ stored: FeatureTable.FrozenEnd, width embedding: Int) throws(WorkbenchError) {
        switch stored {
        case .projection(let matrix): self = .matrix(matrix)
        case .attentionPool(let packed, let heads):
            let width = packed.columns
            let positions = packed.rows - 3 * width - 3 - embedding - 1
            guard positions >= 2, width >= embedding, width % heads == 0 else { throw .projectionMissing }
            var next = 0
            func take(_ rows: Int) -> Matrix {
                defer { next += rows }
                return packed.gatheringRows(next..<next + rows)
            }
            let positional = take(positions)
            let (query, key, value) = (take(width), take(width), take(width))
            let (queryBias, keyBias, valueBias) = (take(1), take(1), take(1))
            let output = take(embedding)
            self = .attentionPool(
                Deconfusion.AttentionPool(
                    positional: positional, query: query, key: key, value: value, output: output,
                    queryBias: queryBias.elements, keyBias: keyBias.elements, valueBias: valueBias.elements,
                    outputBias: Array(take(1).elements.prefix(embedding)), heads: heads))
        }
    }
}

extension AttentionPoolWeights {
    /// (P + 1 + 3·W + 3 + D + 1, W).
    var packed: Matrix {
        let width = positional.columns
        var elements = positional.elements + query.elements + key.elements + value.elements
        elements += queryBias + keyBias + valueBias
        elements += output.elements + outputBias + [Float](repeating: 0, count: width - outputBias.count)
        return Matrix(rows: elements.count / width, columns: width, elements: elements)
    }
}

extension FrozenEnd {
    /// Puts it beside the features of a set.
    func store(in store: ProjectStore, key: String) throws(StoreError) {
        switch self {
        case .projection(let matrix): try store.setProjection(matrix, in: key)
        case .attentionPool(let weights):
            try store.setAttentionPool(weights.packed, heads: weights.heads, in: key)
        }
    }
}

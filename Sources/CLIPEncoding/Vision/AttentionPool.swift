internal import CKernels
internal import LinearAlgebra

/// The end of CLIP's ResNet: the mean of all positions asks them, and gets the embedding. Radford et al., 2021, §2.4.
struct AttentionPool: Sendable {
    let heads: Int
    /// (1 + positions, width): the mean's own place first.
    let positions: Weight
    let query: Linear
    let key: Linear
    let value: Linear
    let output: Linear

    var width: Int { key.inputs }

    /// - Parameter input: (pictures, positions, width).
    /// - Returns: (pictures, D).
    func apply(
        _ input: UnsafePointer<Float>, pictures: Int, positions count: Int, _ workspace: Workspace
    ) -> Matrix {
        let tokens = count + 1
        let stream = workspace.hidden.reserve(pictures * tokens * width)
        let means = workspace.input.reserve(pictures * width)
        for picture in 0..<pictures {
            let source = input + picture * count * width
            let target = stream + picture * tokens * width
            target.update(repeating: 0, count: width)
            for position in 0..<count {
                let from = source + position * width
                let to = target + (position + 1) * width
                let place = positions.floats + (position + 1) * width
                for column in 0..<width {
                    target[column] += from[column]
                    to[column] = from[column] + place[column]
                }
            }
            for column in 0..<width { target[column] = target[column] / Float(count) + positions.floats[column] }
            (means + picture * width).update(from: target, count: width)
        }
        let rows = pictures * tokens
        let queries = query.matrix(means, rows: pictures)
        let keys = workspace.gathered.reserve(rows * width)
        key.apply(stream, rows: rows, into: keys)
        let values = workspace.second.reserve(rows * width)
        value.apply(stream, rows: rows, into: values)
        attend(queries, keys, values, pictures: pictures, tokens: tokens, into: means, workspace)
        return output.matrix(means, rows: pictures)
    }

    private func attend(
        _ queries: Matrix, _ keys: UnsafePointer<Float>, _ values: UnsafePointer<Float>, pictures: Int, tokens: Int,
        into answers: UnsafeMutablePointer<Float>, _ workspace: Workspace
    ) {
        let headWidth = width / heads
        let scale = 1 / Float(headWidth).squareRoot()
        let scores = workspace.scores.reserve(workerCount * tokens)
        queries.elements.withUnsafeBufferPointer { queries in
            guard let queries = queries.baseAddress else { return }
            concurrently(pictures * heads) { part, worker in
                let (picture, head) = part.quotientAndRemainder(dividingBy: heads)
                let column = head * headWidth
                let first = picture * tokens * width + column
                let weights = scores + worker * tokens
                sequentialGemm(
                    rows: 1, columns: tokens, inner: headWidth,
                    Operand(queries + picture * width + column, stride: width),
                    Operand(keys + first, stride: width, .transposed), into: weights, stride: tokens)
                miwake_attention_softmax(weights, tokens, 1, tokens, scale, tokens)
                sequentialGemm(
                    rows: 1, columns: headWidth, inner: tokens,
                    Operand(weights, stride: tokens), Operand(values + first, stride: width),
                    into: answers + picture * width + column, stride: width)
            }
        }
    }
}

internal import CKernels
internal import LinearAlgebra

/// CLIP's vision transformer. Radford et al., 2021, §2.4; Dosovitskiy et al., "An image is worth 16×16 words", 2021.
struct VisionTransformer: Sendable {
    let shape: TransformerShape
    let patch: Int
    let resolution: Int
    /// From a patch's (3, patch, patch) floats to a token.
    let patchEmbedding: Linear
    /// (width).
    let classEmbedding: Weight
    /// (tokens, width).
    let positions: Weight
    let inputNorm: LayerNorm
    let blocks: [TransformerBlock]
    let outputNorm: LayerNorm
    let projection: Linear

    private var grid: Int { resolution / patch }
    var tokens: Int { grid * grid + 1 }

    /// Encodes some pictures.
    ///
    /// - Parameters:
    ///   - pixels: (pictures, 3, resolution, resolution), normalised.
    ///   - levelBlocks: The blocks whose output is a level.
    ///   - watch: Sees the stream, (pictures × tokens, width), before block 0 and after each block. Where nobody watches and the
    ///     last block is no level, only its class tokens are made.
    func encode(
        _ pixels: UnsafePointer<Float>, pictures: Int, levels detail: LevelDetail, of levelBlocks: [Int],
        _ workspace: Workspace, watch: ((UnsafePointer<Float>) -> Void)? = nil
    ) -> ImageFeatures {
        let rows = pictures * tokens
        let stream = workspace.stream.reserve(rows * shape.width)
        embed(pixels, pictures: pictures, into: stream, workspace)
        inputNorm.apply(stream, rows: rows, into: stream)
        watch?(stream)
        var levels: [Matrix] = []
        let last = blocks.count - 1
        let classTokens = blocks.tokens(
            at: [Int](repeating: 0, count: pictures), of: stream, tokens: tokens,
            isLastWhole: watch != nil || detail != .none && levelBlocks.contains(last), workspace
        ) { index in
            watch?(stream)
            if levelBlocks.contains(index) { appendLevel(stream, pictures: pictures, detail, to: &levels) }
        }
        outputNorm.apply(classTokens, rows: pictures, into: classTokens)
        return ImageFeatures(embeddings: projection.matrix(classTokens, rows: pictures), levels: levels)
    }

    private func embed(
        _ pixels: UnsafePointer<Float>, pictures: Int, into stream: UnsafeMutablePointer<Float>, _ workspace: Workspace
    ) {
        let width = shape.width
        let patches = grid * grid
        let length = patchEmbedding.inputs
        let gathered = workspace.gathered.reserve(pictures * patches * length)
        concurrently(pictures) { picture, _ in
            miwake_patches(
                pixels + picture * 3 * resolution * resolution, gathered + picture * patches * length, resolution, patch
            )
        }
        let embedded = workspace.input.reserve(pictures * patches * width)
        patchEmbedding.apply(gathered, rows: pictures * patches, into: embedded)
        for picture in 0..<pictures {
            var token = stream + picture * tokens * width
            for column in 0..<width { token[column] = classEmbedding.floats[column] + positions.floats[column] }
            token += width
            let source = embedded + picture * patches * width
            for index in 0..<patches * width { token[index] = source[index] + positions.floats[width + index] }
        }
    }

    private func appendLevel(
        _ stream: UnsafePointer<Float>, pictures: Int, _ detail: LevelDetail, to levels: inout [Matrix]
    ) {
        let width = shape.width
        switch detail {
        case .none: break
        case .tokens:
            let all = UnsafeBufferPointer(start: stream, count: pictures * tokens * width)
            levels.append(Matrix(rows: pictures * tokens, columns: width, elements: Array(all)))
        case .pooled:
            var mean = Matrix(rows: pictures, columns: width)
            mean.elements.withUnsafeMutableBufferPointer { mean in
                for picture in 0..<pictures {
                    for token in 0..<tokens {
                        let row = stream + (picture * tokens + token) * width
                        for column in 0..<width { mean[picture * width + column] += row[column] }
                    }
                }
                let share = 1 / Float(tokens)
                for index in mean.indices { mean[index] *= share }
            }
            levels.append(mean)
        }
    }
}

extension Linear {
    /// The result as a matrix of its own: (rows, outputs).
    func matrix(_ input: UnsafePointer<Float>, rows: Int) -> Matrix {
        var result = Matrix(rows: rows, columns: outputs)
        result.elements.withUnsafeMutableBufferPointer { target in
            if let base = target.baseAddress { apply(input, rows: rows, into: base) }
        }
        return result
    }
}

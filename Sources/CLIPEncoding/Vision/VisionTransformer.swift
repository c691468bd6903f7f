internal import CKernels
internal import Layers
internal import LinearAlgebra

/// CLIP's vision transformer. Radford et al., 2021, §2.4; Dosovitskiy et al., "An image is worth 16×16 words", 2021.
struct VisionTransformer: ImageTower {
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
    private var tokens: Int { grid * grid + 1 }

    var frozenProjection: FrozenProjection { .matrix(projection.transposedMatrix) }
    var pooledLevels: [(rows: Int, width: Int)] { shape.levelBlocks.map { _ in (1, shape.width) } }
    var tokenLevels: [(rows: Int, width: Int)] { shape.levelBlocks.map { _ in (tokens, shape.width) } }

    var operationsPerPicture: Double {
        let (width, rows) = (Double(shape.width), Double(tokens))
        let block = rows * width * (4 * width + 2 * Double(shape.hidden)) + 2 * rows * rows * width
        return 2 * (Double(blocks.count) * block + (rows - 1) * width * Double(patchEmbedding.inputs))
    }

    func encode(
        _ pixels: UnsafePointer<Float>, pictures: Int, levels detail: LevelDetail, _ workspace: Workspace
    ) -> ImageFeatures {
        encode(pixels, pictures: pictures, levels: detail, workspace, watch: nil)
    }

    /// The same before a witness.
    ///
    /// - Parameters:
    ///   - watch: Sees the stream, (pictures × tokens, width), before block 0 and after each block. Where nobody watches and the
    ///     last block is no level, only its class tokens are made.
    func encode(
        _ pixels: UnsafePointer<Float>, pictures: Int, levels detail: LevelDetail, _ workspace: Workspace,
        watch: ((UnsafePointer<Float>) -> Void)?
    ) -> ImageFeatures {
        let stream = workspace.stream.rows(pictures * tokens, shape.width)
        embed(pixels, pictures: pictures, into: stream, workspace)
        inputNorm.forward(stream, into: stream)
        watch?(stream.base)
        var levels: [Matrix] = []
        let levelBlocks = shape.levelBlocks
        let last = blocks.count - 1
        let classTokens = blocks.tokens(
            at: [Int](repeating: 0, count: pictures), of: stream,
            isLastWhole: watch != nil || detail != .none && levelBlocks.contains(last), workspace
        ) { index in
            watch?(stream.base)
            if levelBlocks.contains(index) { appendLevel(stream, pictures: pictures, detail, to: &levels) }
        }
        outputNorm.forward(classTokens, into: classTokens)
        return ImageFeatures(embeddings: projection.forward(classTokens), levels: levels)
    }

    private func embed(_ pixels: UnsafePointer<Float>, pictures: Int, into stream: Rows, _ workspace: Workspace) {
        let width = shape.width
        let patches = grid * grid
        let gathered = workspace.gathered.rows(pictures * patches, patchEmbedding.inputs)
        concurrently(pictures) { picture, _ in
            miwake_patches(
                pixels + picture * 3 * resolution * resolution, gathered[row: picture * patches], resolution, patch)
        }
        let embedded = workspace.input.rows(pictures * patches, width)
        patchEmbedding.forward(gathered, into: embedded)
        for picture in 0..<pictures {
            let token = stream[row: picture * tokens]
            for column in 0..<width { token[column] = classEmbedding.floats[column] + positions.floats[column] }
            let source = embedded[row: picture * patches]
            for index in 0..<patches * width {
                token[width + index] = source[index] + positions.floats[width + index]
            }
        }
    }

    private func appendLevel(_ stream: Rows, pictures: Int, _ detail: LevelDetail, to levels: inout [Matrix]) {
        switch detail {
        case .none: break
        case .tokens: levels.append(stream.matrix)
        case .pooled:
            var means = Matrix(rows: pictures, columns: shape.width)
            means.withMutableRows { means in
                for picture in 0..<pictures {
                    let mean = means[row: picture]
                    for token in 0..<tokens {
                        let row = stream[row: picture * tokens + token]
                        for column in 0..<shape.width { mean[column] += row[column] }
                    }
                    let share = 1 / Float(tokens)
                    for column in 0..<shape.width { mean[column] *= share }
                }
            }
            levels.append(means)
        }
    }
}

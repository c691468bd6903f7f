internal import CKernels
internal import Layers
internal import LinearAlgebra

/// CLIP's ResNet: a stem of three convolutions, average pooling before every strided convolution, attention at the end.
/// Radford et al., 2021, §2.4; He et al., "Deep residual learning", 2016.
struct ModifiedResNet: ImageTower {
    struct Block: Sendable {
        let narrow: Convolution
        let wide: Convolution
        let output: Convolution
        /// The shortcut's own convolution, where the block changes the number of channels or the size.
        let shortcut: Convolution?
        /// 2 in the first block of the later stages: both ways are averaged over windows of 2 × 2.
        let window: Int
    }

    let resolution: Int
    let stem: [Convolution]
    let stages: [[Block]]
    let pool: Deferred<AttentionPool>
    /// D.
    let embedding: Int

    /// Red, green and blue.
    private static let colours = 3

    /// How many times smaller the last stage is than the picture: the stem takes a quarter, three stages a half each.
    static let reduction = 32

    /// Side of the grid that the attention pool reads.
    var grid: Int { resolution / Self.reduction }

    var frozenProjection: FrozenProjection { .attentionPool(pool.value) }

    var pooledLevels: [(rows: Int, width: Int)] {
        stages.map { (grid * grid, $0.last?.output.outputs ?? 0) }
    }

    var tokenLevels: [(rows: Int, width: Int)] {
        // Each stage halves the side, down to the attention pool's grid.
        stages.enumerated().map { index, stage in
            let side = grid << (stages.count - 1 - index)
            return (side * side, stage.last?.output.outputs ?? 0)
        }
    }

    func encode(
        _ pixels: UnsafePointer<Float>, pictures: Int, levels detail: LevelDetail, _ workspace: Workspace
    ) -> ImageFeatures {
        encode(pixels, pictures: pictures, levels: detail, workspace) { _, _, _ in }
    }

    /// The same before a witness.
    ///
    /// - Parameters:
    ///   - watch: Sees each stage's output, (pictures, side, side, channels), with its side and channels.
    func encode(
        _ pixels: UnsafePointer<Float>, pictures: Int, levels detail: LevelDetail, _ workspace: Workspace,
        watch: (UnsafePointer<Float>, _ side: Int, _ channels: Int) -> Void
    ) -> ImageFeatures {
        var stream = workspace.stream
        var other = workspace.shortcut
        var values = applyStem(pixels, pictures: pictures, into: stream, workspace)
        var levels: [Matrix] = []
        for stage in stages {
            for block in stage {
                values = apply(block, to: values, in: &stream, &other, pictures: pictures, workspace)
            }
            let side = stage.last?.output.newSide ?? 0
            watch(values.base, side, values.width)
            appendLevel(values, pictures: pictures, side: side, detail, to: &levels)
        }
        let pool = pool.value
        func plan(_ arena: inout Arena) -> AttentionPool.Trace { AttentionPool.Trace(pool, images: pictures, &arena) }
        let room = Arena.size { _ = plan(&$0) }
        var arena = Arena(workspace.hidden.reserve(room), capacity: room)
        let trace = plan(&arena)
        var embeddings = Matrix(rows: pictures, columns: embedding)
        embeddings.withMutableRows { pool.forward(values, trace, into: $0) }
        return ImageFeatures(embeddings: embeddings, levels: levels)
    }

    /// Returns what it leaves, a quarter of the picture's side.
    private func applyStem(
        _ pixels: UnsafePointer<Float>, pictures: Int, into stream: Workspace.Buffer, _ workspace: Workspace
    ) -> Rows {
        let area = resolution * resolution
        let picture = workspace.hidden.rows(pictures * area, Self.colours)
        for index in 0..<pictures {
            for channel in 0..<Self.colours {
                let source = pixels + (index * Self.colours + channel) * area
                for pixel in 0..<area { picture[index * area + pixel, channel] = source[pixel] }
            }
        }
        var values = picture
        var (source, target) = (workspace.hidden, workspace.second)
        for convolution in stem {
            let newArea = convolution.newSide * convolution.newSide
            let next = target.rows(pictures * newArea, convolution.outputs)
            convolution.apply(values, pictures: pictures, into: next, isRectified: true, workspace)
            values = next
            swap(&source, &target)
        }
        return average(values, pictures: pictures, side: stem.last?.newSide ?? 0, window: 2, into: stream)
    }

    /// The stream lies in one of two buffers; where a block has a shortcut of its own they change places.
    private func apply(
        _ block: Block, to input: Rows, in stream: inout Workspace.Buffer, _ other: inout Workspace.Buffer,
        pictures: Int, _ workspace: Workspace
    ) -> Rows {
        let side = block.narrow.side
        let narrow = workspace.hidden.rows(input.count, block.narrow.outputs)
        block.narrow.apply(input, pictures: pictures, into: narrow, isRectified: true, workspace)
        var inner = workspace.second.rows(input.count, block.wide.outputs)
        block.wide.apply(narrow, pictures: pictures, into: inner, isRectified: true, workspace)
        if block.window > 1 {
            inner = average(inner, pictures: pictures, side: side, window: block.window, into: workspace.hidden)
        }
        var result = input
        if let shortcut = block.shortcut {
            let source =
                block.window > 1
                ? average(input, pictures: pictures, side: side, window: block.window, into: workspace.input) : input
            result = other.rows(source.count, shortcut.outputs)
            shortcut.apply(source, pictures: pictures, into: result, isRectified: false, workspace)
            swap(&stream, &other)
        }
        // The shortcut lies where the result goes, so that the product adds to it.
        block.output.apply(inner, pictures: pictures, into: result, isRectified: true, isAdded: true, workspace)
        return result
    }

    /// The mean over windows of window × window: (pictures × side², channels) becomes (pictures × (side / window)², channels).
    private func average(
        _ input: Rows, pictures: Int, side: Int, window: Int, into buffer: Workspace.Buffer
    ) -> Rows {
        let newSide = side / window
        let output = buffer.rows(pictures * newSide * newSide, input.width)
        average(input, pictures: pictures, side: side, window: window, into: output)
        return output
    }

    private func average(_ input: Rows, pictures: Int, side: Int, window: Int, into output: Rows) {
        let (area, newArea) = (side * side, (side / window) * (side / window))
        concurrently(pictures) { picture, _ in
            miwake_average_pool(
                input[row: picture * area], output[row: picture * newArea], side, side, input.width, window)
        }
    }

    private func appendLevel(
        _ values: Rows, pictures: Int, side: Int, _ detail: LevelDetail, to levels: inout [Matrix]
    ) {
        let window = side / grid
        switch detail {
        case .none: break
        case .pooled:
            var level = Matrix(rows: pictures * grid * grid, columns: values.width)
            level.withMutableRows { average(values, pictures: pictures, side: side, window: window, into: $0) }
            levels.append(level)
        case .tokens:
            var rows: [Float] = []
            rows.reserveCapacity(pictures * side * side * values.width)
            for picture in 0..<pictures {
                for cell in 0..<grid * grid {
                    let top = cell / grid * window
                    let left = cell % grid * window
                    for inside in 0..<window * window {
                        let position = (top + inside / window) * side + left + inside % window
                        let start = values[row: picture * side * side + position]
                        rows.append(contentsOf: UnsafeBufferPointer(start: start, count: values.width))
                    }
                }
            }
            levels.append(Matrix(rows: pictures * side * side, columns: values.width, elements: rows))
        }
    }
}

extension ModifiedResNet {
    var operationsPerPicture: Double {
        var side = resolution
        var products = 0.0
        func add(_ convolution: Convolution, side: Int) {
            products += Double(side * side * convolution.area * convolution.inputs * convolution.outputs)
        }
        for convolution in stem {
            side /= convolution.step
            add(convolution, side: side)
        }
        side /= 2
        for block in stages.joined() {
            add(block.narrow, side: side)
            add(block.wide, side: side)
            side /= block.window
            block.shortcut.map { add($0, side: side) }
            add(block.output, side: side)
        }
        // The attention pool: the mean's query, what each head looks for and finds, and the way out; scores and their sums are few.
        let width = Double(stages.last?.last?.output.outputs ?? 0)
        products += 3 * width * width + width * Double(embedding)
        return 2 * products
    }
}

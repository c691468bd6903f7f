internal import CKernels
internal import LinearAlgebra

/// CLIP's ResNet: a stem of three convolutions, average pooling before every strided convolution, attention at the end.
/// Radford et al., 2021, §2.4; He et al., "Deep residual learning", 2016.
struct ModifiedResNet: Sendable {
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
    let pool: AttentionPool

    /// How many times smaller the last stage is than the picture: the stem takes a quarter, three stages a half each.
    static let reduction = 32

    /// Side of the grid that the attention pool reads.
    var grid: Int { resolution / Self.reduction }

    /// Encodes some pictures.
    ///
    /// - Parameters:
    ///   - pixels: (pictures, 3, resolution, resolution), normalised.
    ///   - watch: Sees each stage's output, (pictures, side, side, channels), with its side and channels.
    func encode(
        _ pixels: UnsafePointer<Float>, pictures: Int, levels detail: LevelDetail, _ workspace: Workspace,
        watch: (UnsafePointer<Float>, _ side: Int, _ channels: Int) -> Void = { _, _, _ in }
    ) -> ImageFeatures {
        var stream = workspace.stream
        var other = workspace.shortcut
        var side = applyStem(pixels, pictures: pictures, into: stream, workspace)
        var levels: [Matrix] = []
        for stage in stages {
            for block in stage {
                apply(block, to: &stream, &other, pictures: pictures, side: &side, workspace)
            }
            let channels = stage.last?.output.outputs ?? 0
            let values = stream.reserve(pictures * side * side * channels)
            watch(values, side, channels)
            appendLevel(values, pictures: pictures, side: side, channels: channels, detail, to: &levels)
        }
        let last = stream.reserve(pictures * side * side * pool.width)
        return ImageFeatures(
            embeddings: pool.apply(last, pictures: pictures, positions: side * side, workspace), levels: levels)
    }

    /// Returns the side of what it leaves: a quarter of the picture's.
    private func applyStem(
        _ pixels: UnsafePointer<Float>, pictures: Int, into stream: Workspace.Buffer, _ workspace: Workspace
    ) -> Int {
        let area = resolution * resolution
        let picture = workspace.hidden.reserve(pictures * area * 3)
        for index in 0..<pictures {
            for channel in 0..<3 {
                let source = pixels + (index * 3 + channel) * area
                for pixel in 0..<area { picture[(index * area + pixel) * 3 + channel] = source[pixel] }
            }
        }
        var side = resolution
        var source = workspace.hidden
        var target = workspace.second
        for convolution in stem {
            let newSide = convolution.newSide
            convolution.apply(
                source.reserve(0), pictures: pictures,
                into: target.reserve(pictures * newSide * newSide * convolution.outputs), isRectified: true, workspace)
            side = newSide
            swap(&source, &target)
        }
        let channels = stem.last?.outputs ?? 0
        let room = stream.reserve(pictures * (side / 2) * (side / 2) * channels)
        average(source.reserve(0), pictures: pictures, side: side, channels: channels, window: 2, into: room)
        return side / 2
    }

    private func apply(
        _ block: Block, to stream: inout Workspace.Buffer, _ other: inout Workspace.Buffer, pictures: Int,
        side: inout Int, _ workspace: Workspace
    ) {
        let input = stream.reserve(0)
        let area = pictures * side * side
        let narrow = workspace.hidden.reserve(area * block.narrow.outputs)
        block.narrow.apply(input, pictures: pictures, into: narrow, isRectified: true, workspace)
        var inner = workspace.second.reserve(area * block.wide.outputs)
        block.wide.apply(narrow, pictures: pictures, into: inner, isRectified: true, workspace)
        let newSide = side / block.window
        let newArea = pictures * newSide * newSide
        if block.window > 1 {
            let pooled = workspace.hidden.reserve(newArea * block.wide.outputs)
            average(
                inner, pictures: pictures, side: side, channels: block.wide.outputs, window: block.window, into: pooled)
            inner = pooled
        }
        if let shortcut = block.shortcut {
            var source = UnsafePointer(input)
            if block.window > 1 {
                let channels = shortcut.inputs
                let pooled = workspace.input.reserve(newArea * channels)
                average(
                    input, pictures: pictures, side: side, channels: channels, window: block.window, into: pooled)
                source = UnsafePointer(pooled)
            }
            shortcut.apply(
                source, pictures: pictures, into: other.reserve(newArea * shortcut.outputs),
                isRectified: false, workspace)
            swap(&stream, &other)
        }
        // The shortcut lies where the result goes, so that the product adds to it.
        block.output.apply(
            inner, pictures: pictures, into: stream.reserve(0), isRectified: true, isAdded: true,
            workspace)
        side = newSide
    }

    private func average(
        _ input: UnsafePointer<Float>, pictures: Int, side: Int, channels: Int, window: Int,
        into output: UnsafeMutablePointer<Float>
    ) {
        let size = side * side * channels
        let newSize = (side / window) * (side / window) * channels
        concurrently(pictures) { picture, _ in
            miwake_average_pool(
                input + picture * size, output + picture * newSize, side, side, channels, window)
        }
    }

    private func appendLevel(
        _ values: UnsafePointer<Float>, pictures: Int, side: Int, channels: Int, _ detail: LevelDetail,
        to levels: inout [Matrix]
    ) {
        switch detail {
        case .none: break
        case .pooled:
            var level = Matrix(rows: pictures * grid * grid, columns: channels)
            level.elements.withUnsafeMutableBufferPointer { target in
                guard let base = target.baseAddress else { return }
                average(
                    values, pictures: pictures, side: side, channels: channels, window: side / grid, into: base)
            }
            levels.append(level)
        case .tokens:
            let window = side / grid
            var rows: [Float] = []
            rows.reserveCapacity(pictures * side * side * channels)
            for picture in 0..<pictures {
                for cell in 0..<grid * grid {
                    let top = cell / grid * window
                    let left = cell % grid * window
                    for inside in 0..<window * window {
                        let position = (top + inside / window) * side + left + inside % window
                        let start = values + (picture * side * side + position) * channels
                        rows.append(contentsOf: UnsafeBufferPointer(start: start, count: channels))
                    }
                }
            }
            levels.append(Matrix(rows: pictures * side * side, columns: channels, elements: rows))
        }
    }
}

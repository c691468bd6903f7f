internal import Layers

/// CLIP's ResNet: a stem of three convolutions, four stages of blocks, and an attention pool.
struct ResNetLayout: ImageLayout {
    /// A convolution and the batch normalisation after it.
    struct ConvolutionNames: Sendable {
        var convolution: String
        var norm: String

        init(_ convolution: String, norm: String) {
            self.convolution = convolution
            self.norm = norm
        }
    }

    var stem: [ConvolutionNames]
    /// What stands before a block's number.
    var stages: [String]
    /// Below a block's own name.
    var narrow: ConvolutionNames
    var wide: ConvolutionNames
    var output: ConvolutionNames
    var shortcut: ConvolutionNames
    /// The attention pool's.
    var positions: String
    var query: LinearNames
    var key: LinearNames
    var value: LinearNames
    var projection: LinearNames

    /// Added to the variance in every batch normalisation of PyTorch.
    private static let batchNormEpsilon: Float = 1e-5
    /// A block's output has so many times the channels of its inside.
    private static let expansion = 4

    var missing: (key: String, value: String)? { nil }

    func sizes(
        in reader: TensorReader, _ stated: StatedSizes
    ) throws(CheckpointError) -> (shape: VisionShape, resolution: Int) {
        let grid = try reader.side(ofPositions: positions, after: 1)
        let first = "\(stages[0])0.\(narrow.convolution).weight"
        let width = try reader.shape(of: first, dimensions: 4)[0]
        let channels = width * ModifiedResNet.reduction
        let heads = try reader.heads(of: channels, stated.imageHeads(of: channels), stated, named: first)
        let blocks = stages.map { reader.count($0, ".\(narrow.convolution).weight") }
        return (.resNet(blocks: blocks, width: width, heads: heads), grid * ModifiedResNet.reduction)
    }

    func tower(
        _ configuration: CLIPConfiguration, _ reader: inout TensorReader
    ) throws(CheckpointError) -> any ImageTower {
        guard case .resNet(let blocks, let width, let heads) = configuration.vision else {
            preconditionFailure("sizes are those of the layout")
        }
        let resolution = configuration.resolution
        let (first, half) = (width / 2, resolution / 2)
        let stem = [
            try convolution(self.stem[0], 3, first, kernel: 3, step: 2, side: resolution, &reader),
            try convolution(self.stem[1], first, first, kernel: 3, side: half, &reader),
            try convolution(self.stem[2], first, width, kernel: 3, side: half, &reader),
        ]
        var side = half / 2
        var channels = width
        var stages: [[ModifiedResNet.Block]] = []
        for (stage, count) in blocks.enumerated() {
            let inner = width << stage
            var own: [ModifiedResNet.Block] = []
            for index in 0..<count {
                let window = stage > 0 && index == 0 ? 2 : 1
                own.append(
                    try block(
                        "\(self.stages[stage])\(index).", from: channels, inner: inner, window: window, side: side,
                        &reader))
                side /= window
                channels = inner * Self.expansion
            }
            stages.append(own)
        }
        let grid = resolution / ModifiedResNet.reduction
        return ModifiedResNet(
            resolution: resolution, stem: stem, stages: stages,
            pool: StoredAttentionPool(
                heads: heads, positions: try reader.weight(positions, [grid * grid + 1, channels]),
                query: try reader.storedLinear(query, from: channels, to: channels),
                key: try reader.storedLinear(key, from: channels, to: channels),
                value: try reader.storedLinear(value, from: channels, to: channels),
                output: try reader.storedLinear(projection, from: channels, to: configuration.embedding)
            ).deferred(), embedding: configuration.embedding)
    }

    private func block(
        _ name: String, from channels: Int, inner: Int, window: Int, side: Int, _ reader: inout TensorReader
    ) throws(CheckpointError) -> ModifiedResNet.Block {
        let outputs = inner * Self.expansion
        let newSide = side / window
        func own(_ names: ConvolutionNames) -> ConvolutionNames {
            .init(name + names.convolution, norm: name + names.norm)
        }
        let hasShortcut = window > 1 || channels != outputs
        return ModifiedResNet.Block(
            narrow: try convolution(own(narrow), channels, inner, kernel: 1, side: side, &reader),
            wide: try convolution(own(wide), inner, inner, kernel: 3, side: side, &reader),
            output: try convolution(own(output), inner, outputs, kernel: 1, side: newSide, &reader),
            shortcut: hasShortcut
                ? try convolution(own(shortcut), channels, outputs, kernel: 1, side: newSide, &reader) : nil,
            window: window)
    }

    /// A convolution with the batch normalisation after it folded in: W·γ/√(σ² + ε), and β − μ·γ/√(σ² + ε) as its bias.
    private func convolution(
        _ names: ConvolutionNames, _ inputs: Int, _ outputs: Int, kernel side: Int, step: Int = 1,
        side pictureSide: Int, _ reader: inout TensorReader
    ) throws(CheckpointError) -> Convolution {
        let kernel = try reader.weight("\(names.convolution).weight", [outputs, inputs, side, side])
        let scale = try reader.weight("\(names.norm).weight", [outputs]).array
        let shift = try reader.weight("\(names.norm).bias", [outputs]).array
        let mean = try reader.weight("\(names.norm).running_mean", [outputs]).array
        let variance = try reader.weight("\(names.norm).running_var", [outputs]).array
        let factors = zip(scale, variance).map { $0 / ($1 + Self.batchNormEpsilon).squareRoot() }
        let bias = Weight(shape: [outputs]) { target in
            for output in 0..<outputs { target[output] = shift[output] - mean[output] * factors[output] }
        }
        return Convolution(kernel: kernel, scales: factors, bias: bias, step: step, side: pictureSide)
    }
}

extension OpenAILayout {
    /// Added to the variance in every batch normalisation of PyTorch.
    private static let batchNormEpsilon: Float = 1e-5
    /// A block's output has so many times the channels of its inside.
    private static let expansion = 4

    func resNet(
        blocks: [Int], width: Int, heads: Int, embedding: Int, resolution: Int, _ reader: inout TensorReader
    ) throws(CheckpointError) -> ModifiedResNet {
        let stem = [
            try convolution("visual.conv1", "visual.bn1", from: 3, to: width / 2, side: 3, step: 2, &reader),
            try convolution("visual.conv2", "visual.bn2", from: width / 2, to: width / 2, side: 3, &reader),
            try convolution("visual.conv3", "visual.bn3", from: width / 2, to: width, side: 3, &reader),
        ]
        var stages: [[ModifiedResNet.Block]] = []
        var channels = width
        for (stage, count) in blocks.enumerated() {
            let inner = width << stage
            var stageBlocks: [ModifiedResNet.Block] = []
            for index in 0..<count {
                let window = stage > 0 && index == 0 ? 2 : 1
                stageBlocks.append(
                    try block(
                        "visual.layer\(stage + 1).\(index)", from: channels, inner: inner, window: window, &reader))
                channels = inner * Self.expansion
            }
            stages.append(stageBlocks)
        }
        let grid = resolution / ModifiedResNet.reduction
        let prefix = "visual.attnpool"
        return ModifiedResNet(
            resolution: resolution, stem: stem, stages: stages,
            pool: AttentionPool(
                heads: heads,
                positions: try reader.weight("\(prefix).positional_embedding", [grid * grid + 1, channels]),
                query: try reader.linear("\(prefix).q_proj", from: channels, to: channels),
                key: try reader.linear("\(prefix).k_proj", from: channels, to: channels),
                value: try reader.linear("\(prefix).v_proj", from: channels, to: channels),
                output: try reader.linear("\(prefix).c_proj", from: channels, to: embedding)))
    }

    private func block(
        _ name: String, from channels: Int, inner: Int, window: Int, _ reader: inout TensorReader
    ) throws(CheckpointError) -> ModifiedResNet.Block {
        let outputs = inner * Self.expansion
        let hasShortcut = window > 1 || channels != outputs
        return ModifiedResNet.Block(
            narrow: try convolution("\(name).conv1", "\(name).bn1", from: channels, to: inner, side: 1, &reader),
            wide: try convolution("\(name).conv2", "\(name).bn2", from: inner, to: inner, side: 3, &reader),
            output: try convolution("\(name).conv3", "\(name).bn3", from: inner, to: outputs, side: 1, &reader),
            shortcut: hasShortcut
                ? try convolution(
                    "\(name).downsample.0", "\(name).downsample.1", from: channels, to: outputs, side: 1, &reader)
                : nil,
            window: window)
    }

    /// A convolution with the batch normalisation after it folded in: W·γ/√(σ² + ε), and β − μ·γ/√(σ² + ε) as its bias.
    private func convolution(
        _ name: String, _ norm: String, from inputs: Int, to outputs: Int, side: Int, step: Int = 1,
        _ reader: inout TensorReader
    ) throws(CheckpointError) -> Convolution {
        let kernel = try reader.weight("\(name).weight", [outputs, inputs, side, side])
        let scale = try reader.weight("\(norm).weight", [outputs]).array
        let shift = try reader.weight("\(norm).bias", [outputs]).array
        let mean = try reader.weight("\(norm).running_mean", [outputs]).array
        let variance = try reader.weight("\(norm).running_var", [outputs]).array
        let factors = zip(scale, variance).map { $0 / ($1 + Self.batchNormEpsilon).squareRoot() }
        let area = side * side
        // From (output, input, ky, kx) to (output, ky, kx, input): channels lie together in our pictures.
        let weight = Weight(shape: [outputs, area * inputs]) { target in
            for output in 0..<outputs {
                for input in 0..<inputs {
                    for position in 0..<area {
                        target[(output * area + position) * inputs + input] =
                            kernel.floats[(output * inputs + input) * area + position] * factors[output]
                    }
                }
            }
        }
        let bias = Weight(shape: [outputs]) { target in
            for output in 0..<outputs { target[output] = shift[output] - mean[output] * factors[output] }
        }
        return Convolution(product: Linear(weight: weight, bias: bias), isWide: side == 3, step: step)
    }
}

extension OpenAILayout {
    /// Added to the variance in every batch normalisation of PyTorch.
    private static let batchNormEpsilon: Float = 1e-5
    /// A block's output has so many times the channels of its inside.
    private static let expansion = 4

    func resNet(
        blocks: [Int], width: Int, heads: Int, embedding: Int, resolution: Int, _ reader: inout TensorReader
    ) throws(CheckpointError) -> ModifiedResNet {
        let (first, half) = (width / 2, resolution / 2)
        let stem = [
            try convolution("visual.conv1", "visual.bn1", 3, first, kernel: 3, step: 2, side: resolution, &reader),
            try convolution("visual.conv2", "visual.bn2", first, first, kernel: 3, side: half, &reader),
            try convolution("visual.conv3", "visual.bn3", first, width, kernel: 3, side: half, &reader),
        ]
        var side = half / 2
        var stages: [[ModifiedResNet.Block]] = []
        var channels = width
        for (stage, count) in blocks.enumerated() {
            let inner = width << stage
            var stageBlocks: [ModifiedResNet.Block] = []
            for index in 0..<count {
                let window = stage > 0 && index == 0 ? 2 : 1
                stageBlocks.append(
                    try block(
                        "visual.layer\(stage + 1).\(index)", from: channels, inner: inner, window: window, side: side,
                        &reader))
                side /= window
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
        _ name: String, from channels: Int, inner: Int, window: Int, side: Int, _ reader: inout TensorReader
    ) throws(CheckpointError) -> ModifiedResNet.Block {
        let outputs = inner * Self.expansion
        let newSide = side / window
        let hasShortcut = window > 1 || channels != outputs
        return ModifiedResNet.Block(
            narrow: try convolution("\(name).conv1", "\(name).bn1", channels, inner, kernel: 1, side: side, &reader),
            wide: try convolution("\(name).conv2", "\(name).bn2", inner, inner, kernel: 3, side: side, &reader),
            output: try convolution("\(name).conv3", "\(name).bn3", inner, outputs, kernel: 1, side: newSide, &reader),
            shortcut: hasShortcut
                ? try convolution(
                    "\(name).downsample.0", "\(name).downsample.1", channels, outputs, kernel: 1, side: newSide, &reader
                )
                : nil,
            window: window)
    }

    /// A convolution with the batch normalisation after it folded in: W·γ/√(σ² + ε), and β − μ·γ/√(σ² + ε) as its bias.
    private func convolution(
        _ name: String, _ norm: String, _ inputs: Int, _ outputs: Int, kernel side: Int, step: Int = 1,
        side pictureSide: Int, _ reader: inout TensorReader
    ) throws(CheckpointError) -> Convolution {
        let kernel = try reader.weight("\(name).weight", [outputs, inputs, side, side])
        let scale = try reader.weight("\(norm).weight", [outputs]).array
        let shift = try reader.weight("\(norm).bias", [outputs]).array
        let mean = try reader.weight("\(norm).running_mean", [outputs]).array
        let variance = try reader.weight("\(norm).running_var", [outputs]).array
        let factors = zip(scale, variance).map { $0 / ($1 + Self.batchNormEpsilon).squareRoot() }
        let bias = Weight(shape: [outputs]) { target in
            for output in 0..<outputs { target[output] = shift[output] - mean[output] * factors[output] }
        }
        return Convolution(kernel: kernel, scales: factors, bias: bias, step: step, side: pictureSide)
    }
}

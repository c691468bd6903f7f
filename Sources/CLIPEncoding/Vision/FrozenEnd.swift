package import LinearAlgebra

/// What leads from the last layer of the image tower into the space of the texts: multi-level fusion ends with it, frozen.
package enum FrozenEnd: Sendable, Equatable {
    /// A transformer's `visual.proj`: (W, D), used as x·P.
    case projection(Matrix)
    /// A ResNet's attention pool, W wide; D outputs.
    case attentionPool(AttentionPoolWeights)
}

/// The tensors of an attention pool.
package struct AttentionPoolWeights: Sendable, Equatable {
    /// (1 + positions, W): the mean's own place first.
    package var positional: Matrix
    /// (W, W) each, as (outputs, inputs).
    package var query: Matrix
    package var key: Matrix
    package var value: Matrix
    /// (D, W).
    package var output: Matrix
    package var queryBias: [Float]
    package var keyBias: [Float]
    package var valueBias: [Float]
    package var outputBias: [Float]
    package var heads: Int
}

extension Checkpoint {
    /// The end of the image tower, copied out of the checkpoint.
    package var frozenEnd: FrozenEnd {
        switch image {
        case .transformer(let tower):
            return .projection(tower.projection.matrix.transposed())
        case .resNet(let tower):
            let pool = tower.pool
            return .attentionPool(
                AttentionPoolWeights(
                    positional: Matrix(
                        rows: pool.positions.shape[0], columns: pool.width, elements: pool.positions.array),
                    query: pool.query.matrix, key: pool.key.matrix, value: pool.value.matrix,
                    output: pool.output.matrix, queryBias: pool.query.biasArray, keyBias: pool.key.biasArray,
                    valueBias: pool.value.biasArray, outputBias: pool.output.biasArray, heads: pool.heads))
        }
    }

    /// What one image has of each level when pooled: (rows, width), shallowest first.
    package var pooledLevels: [(rows: Int, width: Int)] {
        switch image {
        case .transformer(let tower):
            configuration.levelBlocks.map { _ in (1, tower.shape.width) }
        case .resNet(let tower):
            tower.stages.map { (tower.grid * tower.grid, $0.last?.output.outputs ?? 0) }
        }
    }

    /// What one image has of each level token by token, or position by position.
    package var tokenLevels: [(rows: Int, width: Int)] {
        switch image {
        case .transformer(let tower):
            return configuration.levelBlocks.map { _ in (tower.tokens, tower.shape.width) }
        case .resNet(let tower):
            // Each stage halves the side, down to the attention pool's grid.
            return tower.stages.enumerated().map { index, stage in
                let side = tower.grid << (tower.stages.count - 1 - index)
                return (side * side, stage.last?.output.outputs ?? 0)
            }
        }
    }

    /// Floating-point operations that the image tower's products take for one picture.
    package var operationsPerImage: Double {
        switch image {
        case .transformer(let tower): tower.operationsPerPicture
        case .resNet(let tower): tower.operationsPerPicture
        }
    }
}

extension Linear {
    fileprivate var biasArray: [Float] { bias?.array ?? [Float](repeating: 0, count: outputs) }
}

extension VisionTransformer {
    fileprivate var operationsPerPicture: Double {
        let (width, rows) = (Double(shape.width), Double(tokens))
        let block = rows * width * (4 * width + 2 * Double(shape.hidden)) + 2 * rows * rows * width
        return 2 * (Double(blocks.count) * block + (rows - 1) * width * Double(patchEmbedding.inputs))
    }
}

extension ModifiedResNet {
    fileprivate var operationsPerPicture: Double {
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
        let tokens = Double(grid * grid + 1)
        let width = Double(pool.width)
        products += 2 * tokens * width * width + width * width + width * Double(pool.output.outputs)
        return 2 * products
    }
}

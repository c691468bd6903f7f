package import Layers
internal import LinearAlgebra

extension Checkpoint {
    /// The end of the image tower, from its last level to the space of the texts: multi-level fusion ends with it, frozen.
    package var frozenProjection: FrozenProjection {
        switch image {
        case .transformer(let tower): .matrix(tower.projection.transposedMatrix)
        case .resNet(let tower): .attentionPool(tower.pool.value)
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
        // The attention pool: the mean's query, what each head looks for and finds, and the way out; scores and their sums are few.
        let width = Double(stages.last?.last?.output.outputs ?? 0)
        products += 3 * width * width + width * Double(embedding)
        return 2 * products
    }
}

internal import Layers
internal import LinearAlgebra

/// MAF, multi-level adapter fusion, for one batch (§3.2): what several depths of the image tower say, as one feature e(x).
///
///     y_l = mean_t ReLU(Norm_l(W_l·x_{l,t}))        a level's tokens x_{l,t}; over a ResNet its positions, window by window
///     e   = P(Σ_l w_l·y_l)                          P the frozen end of the image tower
struct Fusion {
    /// What a level leaves for backward: x̂ (later ∂/∂z), 1/σ per row or column, and y_l.
    struct LevelTrace {
        let normalized: Rows
        let deviation: Rows
        let mean: Rows
    }

    /// Some images of one level: what one worker does at a time.
    private struct Piece {
        let level: Int
        let images: Range<Int>
        let rows: Range<Int>
    }

    /// Feature rows of a piece: enough for an efficient product.
    private static let rowsPerPiece = 512

    let levels: [LevelTrace]
    private let network: Network
    private let pieces: [Piece]
    /// What each piece adds to the gradients of its norm's scale and shift.
    private let partialGradients: Rows
    /// Σ_l w_l·y_l: (images × positions, W), and its gradient.
    private let mixed: Rows
    private let mixedGradient: Rows
    private let projection: FrozenProjection.Trace
    /// e: (images, D), and its gradient.
    let enhanced: Rows
    let enhancedGradient: Rows

    /// - Parameter rowsPerImage: feature rows of each level.
    init(_ network: Network, images: Int, rowsPerImage: [Int], _ arena: inout Arena) {
        let width = network.levels[0].linear.outputs
        let positions = network.projection.positions
        self.network = network
        levels = rowsPerImage.map { rows in
            LevelTrace(
                normalized: arena.rows(images * rows, width), deviation: arena.rows(1, max(images * rows, width)),
                mean: arena.rows(images * positions, width))
        }
        pieces = rowsPerImage.enumerated().flatMap { level, rows in
            let count = max(1, images * rows / Self.rowsPerPiece)
            let step = max(1, (images + count - 1) / count)
            return stride(from: 0, to: images, by: step).map { start in
                let images = start..<min(start + step, images)
                return Piece(level: level, images: images, rows: images.lowerBound * rows..<images.upperBound * rows)
            }
        }
        partialGradients = arena.rows(pieces.count, 2 * width)
        mixed = arena.rows(images * positions, width)
        mixedGradient = arena.rows(images * positions, width)
        projection = FrozenProjection.Trace(network.projection, images: images, &arena)
        enhanced = arena.rows(images, network.trunk.linear.inputs)
        enhancedGradient = arena.rows(images, network.trunk.linear.inputs)
    }

    /// Sets e(x) from the levels' features x, (images × rows per image, level width) each.
    func forward(_ x: [Rows]) {
        concurrently(pieces.count) { index, _ in
            let piece = pieces[index]
            let (level, trace) = (network.levels[piece.level], levels[piece.level])
            let z = trace.normalized.rows(piece.rows)
            level.linear.forward(x[piece.level].rows(piece.rows), into: z, by: network.workers)
            // A row's own statistics are at hand; a column's when all its rows are.
            if case .layer(let norm) = level.norm {
                norm.forward(z, deviation: trace.deviation.columns(piece.rows), mean: trace.mean.rows(piece.images))
            }
        }
        for (level, trace) in zip(network.levels, levels) {
            if case .batch(let norm) = level.norm {
                norm.forward(trace.normalized, deviation: trace.deviation, into: trace.mean, network.statistics)
            }
        }
        for (index, level) in network.levels.enumerated() {
            mixed.add(levels[index].mean, weight: level.weight, to: index == 0 ? nil : mixed)
        }
        network.projection.forward(
            mixed, projection, packed: network.packedProjection, into: enhanced, by: network.workers)
    }

    /// Takes ∂/∂e back to the levels, whose features are frozen; returns what their weight matrices need.
    func backward(_ x: [Rows], _ optimizer: Optimizer) -> [WeightGradient] {
        network.projection.backward(enhancedGradient, projection, into: mixedGradient)
        concurrently(pieces.count) { index, _ in
            let piece = pieces[index]
            let (level, trace) = (network.levels[piece.level], levels[piece.level])
            if case .layer(let norm) = level.norm {
                norm.backward(
                    trace.normalized.rows(piece.rows), deviation: trace.deviation.columns(piece.rows),
                    gradient: mixedGradient.rows(piece.images), weight: level.weight,
                    sums: partialGradients.rows(index..<index + 1))
            }
        }
        for (index, level) in network.levels.enumerated() {
            switch level.norm {
            case .layer(let norm):
                collect(optimizer.gradient(of: norm.scale), 0..<norm.width, ofLevel: index)
                collect(optimizer.gradient(of: norm.shift), norm.width..<2 * norm.width, ofLevel: index)
            case .batch(let norm):
                norm.backward(
                    levels[index].normalized, deviation: levels[index].deviation, gradient: mixedGradient,
                    weight: level.weight, scaleGradient: optimizer.gradient(of: norm.scale),
                    shiftGradient: optimizer.gradient(of: norm.shift))
            }
        }
        return network.levels.indices.map { index in
            network.levels[index].linear.weightGradient(levels[index].normalized, of: x[index])
        }
    }

    /// Adds up some columns of what a level's pieces gave, in their order.
    private func collect(_ total: Rows, _ columns: Range<Int>, ofLevel level: Int) {
        for (count, index) in pieces.indices.filter({ pieces[$0].level == level }).enumerated() {
            let part = partialGradients.rows(index..<index + 1).columns(columns)
            total.add(part, weight: 1, to: count == 0 ? nil : total)
        }
    }
}

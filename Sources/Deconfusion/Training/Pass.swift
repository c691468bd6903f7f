internal import Glibc
internal import LinearAlgebra

/// One batch's way through the estimator and back. Forward and backward stand side by side; all arrays lie in one workspace.
struct Pass {
    /// A head's hidden layer: x̂ (later ∂/∂z), 1/σ a column, the output of its ReLU, and that output's gradient.
    struct Hidden {
        let normalized: Rows
        let deviation: Rows
        let output: Rows
        let gradient: Rows

        init(_ count: Int, _ width: Int, _ arena: inout Arena) {
            normalized = arena.rows(count, width)
            deviation = arena.rows(1, width)
            output = arena.spacedRows(count, width)
            gradient = arena.rows(count, width)
        }
    }

    /// A level of MAF: x̂ (later ∂/∂z), 1/σ a row or column, and the mean over tokens.
    struct LevelTrace {
        let normalized: Rows
        let deviation: Rows
        let mean: Rows
    }

    /// Some images of one level: what one worker does at a time.
    struct Piece {
        let level: Int
        let images: Range<Int>
        let rows: Range<Int>
    }

    /// Feature rows of a piece: enough for an efficient product.
    private static let rowsPerPiece = 512

    let network: Network
    let projection: Projection
    let levels: [LevelTrace]
    let pieces: [Piece]
    /// What each piece adds to the gradients of its norm's scale and shift.
    let partialGradients: Rows
    let mixed: Rows
    let mixedGradient: Rows
    let pool: AttentionPool.Trace?
    let enhanced: Rows
    let enhancedGradient: Rows
    let trunk: Hidden
    let a1: Hidden
    let a3: Hidden
    /// A1(s) + A2(e), and its gradient: (images, D).
    let joined: Rows
    let joinedGradient: Rows
    let maf: Rows
    /// −Δs.
    let correction: Rows
    let icd: Rows
    let alf: Rows
    let gate: Rows
    let mafGradient: Rows
    let icdGradient: Rows
    let alfGradient: Rows
    let gateGradient: Rows

    /// - Parameter rowsPerImage: feature rows of each level.
    init(_ network: Network, _ projection: Projection, images: Int, rowsPerImage: [Int], _ arena: inout Arena) {
        let width = network.levels[0].linear.outputs
        let embedding = network.trunk.inputs
        let classes = network.mlpOutput.outputs
        let positions = projection.positions
        self.network = network
        self.projection = projection
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
        if case .attentionPool(let weights) = projection {
            pool = AttentionPool.Trace(weights, images: images, &arena)
        } else {
            pool = nil
        }
        enhanced = arena.rows(images, embedding)
        enhancedGradient = arena.rows(images, embedding)
        trunk = Hidden(images, network.trunk.outputs, &arena)
        a1 = Hidden(images, embedding, &arena)
        a3 = Hidden(images, embedding, &arena)
        joined = arena.rows(images, embedding)
        joinedGradient = arena.rows(images, embedding)
        maf = arena.rows(images, classes)
        correction = arena.rows(images, classes)
        icd = arena.rows(images, classes)
        alf = arena.rows(images, classes)
        gate = arena.rows(images, 1)
        mafGradient = arena.rows(images, classes)
        icdGradient = arena.rows(images, classes)
        alfGradient = arena.rows(images, classes)
        gateGradient = arena.rows(images, 1)
    }

    // MARK: MAF, §3.2

    /// Sets e(x) from the levels' features x, (images × rows an image, level width) each.
    func forwardMAF(_ x: [Rows], _ storage: Storage) {
        concurrently(pieces.count) { index, _ in
            let piece = pieces[index]
            let (level, trace) = (network.levels[piece.level], levels[piece.level])
            let z = trace.normalized.rows(piece.rows)
            level.linear.forward(x[piece.level].rows(piece.rows), into: z, storage)
            if case .layer(let norm) = level.norm {
                norm.forward(
                    z, deviation: trace.deviation.columns(piece.rows), into: trace.mean.rows(piece.images), storage)
            }
        }
        for (level, trace) in zip(network.levels, levels) {
            if case .batch(let norm) = level.norm {
                norm.forward(trace.normalized, deviation: trace.deviation, into: trace.mean, storage)
            }
        }
        for (index, level) in network.levels.enumerated() {
            mixed.add(levels[index].mean, weight: level.weight, to: index == 0 ? nil : mixed)
        }
        switch projection {
        case .identity: enhanced.add(mixed, weight: 1, to: nil)
        case .matrix(let matrix):
            if let packed = storage.packedProjection {
                enhanced.set(mixed, times: packed)
            } else {
                matrix.withRows { enhanced.set(mixed, times: $0) }
            }
        case .attentionPool(let weights): if let pool { weights.forward(mixed, pool, into: enhanced) }
        }
    }

    /// Takes ∂/∂e back to the levels; returns what their weight matrices need.
    func backwardMAF(_ x: [Rows], _ storage: Storage) -> [WeightGradient] {
        switch projection {
        case .identity: mixedGradient.add(enhancedGradient, weight: 1, to: nil)
        case .matrix(let matrix): matrix.withRows { mixedGradient.set(enhancedGradient, timesTransposed: $0) }
        case .attentionPool(let weights):
            if let pool { weights.backward(enhancedGradient, pool, into: mixedGradient) }
        }
        concurrently(pieces.count) { index, _ in
            let piece = pieces[index]
            let (level, trace) = (network.levels[piece.level], levels[piece.level])
            if case .layer(let norm) = level.norm {
                norm.backward(
                    trace.normalized.rows(piece.rows), deviation: trace.deviation.columns(piece.rows),
                    gradient: mixedGradient.rows(piece.images), weight: level.weight,
                    sums: partialGradients.rows(index..<index + 1), storage)
            }
        }
        for (index, level) in network.levels.enumerated() {
            switch level.norm {
            case .layer(let norm):
                norm.collect(
                    pieces.indices.filter { pieces[$0].level == index }.map { partialGradients.rows($0..<$0 + 1) },
                    storage)
            case .batch(let norm):
                norm.backward(
                    levels[index].normalized, deviation: levels[index].deviation, gradient: mixedGradient,
                    weight: level.weight, storage)
            }
        }
        return network.levels.indices.map { index in
            WeightGradient(layer: network.levels[index].linear, gradient: levels[index].normalized, input: x[index])
        }
    }

    // MARK: The MLP head, ICD (§3.3) and ALF (§3.4)

    /// Sets the logits of every head from e(x) and the zero-shot logits s.
    func forwardHeads(_ zeroShot: Rows, _ storage: Storage) {
        network.trunk.forward(enhanced, into: trunk.normalized, storage)
        network.trunkNorm.forward(
            trunk.normalized, deviation: trunk.deviation, into: trunk.output, storage)
        network.a1Input.forward(zeroShot, into: a1.normalized, storage)
        network.a1Norm.forward(
            a1.normalized, deviation: a1.deviation, into: a1.output, storage)

        network.mlpOutput.forward(trunk.output.columns(network.mlpColumns), into: maf, storage)

        network.a1Output.forward(a1.output, into: joined, storage)
        network.a2Output.forward(trunk.output.columns(network.a2Columns), into: joined, storage, isAdded: true)
        network.a3Input.forward(joined, into: a3.normalized, storage)
        network.a3Norm.forward(
            a3.normalized, deviation: a3.deviation, into: a3.output, storage)
        network.a3Output.forward(a3.output, into: correction, storage)
        network.gateOutput.forward(trunk.output.columns(network.gateColumns), into: gate, storage)
        fuse(zeroShot)
    }

    /// Sets ŝ_ICD, α and s_ALF from s, s_MAF, −Δs and what the gate's last layer says.
    func fuse(_ zeroShot: Rows) {
        icd.add(correction, weight: 1, to: zeroShot)
        for image in 0..<gate.count {
            gate[image, 0] = 1 / (1 + exp(-gate[image, 0]))
            let trust = gate[image, 0]
            for column in 0..<alf.width {
                alf[image, column] = trust * maf[image, column] + (1 - trust) * icd[image, column]
            }
        }
    }

    /// The losses of the logits just set, and their gradients with respect to every head.
    func loss(_ zeroShot: Rows, _ labels: [Int], _ weights: LossWeights) -> Losses {
        var losses = Losses()
        losses.crossEntropyMAF = crossEntropy(maf, labels, gradient: mafGradient)
        losses.crossEntropyICD = crossEntropy(icd, labels, gradient: icdGradient)
        losses.crossEntropyALF = crossEntropy(alf, labels, gradient: alfGradient)
        losses.similarityMAF = similarity(maf, to: zeroShot, weight: weights.similarityMAF, gradient: mafGradient)
        losses.similarityICD = similarity(icd, to: zeroShot, weight: weights.similarityICD, gradient: icdGradient)
        // The fused logits hand their gradient on to both heads and to the gate, through its sigmoid.
        for image in 0..<gate.count {
            let trust = gate[image, 0]
            var along: Float = 0
            for column in 0..<alf.width {
                let gradient = alfGradient[image, column]
                along += gradient * (maf[image, column] - icd[image, column])
                mafGradient[image, column] += trust * gradient
                icdGradient[image, column] += (1 - trust) * gradient
            }
            gateGradient[image, 0] = along * trust * (1 - trust)
        }
        return losses
    }

    /// Takes the heads' gradients back to e(x); returns what the weight matrices need.
    func backwardHeads(_ zeroShot: Rows, _ storage: Storage) -> [WeightGradient] {
        let weights = storage.parameters
        a3.gradient.set(icdGradient, times: network.a3Output.weights(in: weights))
        network.a3Norm.backward(
            a3.normalized, deviation: a3.deviation, gradient: a3.gradient, storage)
        joinedGradient.set(a3.normalized, times: network.a3Input.weights(in: weights))

        a1.gradient.set(joinedGradient, times: network.a1Output.weights(in: weights))
        network.a1Norm.backward(
            a1.normalized, deviation: a1.deviation, gradient: a1.gradient, storage)

        let mlp = network.mlpColumns
        let a2 = network.a2Columns
        let gated = network.gateColumns
        trunk.gradient.columns(mlp).set(mafGradient, times: network.mlpOutput.weights(in: weights))
        trunk.gradient.columns(a2).set(joinedGradient, times: network.a2Output.weights(in: weights))
        trunk.gradient.columns(gated).set(gateGradient, times: network.gateOutput.weights(in: weights))
        network.trunkNorm.backward(
            trunk.normalized, deviation: trunk.deviation, gradient: trunk.gradient, storage)
        enhancedGradient.set(trunk.normalized, times: network.trunk.weights(in: weights))

        return [
            WeightGradient(layer: network.trunk, gradient: trunk.normalized, input: enhanced),
            WeightGradient(layer: network.mlpOutput, gradient: mafGradient, input: trunk.output.columns(mlp)),
            WeightGradient(layer: network.a2Output, gradient: joinedGradient, input: trunk.output.columns(a2)),
            WeightGradient(layer: network.gateOutput, gradient: gateGradient, input: trunk.output.columns(gated)),
            WeightGradient(layer: network.a1Input, gradient: a1.normalized, input: zeroShot),
            WeightGradient(layer: network.a1Output, gradient: joinedGradient, input: a1.output),
            WeightGradient(layer: network.a3Input, gradient: a3.normalized, input: joined),
            WeightGradient(layer: network.a3Output, gradient: icdGradient, input: a3.output),
        ]
    }
}

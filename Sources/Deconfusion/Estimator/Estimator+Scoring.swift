internal import LinearAlgebra

/// Feature rows that a worker scores together: enough for efficient products, few enough for the processor's cache.
private let rowsPerChunk = 512
/// Images at most, for the same reason: the heads are wide.
private let imagesPerChunk = 192
/// From so many feature rows on, packing the weights once is cheaper than packing them in every product.
private let rowsWorthPacking = 128

extension Estimator {
    /// What every head says about the images, with the running statistics; one image's figures do not depend on the others.
    package func outputs(for features: FeatureBatch) -> HeadOutputs {
        precondition(features.levels.map(\.columns) == shape.levelWidths, "levels of other widths")
        precondition(features.logits.columns == shape.classes, "\(features.logits.columns) logits an image")
        let rowsPerImage = features.levels.indices.map { features.rowsPerImage(level: $0) }
        let chunk = max(1, min(imagesPerChunk, rowsPerChunk / max(1, rowsPerImage.max() ?? 1)))
        let chunks = (features.count + chunk - 1) / chunk
        let workspaceSize = Arena.size { arena in
            _ = Pass(network, projection, images: chunk, rowsPerImage: rowsPerImage, &arena)
        }
        var collected = Collected(images: features.count, classes: shape.classes, embedding: shape.embedding)
        var workspaces = [Float](unsafeUninitializedCapacity: workspaceSize * workerCount) { $1 = $0.count }
        withRows(of: [features.logits] + features.levels) { inputs in
            withStorage(rows: features.count * (rowsPerImage.max() ?? 1)) { storage, heads in
                collected.withRows { collected in
                    workspaces.withUnsafeMutableBufferPointer { workspaces in
                        guard let workspace = workspaces.baseAddress else { return }
                        concurrently(chunks) { index, worker in
                            let images = index * chunk..<min((index + 1) * chunk, features.count)
                            var arena = Arena(workspace + worker * workspaceSize)
                            let pass = Pass(
                                network, projection, images: images.count, rowsPerImage: rowsPerImage, &arena)
                            let levels = rowsPerImage.enumerated().map { level, rows in
                                inputs[level + 1].rows(images.lowerBound * rows..<images.upperBound * rows)
                            }
                            pass.forwardMAF(levels, storage)
                            if let heads {
                                pass.scoreHeads(inputs[0].rows(images), heads)
                            } else {
                                pass.forwardHeads(inputs[0].rows(images), storage)
                            }
                            let parts = [
                                (pass.maf, 1), (pass.correction, -1), (pass.icd, 1), (pass.alf, 1), (pass.gate, 1),
                                (pass.enhanced, 1),
                            ]
                            for (place, (part, sign)) in zip(collected, parts) {
                                place.rows(images).add(part, weight: Float(sign), to: nil)
                            }
                        }
                    }
                }
            }
        }
        return collected.outputs()
    }

    /// Lends the values for reading, packed and folded where there are rows enough.
    private func withStorage(rows: Int, _ body: (Storage, ScoringHeads?) -> Void) {
        values.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an estimator has parameters") }
            let parameters = UnsafeMutablePointer(mutating: base)
            // Scoring makes no gradients.
            var storage = Storage(
                mode: .scoring, parameters: parameters, statistics: parameters + network.parameterCount,
                normGradients: parameters)
            guard rows >= rowsWorthPacking else { return body(storage, nil) }
            for level in network.levels { storage.packed[level.linear.offset] = level.linear.packed(in: parameters) }
            if case .matrix(let matrix) = projection { storage.packedProjection = PackedFactor(matrix) }
            body(storage, ScoringHeads(network, storage))
        }
    }
}

/// The outputs of all chunks: s_MAF, Δs, ŝ_ICD, s_ALF, α and e, a block each.
private struct Collected {
    private let images: Int
    private let widths: [Int]
    private var blocks: [[Float]]

    init(images: Int, classes: Int, embedding: Int) {
        self.images = images
        widths = [classes, classes, classes, classes, 1, embedding]
        blocks = widths.map { width in
            [Float](unsafeUninitializedCapacity: images * width) { $1 = $0.count }
        }
    }

    /// Lends one view for each output, in the order above.
    mutating func withRows(_ body: ([Rows]) -> Void) {
        func lend(from index: Int, _ lent: [Rows]) {
            guard index < blocks.count else { return body(lent) }
            // Taken out while it is lent, so that nothing is copied.
            var block: [Float] = []
            swap(&block, &blocks[index])
            defer { swap(&block, &blocks[index]) }
            block.withUnsafeMutableBufferPointer { block in
                guard let base = block.baseAddress else { return }
                lend(from: index + 1, lent + [Rows(base, count: images, width: widths[index])])
            }
        }
        lend(from: 0, [])
    }

    /// The same, handed over.
    consuming func outputs() -> HeadOutputs {
        let images = images
        let matrices = zip(widths, blocks).map { Matrix(rows: images, columns: $0, elements: $1) }
        return HeadOutputs(
            maf: matrices[0], deltaS: matrices[1], icd: matrices[2], alf: matrices[3], gate: matrices[4].elements,
            enhanced: matrices[5])
    }
}

internal import LinearAlgebra

/// Feature rows that a worker scores together: enough for efficient products, few enough for the processor's cache.
private let rowsPerChunk = 512

extension Estimator {
    /// What every head says about the images, with the running statistics; one image's figures do not depend on the others.
    package func outputs(for features: FeatureBatch) -> HeadOutputs {
        precondition(features.levels.map(\.columns) == shape.levelWidths, "levels of other widths")
        precondition(features.logits.columns == shape.classes, "\(features.logits.columns) logits an image")
        let rowsPerImage = features.levels.indices.map { features.rowsPerImage(level: $0) }
        let chunk = max(1, rowsPerChunk / max(1, rowsPerImage.max() ?? 1))
        let chunks = (features.count + chunk - 1) / chunk
        let workspaceSize = Arena.size { arena in
            _ = Pass(network, projection, images: chunk, rowsPerImage: rowsPerImage, &arena)
        }
        var collected = Collected(images: features.count, classes: shape.classes, embedding: shape.embedding)
        var workspaces = [Float](unsafeUninitializedCapacity: workspaceSize * workerCount) { $1 = $0.count }
        withRows(of: [features.logits] + features.levels) { inputs in
            withStorage { storage in
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
                            pass.forwardHeads(inputs[0].rows(images), storage)
                            for (place, part) in zip(
                                collected, [pass.maf, pass.correction, pass.icd, pass.alf, pass.gate, pass.enhanced])
                            {
                                place.rows(images).add(part, weight: 1, to: nil)
                            }
                        }
                    }
                }
            }
        }
        return collected.outputs
    }

    /// Lends the values for reading.
    private func withStorage(_ body: (Storage) -> Void) {
        values.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an estimator has parameters") }
            let parameters = UnsafeMutablePointer(mutating: base)
            // Scoring makes no gradients.
            body(
                Storage(
                    mode: .scoring, parameters: parameters, statistics: parameters + network.parameterCount,
                    normGradients: parameters))
        }
    }
}

/// The outputs of all chunks: s_MAF, −Δs, ŝ_ICD, s_ALF, α and e, one behind the other in one block.
private struct Collected {
    private let images: Int
    private let widths: [Int]
    private var elements: [Float]

    init(images: Int, classes: Int, embedding: Int) {
        self.images = images
        widths = [classes, classes, classes, classes, 1, embedding]
        elements = [Float](unsafeUninitializedCapacity: images * widths.reduce(0, +)) { $1 = $0.count }
    }

    /// Lends one view for each output, in the order above.
    mutating func withRows(_ body: ([Rows]) -> Void) {
        let (images, widths) = (images, widths)
        elements.withUnsafeMutableBufferPointer { buffer in
            guard var next = buffer.baseAddress else { return }
            body(
                widths.map { width in
                    defer { next += images * width }
                    return Rows(next, count: images, width: width)
                })
        }
    }

    var outputs: HeadOutputs {
        var start = 0
        let matrices = widths.map { width in
            defer { start += images * width }
            return Matrix(rows: images, columns: width, elements: Array(elements[start..<start + images * width]))
        }
        var deltaS = matrices[1]
        for index in deltaS.elements.indices { deltaS.elements[index].negate() }
        return HeadOutputs(
            maf: matrices[0], deltaS: deltaS, icd: matrices[2], alf: matrices[3], gate: matrices[4].elements,
            enhanced: matrices[5])
    }
}

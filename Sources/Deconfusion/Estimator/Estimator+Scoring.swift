internal import LinearAlgebra

/// Feature rows that are scored together: enough to feed the matrix products, few enough for the processor's cache.
private let rowsPerChunk = 1024

extension Estimator {
    /// What every head says about the images, with the running statistics; one image's figures do not depend on the others.
    package func outputs(for features: FeatureBatch) -> HeadOutputs {
        precondition(features.levels.count == shape.levelWidths.count, "\(features.levels.count) feature levels")
        precondition(features.logits.columns == shape.classes, "\(features.logits.columns) logits an image")
        let rowsPerImage = features.levels.indices.map { features.rowsPerImage(level: $0) }
        let chunk = max(1, min(features.count, rowsPerChunk / max(1, rowsPerImage.max() ?? 1)))
        var collected = Collected(images: features.count, classes: shape.classes, embedding: shape.embedding)
        guard features.count > 0 else { return collected.outputs }
        let size = Arena.size { arena in
            _ = Pass(network, projection, images: chunk, rowsPerImage: rowsPerImage, &arena)
        }
        withRows(of: [features.logits] + features.levels) { inputs in
            withStorage { storage in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { buffer in
                    guard let base = buffer.baseAddress else { return }
                    for start in stride(from: 0, to: features.count, by: chunk) {
                        let images = start..<min(start + chunk, features.count)
                        var arena = Arena(base)
                        let pass = Pass(network, projection, images: images.count, rowsPerImage: rowsPerImage, &arena)
                        let levels = rowsPerImage.enumerated().map { level, rows in
                            inputs[level + 1].rows(images.lowerBound * rows..<images.upperBound * rows)
                        }
                        pass.forwardMAF(levels, storage)
                        pass.forwardHeads(inputs[0].rows(images), storage)
                        collected.append(pass)
                    }
                }
            }
        }
        return collected.outputs
    }

    /// Lends the values for reading.
    private func withStorage<Result>(_ body: (Storage) -> Result) -> Result {
        values.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an estimator has parameters") }
            let parameters = UnsafeMutablePointer(mutating: base)
            // Scoring makes no gradients.
            return body(
                Storage(
                    mode: .scoring, parameters: parameters, statistics: parameters + network.parameterCount,
                    normGradients: parameters))
        }
    }
}

/// The outputs of the chunks, one behind the other.
private struct Collected {
    let images: Int
    let classes: Int
    let embedding: Int
    var maf: [Float] = []
    var deltaS: [Float] = []
    var icd: [Float] = []
    var alf: [Float] = []
    var gate: [Float] = []
    var enhanced: [Float] = []

    init(images: Int, classes: Int, embedding: Int) {
        self.images = images
        self.classes = classes
        self.embedding = embedding
        maf.reserveCapacity(images * classes)
        deltaS.reserveCapacity(images * classes)
        icd.reserveCapacity(images * classes)
        alf.reserveCapacity(images * classes)
        gate.reserveCapacity(images)
        enhanced.reserveCapacity(images * embedding)
    }

    mutating func append(_ pass: Pass) {
        maf.append(contentsOf: pass.maf.elements)
        deltaS.append(contentsOf: pass.correction.elements.lazy.map { -$0 })
        icd.append(contentsOf: pass.icd.elements)
        alf.append(contentsOf: pass.alf.elements)
        gate.append(contentsOf: pass.gate.elements)
        enhanced.append(contentsOf: pass.enhanced.elements)
    }

    var outputs: HeadOutputs {
        HeadOutputs(
            maf: Matrix(rows: images, columns: classes, elements: maf),
            deltaS: Matrix(rows: images, columns: classes, elements: deltaS),
            icd: Matrix(rows: images, columns: classes, elements: icd),
            alf: Matrix(rows: images, columns: classes, elements: alf),
            gate: gate,
            enhanced: Matrix(rows: images, columns: embedding, elements: enhanced))
    }
}

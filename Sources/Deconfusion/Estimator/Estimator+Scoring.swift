internal import Layers
package import LinearAlgebra

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
        precondition(features.logits.columns == shape.classes, "\(features.logits.columns) logits per image")
        let rowsPerImage = features.levels.indices.map { features.rowsPerImage(level: $0) }
        let mostRows = rowsPerImage.max() ?? 0
        let outputs = withNetwork { learning in
            let isMany = features.count * mostRows >= rowsWorthPacking
            return scores(of: features, rowsPerImage, isMany ? Network(resting: learning) : learning)
        }
        return HeadOutputs(
            maf: outputs[0], deltaS: outputs[1], icd: outputs[2], alf: outputs[3], gate: outputs[4].elements,
            enhanced: outputs[5])
    }

    /// s_MAF, Δs, ŝ_ICD, s_ALF, α and e, a matrix each with one row per image.
    private func scores(of features: FeatureBatch, _ rowsPerImage: [Int], _ network: Network) -> [Matrix] {
        let chunk = max(1, min(imagesPerChunk, rowsPerChunk / max(1, rowsPerImage.max() ?? 1)))
        let chunks = (features.count + chunk - 1) / chunk
        var outputs = [shape.classes, shape.classes, shape.classes, shape.classes, 1, shape.embedding].map {
            Matrix.uninitialized(rows: features.count, columns: $0)
        }
        let workspaceSize = Arena.size { arena in
            _ = Fusion(network, images: chunk, rowsPerImage: rowsPerImage, &arena)
            _ = LogitHeads(network, images: chunk, &arena)
        }
        var workspaces = Matrix.uninitialized(rows: workerCount, columns: workspaceSize)
        withRows(of: [features.logits] + features.levels) { inputs in
            withMutableRows(of: &outputs) { outputs in
                workspaces.withMutableRows { workspaces in
                    concurrently(chunks) { index, worker in
                        let images = index * chunk..<min((index + 1) * chunk, features.count)
                        var arena = Arena(workspaces[row: worker], capacity: workspaceSize)
                        let fusion = Fusion(network, images: images.count, rowsPerImage: rowsPerImage, &arena)
                        let heads = LogitHeads(network, images: images.count, &arena)
                        fusion.forward(
                            rowsPerImage.enumerated().map { level, rows in
                                inputs[level + 1].rows(images.lowerBound * rows..<images.upperBound * rows)
                            })
                        heads.forward(inputs[0].rows(images), fusion.enhanced)
                        let parts: [(Rows, sign: Float)] = [
                            (heads.maf, 1), (heads.correction, -1), (heads.icd, 1), (heads.alf, 1), (heads.gate, 1),
                            (fusion.enhanced, 1),
                        ]
                        for (output, part) in zip(outputs, parts) {
                            output.rows(images).add(part.0, weight: part.sign, to: nil)
                        }
                    }
                }
            }
        }
        return outputs
    }
}

/// What every head says about some images. Each matrix has one row per image.
package struct HeadOutputs: Sendable, Equatable {
    /// s_MAF: (images, classes).
    package let maf: Matrix
    /// Δs: the estimated inter-class confusion, in logits. Only differences within a row mean anything.
    package let deltaS: Matrix
    /// ŝ_ICD = s − Δs.
    package let icd: Matrix
    /// s_ALF = α·s_MAF + (1 − α)·ŝ_ICD.
    package let alf: Matrix
    /// α(x), in (0, 1): how much the gate trusts s_MAF.
    package let gate: [Float]
    /// e(x): (images, D).
    package let enhanced: Matrix
}

package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let gaussianDiscriminant = Head(declaredAs: "gda")
}

/// Gaussian discriminant analysis with a shrunk covariance, added to plain CLIP.
///
/// ln p(c|x) = s_c(x) + τ·(w_c·(x − x̄) + b_c) − ln Z with w_c = Σ⁻¹(μ_c − x̄) and b_c = −½(μ_c − x̄)·w_c. The means are shrunk
/// to the labelled mean, μ_c = (Σ x + 4·x̄) / (n_c + 4), so that a class without labels says nothing. Σ = (W + D·v·I) / (n + D) with W
/// the within-class scatter and v the pool's variance of a coordinate. τ = effective dimension / D: coordinates of CLIP
/// depend on one another, and counting them all would be several times too sure.
///
/// *Range*: any log-odds. *When*: from about four labels per class, and as a check of the others. *Source*: Wang et al., "A hard-to-beat
/// baseline for training-free CLIP-based adaptation", ICLR 2024 (their mixing weight is searched on validation data; τ needs
/// none); the covariance is the mean of an inverse Wishart posterior.
package struct GaussianDiscriminant: ClosedFormHead {
    package static let head = Head.gaussianDiscriminant
    package static let page = "Gaussian-discriminant"
    package static let evidence =
        "Its prior of 4 images was chosen on caltech49 and imagenet300, so that its figures there are slightly optimistic"
    package static let complexity = 30

    /// Images that the labelled mean counts as in each class's mean: one image says little about where its class lies.
    private static let priorImages: Float = 4

    private let mean: [Float]
    /// τ·w: (C, D).
    private let weights: Matrix
    /// τ·b: C values.
    private let offsets: [Float]

    package init(_ labelled: LabelledFeatures, geometry: PoolGeometry) {
        let (count, width) = (labelled.count, labelled.embeddings.columns)
        guard count > 0 else {
            mean = geometry.mean
            weights = Matrix(rows: labelled.classCount, columns: width)
            offsets = [Float](repeating: 0, count: labelled.classCount)
            return
        }
        let mean = labelled.embeddings.meanRow()
        // Shrinking to the mean is shrinking to zero once it is taken off.
        var members = [Float](repeating: Self.priorImages, count: labelled.classCount)
        for label in labelled.labels { members[label] += 1 }
        var means = labelled.classSums(without: mean)
        means.withMutableRows { means in
            for (row, count) in members.enumerated() {
                for column in 0..<width { means[row, column] /= count }
            }
        }
        var covariance = labelled.scatter(without: mean, means)
        let degrees = Float(count + width)
        covariance.scale(by: 1 / degrees)
        for column in 0..<width { covariance[column, column] += Float(width) * geometry.variance / degrees }

        let strength = geometry.effectiveDimension / Float(width)
        var weights = Self.factor(covariance).solve(means.transposed()).transposed()
        weights.scale(by: strength)
        offsets = (0..<means.rows).map { row in
            -0.5 * zip(means[row: row], weights[row: row]).reduce(0) { $0 + $1.0 * $1.1 }
        }
        self.mean = mean
        self.weights = weights
    }

    package func logProbabilities(_ embeddings: Matrix, zeroShot: Matrix) -> Matrix {
        var scores = zeroShot
        scores.withMutableRows { $0.add(offsets) }
        scores.addScores(of: weights, to: embeddings, mean: mean)
        return scores.logSoftmax()
    }

    /// A scatter is positive semi-definite and the variance added to it positive.
    private static func factor(_ covariance: Matrix) -> Cholesky {
        do { return try Cholesky(covariance) } catch {
            preconditionFailure("a covariance of embeddings that are not finite")
        }
    }
}

extension LabelledFeatures {
    /// Images whose residuals are held at once.
    private static let blockRows = 4_096

    /// Σ x − x̄ over the images of each class: (C, D).
    fileprivate func classSums(without mean: [Float]) -> Matrix {
        var sums = Matrix(rows: classCount, columns: mean.count)
        sums.withMutableRows { sums in
            embeddings.withRows { x in
                for (image, label) in labels.enumerated() {
                    let (sum, own) = (sums[row: label], x[row: image])
                    for column in 0..<x.width { sum[column] += own[column] - mean[column] }
                }
            }
        }
        return sums
    }

    /// W = Σ r·rᵀ with r = x − x̄ − μ of the image's class, block after block: (D, D). means: μ − x̄, (C, D).
    fileprivate func scatter(without mean: [Float], _ means: Matrix) -> Matrix {
        var scatter = Matrix(rows: mean.count, columns: mean.count)
        var residuals = Matrix.uninitialized(rows: min(Self.blockRows, count), columns: mean.count)
        residuals.withMutableRows { all in
            embeddings.withRows { x in
                means.withRows { means in
                    scatter.withMutableRows { scatter in
                        for block in blocks(count, of: Self.blockRows) {
                            let residuals = all.rows(0..<block.count)
                            for image in block {
                                let (target, own, centre) = (
                                    residuals[row: image - block.lowerBound], x[row: image], means[row: labels[image]]
                                )
                                for column in 0..<x.width {
                                    target[column] = own[column] - mean[column] - centre[column]
                                }
                            }
                            gemm(Operand(residuals, .transposed), Operand(residuals), into: scatter, beta: 1)
                        }
                    }
                }
            }
        }
        return scatter
    }
}

package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let linearProbe = Head(declaredAs: "linear-probe")
}

/// A linear probe that is held to plain CLIP: multinomial logistic regression on top of the zero-shot logits.
///
/// ln p(x) = s(x) + U·(x − x̄) − ln Z, where U minimises Σ −ln p(y_i) + (λ/2)·‖U‖². The sum is strictly convex, so that U depends on
/// the labels alone and not on where the descent began. Labels near each other share what they teach; everything else stays
/// plain CLIP.
///
/// *Range*: any log-odds. *When*: from about two labels per class. *Source*: Silva-Rodríguez et al., "A closer look at the few-shot
/// adaptation of large vision-language models", CVPR 2024 (CLAP), whose multipliers are replaced by one λ.
package struct LinearProbe: ClosedFormHead {
    package static let head = Head.linearProbe
    package static let page = "Linear-probe"
    package static let evidence =
        "λ was chosen on caltech49 and imagenet300, so that its figures there are slightly optimistic"
    package static let complexity = 20

    /// λ: a correction of 5 logits along one unit direction is one standard deviation.
    package static let regularisation: Float = 0.04

    private let mean: [Float]
    /// U: (C, D).
    private let weights: Matrix

    package init(_ labelled: LabelledFeatures, geometry: PoolGeometry) {
        self.init(labelled, geometry: geometry, near: nil)
    }

    /// - Parameter other: a probe of similar labels and the same pool: the descent begins there, and ends where it always does.
    package init(_ labelled: LabelledFeatures, geometry: PoolGeometry, near other: LinearProbe?) {
        mean = geometry.mean
        let start = other?.weights ?? Matrix(rows: labelled.classCount, columns: labelled.embeddings.columns)
        weights = ProbeDescent(labelled, mean: mean, regularisation: Self.regularisation).minimum(from: start)
    }

    package func logProbabilities(_ embeddings: Matrix, zeroShot: Matrix) -> Matrix {
        scores(embeddings, zeroShot: zeroShot).logSoftmax()
    }

    /// s + U·(x − x̄), which is ln p but for what all classes share: (images, C).
    func scores(_ embeddings: Matrix, zeroShot: Matrix) -> Matrix {
        var scores = zeroShot
        scores.addScores(of: weights, to: embeddings, mean: mean)
        return scores
    }
}

extension Matrix {
    /// In place: self + (X − x̄)·Uᵀ, without a copy of X. weights: U, (C, D); embeddings: X, (n, D); mean: x̄; self: (n, C).
    mutating func addScores(of weights: Matrix, to embeddings: Matrix, mean: [Float]) {
        let offsets = weights.times(transposed: Matrix(rows: 1, columns: mean.count, elements: mean)).elements
        withMutableRows { scores in
            scores.add(offsets.map { -$0 })
            embeddings.withRows { x in
                weights.withRows { gemm(Operand(x), Operand($0, .transposed), into: scores, beta: 1) }
            }
        }
    }
}

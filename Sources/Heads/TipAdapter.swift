internal import Glibc
package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let tipAdapter = Head(declaredAs: "tip-adapter")
}

/// Tip-Adapter without training: labelled images vote for their classes, the nearer the louder.
///
/// ln p(c|x) = s_c(x) + α·Σ_{i: y_i = c} exp(−β(1 − x·x_i)) − ln Z, with the published α = 1 and β = 5.5.
///
/// *Range*: each vote in (0, α]. *When*: never for its figures, which are close to plain CLIP's at few labels; it is the best
/// known baseline of few-shot CLIP, and a reader will ask for it. *Source*: Zhang et al., "Tip-Adapter: training-free
/// adaption of CLIP for few-shot classification", ECCV 2022, eq. (4)–(6); without its search of α and β on validation data.
package struct TipAdapter: ClosedFormHead {
    package static let head = Head.tipAdapter
    package static let page = "Tip-Adapter"
    package static let evidence =
        "With the published α its votes weigh little against logits of scale 100, so that at few labels it stays close to "
        + "plain CLIP"
    package static let complexity = 40

    /// α, in logits.
    package static let voteStrength: Float = 1
    /// β.
    package static let sharpness: Float = 5.5

    private let embeddings: Matrix
    private let oneHot: Matrix

    package init(_ labelled: LabelledFeatures, geometry: PoolGeometry) {
        embeddings = labelled.embeddings
        oneHot = labelled.oneHot
    }

    package func logProbabilities(_ embeddings: Matrix, zeroShot: Matrix) -> Matrix {
        guard self.embeddings.rows > 0 else { return zeroShot.logSoftmax() }
        var affinity = embeddings.times(transposed: self.embeddings)
        affinity.elements.withUnsafeMutableBufferPointer { values in
            for index in values.indices {
                values[index] = Self.voteStrength * exp(-Self.sharpness * (1 - values[index]))
            }
        }
        var scores = affinity.times(oneHot)
        for index in scores.elements.indices { scores.elements[index] += zeroShot.elements[index] }
        return scores.logSoftmax()
    }
}

package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let tipAdapter = Head(declaredAs: "tip-adapter")
}

/// Tip-Adapter without training: labelled images vote for their classes, the nearer the louder.
///
/// ln p(c|x) = s_c(x) + α·Σ_{i: y_i = c} exp(−β(1 − x·x_i)) − ln Z, with the published α = 1 and β = 5.5.
///
/// All labelled images vote however many there are, block after block, so that memory stays small; the time grows with their number.
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

    private let labelled: LabelledFeatures

    package init(_ labelled: LabelledFeatures, geometry: PoolGeometry) {
        self.labelled = labelled
    }

    /// Images that one worker asks about at a time, and labelled images that answer at a time: their affinities stay in its cache.
    private static let (askedTogether, answeringTogether) = (128, 1_024)

    package func logProbabilities(_ embeddings: Matrix, zeroShot: Matrix) -> Matrix {
        guard labelled.count > 0 else { return zeroShot.logSoftmax() }
        var scores = zeroShot
        let pieces = blocks(embeddings.rows, of: Self.askedTogether)
        embeddings.withRows { asked in
            labelled.embeddings.withRows { answering in
                scores.withMutableRows { scores in
                    concurrently(pieces.count) { piece, _ in
                        addVotes(answering, asked.rows(pieces[piece]), to: scores.rows(pieces[piece]))
                    }
                }
            }
        }
        return scores.logSoftmax()
    }

    /// All labelled images vote on a few images; by the calling thread alone. scores: (asked, C).
    private func addVotes(_ answering: Rows, _ asked: Rows, to scores: Rows) {
        var affinities = Matrix.uninitialized(rows: asked.count, columns: min(Self.answeringTogether, answering.count))
        affinities.withMutableRows { all in
            for block in blocks(answering.count, of: Self.answeringTogether) {
                let affinities = Rows(all.base, count: asked.count, width: block.count)
                sequentialGemm(Operand(asked), Operand(answering.rows(block), .transposed), into: affinities)
                scores.addVotes(
                    of: affinities, labelled.labels[block], strength: Self.voteStrength, sharpness: Self.sharpness)
            }
        }
    }
}

package import LinearAlgebra
package import ProjectModel

/// All heads of some labels: each is fitted when it is first asked, and once.
package final class HeadFits: Sendable {
    package let labels: LabelledPool
    private let fitted = Memo<any HeadModel>()
    private let leftOut = Memo<Matrix?>()

    package init(_ labels: LabelledPool) {
        self.labels = labels
    }

    package var labelled: LabelledFeatures { labels.labelled }

    package func model(of head: Head) -> any HeadModel {
        fitted.value(of: head) { head.model.init(labels) }
    }

    package func fit<Model: HeadModel>(_ type: Model.Type) -> Model {
        guard let fit = model(of: type.head) as? Model else { preconditionFailure("two heads of one name") }
        return fit
    }

    /// What every head says of images that need not belong to the pool; they are scored in one piece.
    ///
    /// - Parameters:
    ///   - embeddings: unit image embeddings, (images, D).
    ///   - zeroShot: CLIP's own logits of them, (images, C).
    ///   - trained: what the estimator says of them; nil where there is none.
    package func answers(_ embeddings: Matrix, zeroShot: Matrix, trained: TrainedAnswers?) -> HeadAnswers {
        HeadAnswers(self, zeroShot: zeroShot, trained: trained, blockRows: .max) { _ in embeddings }
    }

    /// Logits, or ln p, of each labelled image by a head that was fitted without its group: exact where the head knows how, else
    /// fitted to four fifths of the groups. (n, C); nil where nothing is known.
    package func heldOut(of head: Head) -> Matrix? {
        leftOut.value(of: head) {
            switch head.model.leftOut(self) {
            case .answers(let answers): answers
            case .byRefitting: refitted(head)
            case .unknown: nil
            }
        }
    }

    private func refitted(_ head: Head) -> Matrix {
        labelled.leavingOut([labelled.zeroShot.logSoftmax()]) { others, asked in
            [
                HeadFits(LabelledPool(others, in: labels.pool))
                    .answers(asked.embeddings, zeroShot: asked.zeroShot, trained: nil).logits(of: head)
            ]
        }[0]
    }
}

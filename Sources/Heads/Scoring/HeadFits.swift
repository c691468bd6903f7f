package import LinearAlgebra
package import ProjectModel

/// All heads of some labels: each is fitted when it is first asked, and once.
package final class HeadFits: Sendable {
    package let labels: LabelledPool
    private let fitted = Memo<any HeadModel>()
    private let leftOut = Memo<Matrix?>()

    /// Parts in which labelled images are left out of the heads that have no short way.
    private static let heldOutParts = 5

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
        let parts = Dictionary(
            zip(Set(labelled.groups).sorted(), (0...).lazy.map { $0 % Self.heldOutParts }),
            uniquingKeysWith: { first, _ in first })
        var answers = labelled.zeroShot.logSoftmax()
        for part in 0..<Self.heldOutParts {
            let own = labelled.groups.indices.filter { parts[labelled.groups[$0]] == part }
            let others = labelled.groups.indices.filter { parts[labelled.groups[$0]] != part }
            guard !own.isEmpty, !others.isEmpty else { continue }
            let asked = labelled.subset(own)
            let scores = HeadFits(LabelledPool(labelled.subset(others), geometry: labels.geometry))
                .answers(asked.embeddings, zeroShot: asked.zeroShot, trained: nil).logits(of: head)
            for (place, row) in own.enumerated() {
                for column in 0..<answers.columns { answers[row, column] = scores[place, column] }
            }
        }
        return answers
    }
}

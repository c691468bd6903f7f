package import Evaluation
package import Heads
package import LinearAlgebra
package import ProjectModel

/// Which head is in use, and what calibrates the probabilities of every head.
///
/// Nothing judges itself: the closed-form heads are tempered by answers to images that they were not fitted to, and a trained
/// head by its out-of-fold answers. Where there are none yet (below three labels per class), what the head says of its left-out answers
/// stands in; see the decision record Calibration.
package struct TemperedHeads: Sendable {
    package let choice: HeadChoice
    package let fits: HeadFits
    /// Rows of the pool that the heads were fitted to.
    package let rows: [Int]
    /// The class of each, as a column.
    package var labels: [Int] { fits.labelled.labels }
    /// Of the labels that the round was trained on; nil where they were not made.
    let figures: OutOfFold?
    private let temperings = Memo<Tempering>()

    /// - Parameters:
    ///   - rows: labelled rows of the pool, and the class of each, as a column.
    ///   - figures: of the labels that the round was trained on; nil where they were not made.
    package init(choice: HeadChoice, _ pool: Pool, rows: [Int], labels: [Int], figures: OutOfFold?) {
        self.choice = choice
        self.rows = rows
        self.figures = figures
        fits = pool.heads(of: rows, labels)
    }

    /// The heads fitted to other labels, and the same in use.
    ///
    /// - Parameter choice: of another head in use.
    package func refitted(_ pool: Pool, rows: [Int], labels: [Int], choice: HeadChoice? = nil) -> TemperedHeads {
        TemperedHeads(choice: choice ?? self.choice, pool, rows: rows, labels: labels, figures: figures)
    }

    /// Whether Δs is the pool's: before the first training, and while the pool head is in use, so that what is taken away is what
    /// explains the answer. Else it is the estimator's.
    ///
    /// - Parameter isTrained: whether there is an estimator.
    package func takesDeltaSFromPool(isTrained: Bool) -> Bool { !isTrained || choice.head == .poolHead }

    /// Fitted when it is first asked for, and once.
    package func tempering(of head: Head) -> Tempering {
        temperings.value(of: head) {
            guard !rows.isEmpty else { return .none }
            if head.isTrained, let tempering = figures?.tempering(of: head) { return tempering }
            guard let heldOut = fits.heldOut(of: head) else { return .none }
            return Tempering(
                heldOut: heldOut, zeroShot: head.isTemperedByZeroShot ? fits.labelled.zeroShot : nil,
                truth: fits.labelled.labels)
        }
    }

    /// Of the head in use.
    package var tempering: Tempering { tempering(of: choice.head) }

    /// Tempered probabilities, (images, classes).
    package func probabilities(of head: Head, logits: Matrix, zeroShot: Matrix) -> Matrix {
        tempering(of: head).probabilities(logits, zeroShot: zeroShot)
    }

    package func probabilities(of head: Head, _ answers: HeadAnswers) -> Matrix {
        probabilities(of: head, logits: answers.logits(of: head), zeroShot: answers.zeroShot)
    }
}

package import Evaluation
package import LinearAlgebra

/// Images of which it is known what they truly are.
package struct JudgedImages: Sendable {
    /// Rows of the pool, and the position of the class that each truly is.
    package let rows: [Int]
    package let truth: [Int]

    /// - Parameter logits: of the whole pool.
    /// - Returns: the class that each of these images gets.
    func predicted(by logits: Matrix) -> [Int] { logits.gatheringRows(rows).argmax() }

    package func matrix(of logits: Matrix, classCount: Int) -> ConfusionMatrix {
        ConfusionMatrix(classCount: classCount, truth: truth, predicted: predicted(by: logits))
    }

    func correct(by logits: Matrix) -> Int { zip(truth, predicted(by: logits)).count { $0 == $1 } }

    /// The share that is right; there must be one image at least.
    package func accuracy(of logits: Matrix) -> WilsonInterval {
        WilsonInterval(successes: correct(by: logits), of: rows.count)
    }
}
